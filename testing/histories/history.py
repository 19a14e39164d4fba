"""A stack's resources, their waiter, the function and Personalize on one clock: what a history is played on."""

import contextlib
import json
from collections.abc import Callable
from typing import Any, Protocol, cast

from botocore.exceptions import ClientError

from cdk_personalize_handler.aws.cloudformation import CloudFormation
from cdk_personalize_handler.aws.personalize import Personalize as Service
from cdk_personalize_handler.lifecycle.lifecycle import Lifecycle
from cdk_personalize_handler.preflight_runner import PreflightRunner
from local_aws.personalize import ServiceError
from testing import events
from testing.harness import CSV, START, Harness
from testing.histories.properties import content
from testing.simulation.clients import ModelClient
from testing.simulation.resource import SimulatedResource
from testing.simulation.response import Event, Response
from testing.simulation.stack import SimulatedStack
from testing.simulation.waiter import Function, FunctionCrashed, MakeWaiter
from testing.simulation.waiters import provider_framework

LOGICAL_ID = "InteractionsA486FAA2"
BAD_CSV = b"USER_ID,TIMESTAMP\nu1,1700000000\n"
REFUSED_DATA = "Input csv is missing the following columns"
RUNNING = ("CREATE PENDING", "CREATE IN_PROGRESS")
POLL_INTERVAL = 60
RETRIED_AFTER = 60
"""Lambda delivers an event again, whose function has crashed, after a minute."""

SECONDS_APART = 6
"""The function takes what CloudFormation does within five seconds for simultaneous, since clocks differ."""

_NOTHING_LASTS_LONGER = 6 * 3600

Job = dict[str, Any]


class Observer(Protocol):
    """Observes a history as it happens."""

    def starts(self, event: Event, job_arn: str, *, is_waited_for: bool) -> None:
        """A job was started for a request, which CloudFormation still wanted when the function was called, or not."""

    def responds(self, response: Response) -> None:
        """CloudFormation is about to take the response that it waits for."""


class History(Harness):
    """Plays what CloudFormation, the waiter and Personalize do, and remembers which request started which job.

    `before_start` is called once, when the function has decided to start a job, just before it does.
    """

    def __init__(
        self, make_waiter: MakeWaiter = provider_framework, logical_ids: tuple[str, ...] = (LOGICAL_ID,)
    ) -> None:
        super().__init__()
        self.objects.content |= {("lake", key): CSV for key in ("a.csv", "b.csv")}
        self.objects.content["lake", "bad.csv"] = BAD_CSV
        self.other_dataset = self.create_dataset("books")
        self.resources = [SimulatedResource(name, lambda: self.now, self.deliver) for name in logical_ids]
        self.resource = self.resources[0]
        self.started_by: dict[str, Event] = {}
        self.requested_at: dict[str, float] = {}
        self._saw_bad_data: dict[str, bool] = {}
        self._was_disturbed: set[str] = set()
        self._met_refusal_of_data: set[str] = set()
        self._delivering = ""
        self.before_start: Callable[[], None] | None = None
        self.observers: list[Observer] = []
        self.crashed: list[Event] = []
        self.story: list[str] = []
        self.never_ends = False
        self._others = 0
        self.retries: list[tuple[float, Event]] = []
        service = Service(cast(Any, ModelClient(self.model, self._create, self._note_refusal)))
        lifecycle = Lifecycle(
            service,
            CloudFormation(lambda: cast(Any, SimulatedStack(self.resources))),
            PreflightRunner(service, self.data, lambda: self.now),
            lambda: self.now,
            POLL_INTERVAL,
        )
        self.waiter = make_waiter(lifecycle, lambda: self.now, self._watched, self._respond)

    def deliver(self, event: Event) -> None:
        """Hand an event to the waiter, as Lambda does."""
        self._tell(event, f"asks for {content(event['ResourceProperties'])}")
        self.requested_at.setdefault(event["RequestId"], self.now)
        self._saw_bad_data[event["RequestId"]] = self._asks_for_bad_data(event)
        outer, self._delivering = self._delivering, str(event["RequestId"])
        try:
            self.waiter.deliver(event)
        except FunctionCrashed:
            self.crashed.append(event)
            self.retries.append((self.now + RETRIED_AFTER, event))
        finally:
            self._delivering = outer

    def wait(self, seconds: float) -> None:
        """Let the service and the waiter go on, one poll interval after the other."""
        for _ in range(round(seconds / POLL_INTERVAL)):
            super().wait(POLL_INTERVAL)
            due = [retry for retry in self.retries if retry[0] <= self.now]
            self.retries = [retry for retry in self.retries if retry not in due]
            for _, event in due:
                if any(resource.may_come_again(event) for resource in self.resources):
                    self.deliver(event)
            self.waiter.poll()
            self.after_poll()

    def after_poll(self) -> None:
        """Do what CloudFormation does next: nothing, where there is one resource."""

    def spoil(self, key: str) -> None:
        """Let the data of a key go bad, or fix it."""
        self.objects.content["lake", key] = CSV if self.objects.content["lake", key] == BAD_CSV else BAD_CSV

    def may_be_refused(self, event: Event) -> bool:
        """Preflight has seen, or may have seen, bad data in the last delivery of this event."""
        is_asked = event["ResourceProperties"].get("Preflight", "ON") == "ON"
        may_look = event["RequestType"] != "Delete" and "DatasetImportJobArn" not in event["ResourceProperties"]
        is_rolling_back = any(resource.is_rolling_back for resource in self.resources)
        return is_asked and may_look and not is_rolling_back and self._saw_bad_data[event["RequestId"]]

    def must_be_refused(self, event: Event) -> bool:
        """As `may_be_refused`, and nothing has kept preflight from looking."""
        return self.may_be_refused(event) and event["RequestId"] not in self._was_disturbed

    def was_refused_by_the_service(self, event: Event) -> bool:
        """The service has refused to start an import for this event, since its data is bad."""
        return event["RequestId"] in self._met_refusal_of_data

    def _asks_for_bad_data(self, event: Event) -> bool:
        key = event["ResourceProperties"]["DataSource"]["DataLocation"].removeprefix("s3://lake/")
        return self.objects.content.get(("lake", key)) == BAD_CSV

    def _note_refusal(self, code: str) -> None:
        if self._delivering and code != "ResourceNotFoundException":
            self._was_disturbed.add(self._delivering)

    def take_time(self) -> None:
        """Let as much time pass as CloudFormation needs at least between two things that it does."""
        self.now += SECONDS_APART

    def until_response(self) -> None:
        """Wait as long as CloudFormation waits for a response."""
        self._wait_while(lambda: self.is_busy)

    @property
    def is_busy(self) -> bool:
        """CloudFormation waits for a response."""
        return any(resource.pending for resource in self.resources)

    def settle(self) -> None:
        """Let everything that goes on come to its end."""
        self._wait_while(
            lambda: (
                self.is_busy
                or bool(self.retries)
                or not self.waiter.is_idle
                or any(job["status"] in RUNNING for job in self.own_jobs())
            )
        )

    def _wait_while(self, goes_on: Callable[[], bool]) -> None:
        end = self.now + _NOTHING_LASTS_LONGER
        while goes_on():
            if self.now >= end:
                self.never_ends = True
                return
            self.wait(POLL_INTERVAL)

    def import_by_others(self, mode: str) -> str:
        """Let somebody else import into the dataset, if that is possible; return the name of the job."""
        self._others += 1
        self.occupy(f"other{self._others}", events.DATASET_ARN, mode)
        return f"other{self._others}"

    def occupy(self, name: str, dataset_arn: str, mode: str = "FULL") -> None:
        """Start an import that has nothing to do with the stack, if that is possible."""
        request = {
            "jobName": name,
            "datasetArn": dataset_arn,
            "importMode": mode,
            "dataSource": {"dataLocation": "s3://lake/interactions.csv"},
            "roleArn": "arn:aws:iam::000000000000:role/import",
        }
        with contextlib.suppress(ServiceError):
            self.model.call("CreateDatasetImportJob", request)

    def fill_the_quota(self) -> None:
        """Start as many such imports as may run at a time."""
        for _ in range(5):
            self._others += 1
            self.occupy(f"other{self._others}", self.other_dataset)

    def own_jobs(self) -> list[Job]:
        """The import jobs that the function has started, oldest first."""
        return [job for job in self.model.import_jobs() if job["datasetImportJobArn"] in self.started_by]

    @staticmethod
    def was_denied(job: Job) -> bool:
        """A job has failed because Personalize was denied the data."""
        return str(job.get("failureReason", "")).startswith("Insufficient privileges")

    def landed(self) -> tuple[str | None, ...] | None:
        """What the stack imported last, as `content` tells it; None before the first import."""
        landed = [job for job in self.own_jobs() if job["status"] == "ACTIVE"]
        last = max(landed, key=lambda job: float(job["lastUpdatedDateTime"]), default=None)
        return self.fingerprint_of(last["datasetImportJobArn"]) if last else None

    def fingerprint_of(self, job_arn: str) -> tuple[str | None, ...]:
        """What a job was to import; a Delete that puts the data back says in its properties what it takes away."""
        event = self.started_by[job_arn]
        if event["RequestType"] != "Delete":
            return content(event["ResourceProperties"])
        (job,) = [job for job in self.model.import_jobs() if job["datasetImportJobArn"] == job_arn]
        asked = next(resource for resource in self.resources if resource.logical_id == event["LogicalResourceId"])
        put_back = content(asked.properties)
        return put_back if put_back[0] == job["dataSource"]["dataLocation"] else (None,)

    def tags_of(self, job_arn: str) -> dict[str, str]:
        """The tags of a job."""
        tags = self.model.call("ListTagsForResource", {"resourceArn": job_arn})["tags"]
        return {tag["tagKey"]: tag["tagValue"] for tag in tags}

    def is_waited_for(self, event: Event) -> bool:
        """CloudFormation waits for the response to this event."""
        return any(
            resource.pending and resource.pending["RequestId"] == event["RequestId"] for resource in self.resources
        )

    def wants(self, event: Event) -> bool:
        """CloudFormation waits for what this event asks for, which may be its second attempt to clean up."""
        pending = [resource.pending for resource in self.resources if resource.pending]
        return self.is_waited_for(event) or any(_is_same_deletion(event, other) for other in pending)

    def _respond(self, response: Response) -> None:
        self._tell(
            response.event, f"has its response: {response.reason.partition('Logs:')[0]} as {response.physical_id}"
        )
        if self.is_waited_for(response.event):
            for observer in self.observers:
                observer.responds(response)
            self.take_time()
        for resource in self.resources:
            resource.take(response)

    def _watched(self, function: Function) -> Function:
        def call(event: Event) -> dict[str, Any]:
            outer, self._served = self._served, (event, self.wants(event))
            try:
                # What crosses the wire is JSON, and nothing of it is shared with the sender.
                return cast(dict[str, Any], json.loads(json.dumps(function(json.loads(json.dumps(event))))))
            finally:
                self._served = outer

        return call

    _served: tuple[Event, bool] = ({}, False)

    def _create(self, create: Callable[[], Any]) -> Any:
        (event, is_waited_for), interrupt = self._served, self.before_start
        if interrupt:
            self.before_start = None
            interrupt()
        try:
            response = create()
        except ClientError as error:
            if REFUSED_DATA in str(error):
                self._met_refusal_of_data.add(event["RequestId"])
            raise
        self.started_by[response["datasetImportJobArn"]] = event
        self._tell(event, f"has started {response['datasetImportJobArn']}")
        for observer in self.observers:
            observer.starts(event, response["datasetImportJobArn"], is_waited_for=is_waited_for)
        return response

    def _tell(self, event: Event, what: str) -> None:
        self.story.append(f"{self.now - START:6.0f} s: {event['RequestType']} {event['RequestId']} {what}")


def _is_same_deletion(event: Event, other: Event) -> bool:
    return all(
        each["RequestType"] == "Delete" and each["PhysicalResourceId"] == event["PhysicalResourceId"]
        for each in (event, other)
    )
