"""What must hold in every history, whatever CloudFormation, Personalize and the network do."""

from typing import Any

from cdk_personalize_handler.lifecycle.outcomes import NextStep
from testing.histories.history import REFUSED_DATA, RUNNING, History, Job
from testing.histories.properties import content
from testing.simulation.resource import SimulatedResource
from testing.simulation.response import Event, Response

LARGEST_RESPONSE = 4096
_PROPAGATED = 120
"""Seconds after which a new permission has propagated."""

NAMES = (
    "one job for each request",
    "a second job after a denial only",
    "no import starts for a cancelled request",
    "nothing starts after the deletion",
    "nothing is imported twice",
    "nothing starts for data that preflight refuses",
    "success is active",
    "the data is the requested data",
    "the tags are the requested tags",
    "a response in time",
    "a response that fits",
    "nothing fails in vain",
    "a failure says what helps",
    "a failure keeps its id",
    "deletion is the end",
    "a stack can be deleted",
)


class InvariantViolated(AssertionError):
    """A history after which one of the invariants does not hold."""


class Invariants:
    """Watches a history; `check` is to be called after each step, `check_end` when everything has settled.

    An invariant is mostly broken in the middle of a call of the function, where it must not be mistaken for an error of
    the function's. So the first one is kept, and raised by the next check.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self._resources = {resource.logical_id: resource for resource in history.resources}
        self._is_over = False
        self._broken: InvariantViolated | None = None

    def starts(self, event: Event, job_arn: str, *, is_waited_for: bool) -> None:
        """Check the start of a job against the invariants of starts."""
        self._one_job_or_a_second_one(event, job_arn)
        self._require(not self._is_over, "nothing starts after the deletion", f"{job_arn} was started")
        self._require(is_waited_for, "no import starts for a cancelled request", f"{job_arn} was started")
        refused = self._history.must_be_refused(event)
        self._require(not refused, "nothing starts for data that preflight refuses", f"{job_arn} was started")
        self._a_relay_starts_one(job_arn)
        if event["RequestType"] == "Update":
            self._nothing_is_imported_twice(event)

    def responds(self, response: Response) -> None:
        """Check a response that CloudFormation takes against the invariants of responses."""
        event = response.event
        self._require(response.size <= LARGEST_RESPONSE, "a response that fits", f"{response.size} bytes")
        self._an_answer_in_time()
        if event["RequestType"] == "Delete":
            if "DatasetImportJobArn" not in event["ResourceProperties"]:
                self._deletion_is_the_end(response)
                self._rollback_has_put_back_the_data(response)
        elif response.succeeded and "HandOver" not in event["ResourceProperties"]:
            self._success_is_active(response)
            self._data_and_tags_are(event["ResourceProperties"], response.physical_id)
        if not response.succeeded:
            self._nothing_fails_in_vain(response)
            self._a_failure_says_what_helps(response)
            self._a_failure_keeps_its_id(response)

    def check(self) -> None:
        """Raise `InvariantViolated` for what does not hold now, or did not hold before."""
        self._an_answer_in_time()
        if self._broken:
            raise self._broken

    def check_end(self) -> None:
        """Raise `InvariantViolated` for what does not hold now that nothing goes on any more."""
        self._require(not self._history.never_ends, "a response in time", "something is waited for without end")
        for resource in self._resources.values():
            self._require(resource.pending is None, "a response in time", f"no response to {resource.pending}")
        *_, last = self._resources.values()
        if all(resource.is_stable for resource in self._resources.values()):
            assert last.physical_id
            self._data_and_tags_are(last.properties, last.physical_id)
        self.check()

    def check_deleted(self) -> None:
        """Raise `InvariantViolated` if the stack is still there, after a Delete with nothing in its way."""
        for resource in self._resources.values():
            self._require(not resource.exists, "a stack can be deleted", f"{resource.logical_id} is still there")
        self.check()

    def _one_job_or_a_second_one(self, event: Event, job_arn: str) -> None:
        """A request starts one job, and one more if that was denied and what was new has propagated meanwhile."""
        by_request = [job for job in self._history.own_jobs() if self._request_of(job) == event["RequestId"]]
        arns = [job["datasetImportJobArn"] for job in by_request]
        is_second = arns[1:] == [job_arn] and self._history.was_denied(by_request[0])
        self._require(not arns[1:] or is_second, "one job for each request", f"a request started {arns}")
        if is_second:
            waited = self._history.now - self._history.requested_at[event["RequestId"]]
            what = f"{job_arn} was started after {waited:.0f} s"
            self._require(waited >= _PROPAGATED, "a second job after a denial only", what)

    def _request_of(self, job: Job) -> str:
        return str(self._history.started_by[job["datasetImportJobArn"]]["RequestId"])

    def _an_answer_in_time(self) -> None:
        for resource in self._resources.values():
            if resource.pending:
                waited = self._history.now - resource.requested_at
                limit = int(resource.pending["ResourceProperties"]["ServiceTimeout"])
                what = f"{resource.pending['RequestType']}: none after {waited:.0f} s"
                self._require(waited < limit, "a response in time", what)

    def _deletion_is_the_end(self, response: Response) -> None:
        """All jobs have ended, but for one of an explicit name that was rejected: nothing shows whose that is."""
        if response.succeeded and self._of(response.event).is_being_deleted:
            known = (None, response.event["ResourceProperties"].get("JobName"))
            running = [arn for arn in self._running() if self._job_name_asked(arn) in known]
            self._require(not running, "deletion is the end", f"a Delete succeeded while {running} ran")
            self._is_over = True

    def _rollback_has_put_back_the_data(self, response: Response) -> None:
        """What a rollback deletes last is what the update had put in the place of the old."""
        resource = self._of(response.event)
        if resource.is_rolling_back and response.succeeded:
            self._data_is(resource.properties)

    def _success_is_active(self, response: Response) -> None:
        status = {job["datasetImportJobArn"]: job["status"] for job in self._history.model.import_jobs()}
        found = (status.get(response.physical_id), response.data["Status"])
        self._require(
            found == ("ACTIVE", "ACTIVE"), "success is active", f"SUCCESS for {response.physical_id}: {found}"
        )

    def _data_and_tags_are(self, asked: dict[str, Any], physical_id: str) -> None:
        self._data_is(asked)
        wanted = {tag["Key"]: tag["Value"] for tag in asked.get("Tags", [])}
        tags = self._history.tags_of(physical_id)
        self._require(tags == wanted, "the tags are the requested tags", f"{tags}, not {wanted}")

    def _data_is(self, asked: dict[str, Any]) -> None:
        landed = self._history.landed()
        self._require(landed == content(asked), "the data is the requested data", f"not {landed}: {asked}")

    def _nothing_is_imported_twice(self, event: Event) -> None:
        """A change that is none of data, and a rollback while the old data is still there, start no import."""
        asked = content(event["ResourceProperties"])
        self._require(
            asked != content(event["OldResourceProperties"]),
            "nothing is imported twice",
            f"{asked} was imported again, and nothing had changed",
        )
        if self._of(event).is_rolling_back:
            landed = self._history.landed()
            self._require(
                landed != asked, "nothing is imported twice", f"{asked} was imported again while it was there"
            )

    def _a_relay_starts_one(self, job_arn: str) -> None:
        """Of the resources of a relay, one starts the import, or one more after a denial.

        A rollback may try again what has failed.
        """
        first, *_ = self._resources.values()
        of_same = [
            job
            for job in self._history.own_jobs()
            if job["creationDateTime"] >= first.requested_at
            and self._history.fingerprint_of(job["datasetImportJobArn"]) == self._history.fingerprint_of(job_arn)
            and not (first.is_rolling_back and job["status"] == "CREATE FAILED")
        ]
        arns = [job["datasetImportJobArn"] for job in of_same]
        others = [job for job in of_same if job["datasetImportJobArn"] != job_arn]
        is_second = len(others) == 1 and self._history.was_denied(others[0])
        self._require(not others or is_second, "nothing is imported twice", f"a relay has started {arns}")

    def _nothing_fails_in_vain(self, response: Response) -> None:
        """A failure has a cause: bad data, a lost poll, a failed job, a taken name, a missing permission, or time."""
        waited = self._history.now - self._of(response.event).requested_at
        known = ("could not be reached", "is CREATE FAILED", "is taken by another import")
        self._require(not self._could_go_on(response, waited), "nothing fails in vain", response.reason)
        if any(words in response.reason for words in known):
            return
        if "Preflight found" in response.reason and self._history.may_be_refused(response.event):
            return
        if REFUSED_DATA in response.reason and self._history.was_refused_by_the_service(response.event):
            return
        if self._of(response.event).is_being_deleted:
            self._require(bool(self._running()), "a stack can be deleted", response.reason)
        is_missing_right = "AccessDeniedException" in response.reason and waited >= 120
        is_late = "Timed out" in response.reason and waited >= 360
        self._require(is_missing_right or is_late, "nothing fails in vain", f"after {waited:.0f} s: {response.reason}")

    def _could_go_on(self, response: Response, waited: float) -> bool:
        """A request failed for its first job, which was denied early and whose place another could have taken."""
        asked = response.event["ResourceProperties"]
        jobs = [job for job in self._history.own_jobs() if self._request_of(job) == response.request_id]
        is_denied = "Insufficient privileges" in response.reason and "is CREATE FAILED" in response.reason
        may_start_two = response.event["RequestType"] != "Delete" and not {"JobName", "DatasetImportJobArn"} & set(
            asked
        )
        if not (is_denied and may_start_two and len(jobs) == 1):
            return False
        return (
            jobs[0]["creationDateTime"] <= self._history.requested_at[response.request_id] + _PROPAGATED
            and waited < 360
        )

    def _a_failure_says_what_helps(self, response: Response) -> None:
        """What helps in another state of the stack is refused in this one: a failed rollback can only be continued."""
        resource, is_deletion = self._of(response.event), response.event["RequestType"] == "Delete"
        helps = {
            NextStep.DEPLOY_AGAIN: response.event["RequestType"] == "Create",
            NextStep.DEPLOY_AGAIN_LATER: not is_deletion and not resource.is_rolling_back,
            NextStep.CONTINUE_ROLLBACK: not is_deletion and resource.is_rolling_back,
            NextStep.DELETE_AGAIN: resource.is_being_deleted,
            NextStep.LEFT_BEHIND: is_deletion and not resource.is_being_deleted,
        }
        wrong = [step for step in NextStep if step.value in response.reason and not helps[step]]
        self._require(not wrong, "a failure says what helps", response.reason)

    def _of(self, event: Event) -> SimulatedResource:
        return self._resources[event["LogicalResourceId"]]

    def _a_failure_keeps_its_id(self, response: Response) -> None:
        asked = self._of(response.event).pending or {}
        is_known = asked.get("PhysicalResourceId", response.physical_id) == response.physical_id
        self._require(is_known, "a failure keeps its id", f"a failed request responds as {response.physical_id}")

    def _running(self) -> list[str]:
        return [job["datasetImportJobArn"] for job in self._history.own_jobs() if job["status"] in RUNNING]

    def _require(self, holds: bool, invariant: str, what: str) -> None:
        assert invariant in NAMES
        if not holds and not self._broken:
            self._broken = InvariantViolated("\n".join([f"{invariant}: {what}", *self._history.story]))

    def _job_name_asked(self, job_arn: str) -> str | None:
        name: str | None = self._history.started_by[job_arn]["ResourceProperties"].get("JobName")
        return name
