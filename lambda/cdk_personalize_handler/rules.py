"""The rules of the lifecycle: what to do about a request, given what Amazon Personalize shows of it.

Pure functions, one for each question. `lifecycle` asks the services and carries out what is decided here.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from cdk_personalize_handler import answers
from cdk_personalize_handler.contract import ImportProperties
from cdk_personalize_handler.decisions import Adopt, Fail, Start, Succeed, Wait
from cdk_personalize_handler.delete_request import DeleteRequest
from cdk_personalize_handler.import_job import ImportJob
from cdk_personalize_handler.request import ImportRequest

GRANTS_ARE_SEEN_AFTER = 120.0
"""Seconds until a role, a policy or a right that was just created is seen everywhere (IAM is eventually consistent)."""

SEEN_IN_NEXT_POLL = "an import that was about to be started would be seen in the next poll"
"""Why a rollback and a Delete look twice: what they put an end to may have been on the point of starting a job."""

_REPEATED_WITHIN = timedelta(minutes=15)
"""CloudFormation repeats an event within minutes: a job of the same explicit name that is older is another's."""

_STARTED_BEFORE = timedelta(minutes=2)
"""What Lambda's repetition of an update finds was started this long before it: no job lands and is replaced so soon."""

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
    if request.follows_another or job.arn == request.own_job_arn:
        return True
    if request.is_update and job.arn == request.physical_id:
        return False
    return not _is_older(job, started_at, _REPEATED_WITHIN) and _is_asked_for(job, request.properties)


def may_have_been_replaced(job: ImportJob, request: ImportRequest, started_at: float) -> bool:
    """Tell whether an update may have found a job of the name it asks for, the data of which is no longer there."""
    was_named = request.is_update and not request.follows_another and job.arn == request.given_job_arn
    return was_named and job.is_active and _is_older(job, started_at, _STARTED_BEFORE)


def is_spent(job: ImportJob, request: ImportRequest, started_at: float) -> bool:
    """Tell whether a rollback can no longer import under the name that the template gives, or by the followed job.

    What landed before the update was rejected may have been replaced since.
    """
    return job.arn == request.given_job_arn and (job.is_active or not is_of_request(job, request, started_at))


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


def stand_in(request: ImportRequest, jobs: Iterable[ImportJob]) -> Adopt | Fail:
    """Nothing has changed for a resource whose job is not known; `jobs` are those of the dataset.

    The first resource of a relay may have handed over a job that was then not needed, because its data was there.
    """
    landed = last_landed(jobs)
    return Adopt(landed.arn) if landed and request.stands_for(landed.arn) else Fail(answers.job_is_gone(request))


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
        return Wait(f"import job {unfinished[0].arn} is {unfinished[0].status}", is_running=True)
    if waited < poll_interval and all(job.arn != request.physical_id for job in known):
        return Wait(SEEN_IN_NEXT_POLL)
    return Succeed(request.physical_id, {})


def undoes_an_import(request: DeleteRequest, jobs: Iterable[ImportJob]) -> bool:
    """Tell whether a Delete may be how an update is rolled back: what it deletes is what the dataset holds.

    The resources behind the first of a relay leave that to it.
    """
    landed = last_landed(jobs)
    return not request.follows_another and landed is not None and landed.arn == request.physical_id


def _is_asked_for(job: ImportJob, asked: ImportProperties) -> bool:
    wanted = asked.dataset_arn, asked.data_location, asked.import_mode, asked.role_arn
    return (job.dataset_arn, job.data_location, job.import_mode, job.role_arn) == wanted


def _is_older(job: ImportJob, started_at: float, than: timedelta) -> bool:
    return job.created is not None and job.created < datetime.fromtimestamp(started_at, UTC) - than
