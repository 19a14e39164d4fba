"""Imports of one stack on a virtual clock: the real function behind a simulated waiter, CloudFormation and Personalize.

Each import has a schedule of its own, as it has in AWS: a state machine, or a rule of EventBridge's.
"""

import heapq
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple, cast

from cdk_personalize_handler.aws.cloudformation import CloudFormation
from cdk_personalize_handler.aws.personalize import Personalize as Service
from cdk_personalize_handler.lifecycle.lifecycle import Lifecycle
from cdk_personalize_handler.preflight_runner import PreflightRunner
from cdk_personalize_handler.provider_framework import ProviderFramework
from local_aws.personalize import MemoryObjects, Personalize, faults
from testing import events
from testing.harness import CSV, SCHEMA, START
from testing.simulation.clients import ModelClient
from testing.simulation.crhelper import SimulatedCrhelper
from testing.simulation.data import SimulatedData
from testing.simulation.provider_framework import SimulatedProviderFramework
from testing.simulation.resource import SimulatedResource
from testing.simulation.response import Response
from testing.simulation.stack import SimulatedStack
from testing.simulation.waiter import Waiter

POLL_SECONDS = 0.3
"""How long a poll takes beside its interval with the Provider framework."""

GAP_SECONDS = 3.0
"""How long CloudFormation takes from the response of one resource to the request of the next. Assumed."""


@dataclass
class Import:
    """What became of an import. Times are seconds since the stack began.

    `answered` is when the last resource of its relay was, or the one that failed, and `polls` are those of all of them.
    """

    asked: float
    length: float
    started: float = -1
    answered: float = -1
    succeeded: bool = False
    polls: int = 0

    @property
    def ended(self) -> float:
        """When its job was `ACTIVE`."""
        return self.started + self.length


class Look(NamedTuple):
    """What a request or a poll of a waiter calls of AWS, and whether one of these was refused for the quota."""

    calls: int
    is_refused: bool


@dataclass
class VirtualImports:
    """Imports of the given lengths, in seconds, that are asked for `apart` seconds apart.

    `shares` are the seconds for which each resource of an import's relay waits, and `waiter` is `provider_framework` or
    `crhelper`. `run` counts the calls that the quota `refused`, and those of all `looks`. No call is throttled.
    """

    waiter: str
    lengths: Sequence[float]
    interval: float
    shares: Sequence[int] = (3600,)
    apart: float = 0.5
    refused: int = 0
    other_calls: int = 0
    looks: list[Look] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.now = START
        objects = MemoryObjects({("lake", "interactions.csv"): CSV})
        self._model = Personalize(lambda: self.now, objects, pending_seconds=0)
        self._service = Service(cast(Any, ModelClient(self._model, refused=self._count_refusal)))
        self._preflight = PreflightRunner(self._service, SimulatedData(objects), lambda: self.now)
        self._resources: list[SimulatedResource] = []
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._number = count()
        schema = self._model.call("CreateSchema", {"name": "interactions", "schema": json.dumps(SCHEMA)})["schemaArn"]
        for number, length in enumerate(self.lengths):
            self.imports.append(Import(number * self.apart, length))
            self._prepare(number, length, schema)

    def run(self) -> None:
        """Play until every import has its response."""
        while self._due:
            self.now, _, happen = heapq.heappop(self._due)
            self._model.tick()
            happen()
        for job in self._model.import_jobs():
            number = int(job["datasetArn"].split("/")[1].removeprefix("group"))
            self.imports[number].started = job["creationDateTime"] - START

    def _look(self, happen: Callable[[], None]) -> None:
        """Call the function, and count what it calls: Amazon Personalize, CloudFormation and EventBridge."""
        calls, refused = self._calls, self.refused
        happen()
        self.looks.append(Look(self._calls - calls, self.refused > refused))

    @property
    def _calls(self) -> int:
        return len(self._model.calls) + self.other_calls

    def _prepare(self, number: int, length: float, schema: str) -> None:
        group = self._model.call("CreateDatasetGroup", {"name": f"group{number}"})["datasetGroupArn"]
        dataset = {"name": f"group{number}", "datasetType": "Interactions", "schemaArn": schema}
        arn = self._model.call("CreateDataset", {**dataset, "datasetGroupArn": group})["datasetArn"]
        self._model.add_fault(faults.slow_job(length, job_name=f"*-Import{number}-*"))
        self._at(START + number * self.apart, lambda: self._ask(number, arn, 0, ""))

    def _ask(self, number: int, dataset_arn: str, link: int, job_arn: str) -> None:
        """Request a resource of an import's relay, which follows a job unless it is the first."""
        properties = {"DatasetArn": dataset_arn, "Timeout": str(self.shares[link])}
        if len(self.shares) > 1:
            properties["RelayTimeout"] = str(sum(self.shares))
        if link < len(self.shares) - 1:
            properties["HandOver"] = "true"
        if link:
            properties |= {"DatasetImportJobArn": job_arn, "RelayOf": f"Import{number}"}

        def answered(answer: Response) -> None:
            if resource.pending is None:
                return
            resource.take(answer)
            if answer.event["RequestType"] == "Delete":
                return  # of a resource that has failed
            if answer.succeeded and link < len(self.shares) - 1:
                following = answer.data["DatasetImportJobArn"]
                self._at(self.now + GAP_SECONDS, lambda: self._ask(number, dataset_arn, link + 1, following))
            else:
                self.imports[number].answered = self.now - START
                self.imports[number].succeeded = answer.succeeded

        waiter = self._create_waiter(answered)
        name = f"Import{number}" if link == 0 else f"Import{number}R{link}"
        resource = SimulatedResource(name, lambda: self.now, waiter.deliver)
        self._resources.append(resource)
        self._look(lambda: resource.create(cast(dict[str, Any], events.create(**properties)["ResourceProperties"])))
        self._poll_later(waiter, self.imports[number])

    def _poll_later(self, waiter: Waiter, asked: Import) -> None:
        def poll() -> None:
            asked.polls += 1
            self._look(waiter.poll)
            self._poll_later(waiter, asked)

        if not waiter.is_idle:
            self._at(self.now + self.period, poll)

    @property
    def period(self) -> float:
        """Seconds from one poll to the next: a rule's are those of its schedule."""
        return self.interval + (POLL_SECONDS if self.waiter == "provider_framework" else 0)

    def _create_waiter(self, answer: Callable[[Response], None]) -> Waiter:
        stacks = CloudFormation(lambda: cast(Any, _Counted(self, SimulatedStack(self._resources))))
        lifecycle = Lifecycle(self._service, stacks, self._preflight, lambda: self.now, self.interval)
        if self.waiter == "provider_framework":
            return SimulatedProviderFramework(ProviderFramework(lifecycle, lambda: self.now).handle, answer)
        waiter = SimulatedCrhelper(lifecycle, lambda: self.now, self.interval, lambda function: function, answer)
        waiter.events = cast(Any, _Counted(self, waiter.events))
        return waiter

    def _at(self, time: float, happen: Callable[[], None]) -> None:
        heapq.heappush(self._due, (time, next(self._number), happen))

    def _count_refusal(self, code: str) -> None:
        self.refused += code == "LimitExceededException"


class _Counted:
    """A client whose calls are counted."""

    def __init__(self, imports: VirtualImports, client: Any) -> None:
        self._imports = imports
        self._client = client

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._client, name)
        if not callable(attribute):
            return attribute

        def call(**request: Any) -> Any:
            self._imports.other_calls += 1
            return attribute(**request)

        return call
