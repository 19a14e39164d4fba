"""The rules of the lifecycle: what to do about a request, given what Amazon Personalize shows of it.

Pure functions, one for each question. `lifecycle` asks the services and carries out what is decided here.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from cdk_personalize_handler import answers
from cdk_personalize_handler.decisions import Adopt, Fail, Start, Succeed, Wait
from cdk_personalize_handler.import_job import ImportJob
from cdk_personalize_handler.request import DeleteRequest, ImportRequest

GRANTS_ARE_SEEN_AFTER = 120.0
"""Seconds until a role, a policy or a right that was just created is seen everywhere (IAM is eventually consistent)."""

SEEN_IN_NEXT_POLL = "an import that was about to be started would be seen in the next poll"
"""Why a rollback and a Delete look twice: what they put an end to may have been on the point of starting a job."""

_REPEATED_WITHIN = timedelta(minutes=15)
"""CloudFormation repeats an event within minutes: a job of the same explicit name that is older is another's."""

_BEGINNING = datetime.min.replace(tzinfo=UTC)


def follow(job: ImportJob) -> Wait | Succeed | Fail:
    """The job of the request has been created: its status decides."""
    if job.is_active:
        return Succeed(job.arn, job.attributes)
    return Fail(answers.import_failed(job)) if job.has_failed else Wait(f"the import job is {job.status}", True)


def is_of_request(job: ImportJob, request: ImportRequest, started_at: float) -> bool:
    """Tell whether the job that has the request's name was created by it, or by a repetition of it.

    A generated name and a followed ARN leave no doubt. One that the user gave may have been taken by any import.
    """
    asked = request.properties
    if request.follows_another or asked.job_name is None:
        return True
    if request.is_update and job.arn == request.physical_id:
        return False
    is_recent = job.created is None or job.created > datetime.fromtimestamp(started_at, UTC) - _REPEATED_WITHIN
    return is_recent and (job.dataset_arn, job.data_location, job.import_mode, job.role_arn) == (
        asked.dataset_arn,
        asked.data_location,
        asked.import_mode,
        asked.role_arn,
    )


def may_be_older(job: ImportJob, request: ImportRequest) -> bool:
    """Tell whether a job may have landed before the update or its rollback began: other data may be about to land."""
    return request.is_update and request.properties.job_name is not None and job.is_active


def replace(request: ImportRequest, jobs: Iterable[ImportJob], start: Start) -> Start | Adopt | Wait:
    """Other data is asked for in an update, or by the rollback of one; `jobs` are those of the dataset.

    The data that landed last counts. If this resource imported it and it is what the request asks for, it is still
    there, as after an update that failed: nothing is imported twice. If newer data did land, the old is imported again,
    since that is what a rollback promises. What is still running may yet land, so it is waited for.
    """
    known = list(jobs)
    running = [job for job in known if job.is_unfinished]
    if running:
        return Wait(f"an earlier import into the dataset, {running[0].arn}, is {running[0].status}")
    landed = last_landed(known)
    return Adopt(landed.arn) if landed and request.stands_for(landed.arn) else start


def last_landed(jobs: Iterable[ImportJob]) -> ImportJob | None:
    """Of a dataset's jobs, return the one whose data landed last."""
    return max((job for job in jobs if job.is_active), key=lambda job: job.updated or _BEGINNING, default=None)


def delete(request: DeleteRequest, jobs: Iterable[ImportJob], waited: float, poll_interval: float) -> Wait | Succeed:
    """The resource is to go; `jobs` are those of the dataset.

    A running import can be neither stopped nor deleted, and it keeps its dataset from being deleted: wait for its end.
    CloudFormation gives an invented id to a resource that it stops waiting for in the middle of its creation: whatever
    was about to start the job then has started it by the next poll.
    """
    known = list(jobs)
    unfinished = [job for job in known if job.is_unfinished and request.owns(job.arn)]
    if unfinished:
        return Wait(f"import job {unfinished[0].arn} is {unfinished[0].status}")
    if waited < poll_interval and all(job.arn != request.physical_id for job in known):
        return Wait(SEEN_IN_NEXT_POLL)
    return Succeed(request.physical_id, {})
