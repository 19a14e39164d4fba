"""The one place that decides: what to do about a request, given what Amazon Personalize shows of it.

Nothing is remembered between calls. The job's ARN follows from the request, so a retry, a duplicate and a poll all look
at the same job, and any of them may be the one that starts it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cdk_personalize_handler import answers
from cdk_personalize_handler.import_job import ImportJob
from cdk_personalize_handler.request import DeleteRequest, ImportRequest
from cdk_personalize_handler.service import AlreadyExists, ImportService, Refused, TryAgainLater

_REPEATED_WITHIN = timedelta(minutes=15)
"""CloudFormation repeats an event within minutes: a job of the same explicit name that is older is another's."""


@dataclass(frozen=True)
class Start:
    """Create the job of this request, then look again."""


@dataclass(frozen=True)
class Wait:
    """Look again in the next poll; `why` is for the log, and for the answer should the time run out."""

    why: str


@dataclass(frozen=True)
class Succeed:
    """Answer CloudFormation; `attributes` are what `Fn::GetAtt` reads."""

    attributes: dict[str, str]


@dataclass(frozen=True)
class Fail:
    """Answer CloudFormation with this reason."""

    reason: str


class Lifecycle:
    """Carries a request to its end: `advance` is called with the same request until it no longer answers `Wait`.

    `now` returns seconds since the epoch. `poll_interval` is the number of seconds until the next call: a wait ends
    while there is still a call left in which to say so.
    """

    def __init__(self, service: ImportService, now: Callable[[], float], poll_interval: float) -> None:
        self._service = service
        self._now = now
        self._poll_interval = poll_interval

    def advance(self, request: ImportRequest | DeleteRequest, started_at: float) -> Wait | Succeed | Fail:
        """Take the next step of a request that CloudFormation made at `started_at`."""
        is_last_call = self._now() + self._poll_interval > started_at + request.wait_seconds
        decision = (
            self._advance_delete(request)
            if isinstance(request, DeleteRequest)
            else self._advance_import(request, started_at, is_last_call)
        )
        if isinstance(decision, Wait) and is_last_call:
            return Fail(answers.timed_out(request, self._now() - started_at, decision.why))
        return decision

    def _advance_import(self, request: ImportRequest, started_at: float, is_last_call: bool) -> Wait | Succeed | Fail:
        try:
            decision = decide_import(request, self._service.describe(request.target_arn), started_at)
            if not isinstance(decision, Start):
                return decision
            if is_last_call:
                return Wait(answers.NEVER_STARTED)
            self._service.create(request.job_name, request.properties)
            return Wait("the import job has just been created")
        except (TryAgainLater, AlreadyExists) as error:
            return Wait(str(error))
        except Refused as refusal:
            return Fail(answers.refused(request, str(refusal)))

    def _advance_delete(self, request: DeleteRequest) -> Wait | Succeed:
        try:
            jobs = self._service.jobs_of(request.dataset_arn) if request.dataset_arn else []
            return decide_delete(request, jobs)
        except TryAgainLater as error:
            return Wait(str(error))
        except Refused:
            # Whether a job runs cannot be known. Personalize itself keeps a dataset whose import runs from deletion,
            # whereas a stack that cannot be deleted helps nobody.
            return Succeed({})


def decide_import(request: ImportRequest, job: ImportJob | None, started_at: float) -> Start | Wait | Succeed | Fail:
    """Decide about a Create or an Update; `job` is the one that `request.target_arn` names, None if there is none."""
    if not request.changes_data:
        return Succeed(job.attributes) if job else Fail(answers.job_is_gone(request))
    if request.job_arn == request.physical_id:
        return Fail(answers.name_spent(request))
    if job is None:
        return Start()
    if request.properties.job_name and not _is_of_request(job, request, started_at):
        return Fail(answers.name_taken(request, job))
    if job.is_active:
        return Succeed(job.attributes)
    if job.has_failed:
        return Fail(answers.import_failed(job))
    return Wait(f"the import job is {job.status}")


def decide_delete(request: DeleteRequest, jobs: Iterable[ImportJob]) -> Wait | Succeed:
    """Decide about a Delete; `jobs` are those of the dataset.

    A running import can be neither stopped nor deleted, and it keeps its dataset from being deleted: wait for its end.
    """
    unfinished = [job for job in jobs if job.is_unfinished and request.owns(job.arn)]
    return Wait(f"{unfinished[0].arn} is {unfinished[0].status}") if unfinished else Succeed({})


def _is_of_request(job: ImportJob, request: ImportRequest, started_at: float) -> bool:
    asked = request.properties
    is_recent = job.created is None or job.created > datetime.fromtimestamp(started_at, UTC) - _REPEATED_WITHIN
    return is_recent and (job.dataset_arn, job.data_location, job.import_mode, job.role_arn) == (
        asked.dataset_arn,
        asked.data_location,
        asked.import_mode,
        asked.role_arn,
    )
