"""The rules of the lifecycle: what to do about a request, given what Amazon Personalize shows of it.

Pure functions, one for each question. `lifecycle` asks the services and carries out what is decided here.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from cdk_personalize_handler.contract.properties import ImportProperties
from cdk_personalize_handler.lifecycle import failures
from cdk_personalize_handler.lifecycle.attempt import Attempt
from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.import_job import ImportJob
from cdk_personalize_handler.lifecycle.outcomes import Adopt, Fail, JobState, Start, Succeed, Wait
from cdk_personalize_handler.lifecycle.request import ImportRequest

PERMISSIONS_PROPAGATE_WITHIN = 120.0
"""Seconds until a role, a policy or a right that was just created is seen everywhere (IAM is eventually consistent)."""

STARTS_SHOW_WITHIN = 20.0
"""Seconds until a call that was about to start a job has started it or given up: what is put to an end may have been on
the point of starting one. Two calls go into a start, each of which `aws_errors.CLIENT_CONFIG` ends after eight."""

_MAY_BE_STARTING = "checking for an import that may still be starting"

_REPEATED_WITHIN = timedelta(minutes=4)
"""Lambda repeats a lost event one minute and three minutes later. A job of the same given name that is older is
another's: its data may be gone with an earlier dataset."""

_BEGINNING = datetime.min.replace(tzinfo=UTC)


def status_of(job: ImportJob) -> Wait | Succeed | Fail:
    """The job of the request has been created: its status decides."""
    if job.is_active:
        return Succeed(job.arn, job.attributes)
    return failures.import_failed(job) if job.has_failed else Wait(f"the import job is {job.status}", job=JobState.RUNS)


def is_of_request(job: ImportJob, request: ImportRequest, started_at: float) -> bool:
    """Tell whether the job that has the request's name was created by it, or by a repetition of it.

    A generated name and a followed ARN leave no doubt. One that the user gave may have been taken by any import.
    """
    if request.follows_another or job.arn == request.generated_job_arn:
        return True
    if request.is_update and job.arn == request.physical_id:
        return False
    return not _is_older(job, started_at, _REPEATED_WITHIN) and _is_asked_for(job, request.properties)


def update(request: ImportRequest, jobs: Iterable[ImportJob], start: Start) -> Start | Adopt | Wait:
    """Other data is asked for in an update; `jobs` are those of the dataset.

    What this resource still imports may yet land, so it is waited for. If the data that landed last is what the request
    asks for, and this resource has imported it, nothing is imported twice.
    """
    known = list(jobs)
    own = [job for job in known if request.owns(job.arn)]
    landed = last_landed(known)
    return _running(own) or (Adopt(landed.arn) if landed in own and _imports_requested_data(request, landed) else start)


def roll_back(
    request: ImportRequest, jobs: Iterable[ImportJob], start: Start, attempt: Attempt
) -> Start | Adopt | Wait:
    """An update is rejected; `jobs` are those of the dataset.

    If nothing of it did land, the old data is still there as far as this resource is concerned, whatever others have
    imported meanwhile. If it did land, the old is imported again, since that is what a rollback promises.
    """
    own = [job for job in jobs if request.owns(job.arn)]
    running = _running(own)
    if running:
        return running
    if attempt.waited < max(attempt.poll_interval, STARTS_SHOW_WITHIN) and not _has_seen_the_rejected(request, own):
        return Wait(_MAY_BE_STARTING)
    landed = last_landed(own)
    return Adopt(landed.arn) if landed and _imports_requested_data(request, landed) else start


def reuse_last_import(request: ImportRequest, jobs: Iterable[ImportJob]) -> Adopt | Fail:
    """Nothing has changed for a resource whose job is not known; `jobs` are those of the dataset.

    The first resource of a relay may have handed over a job that was then not needed, because its data was there.
    """
    landed = last_landed(job for job in jobs if request.owns(job.arn))
    return Adopt(landed.arn) if landed and _imports_requested_data(request, landed) else failures.job_is_gone(request)


def last_landed(jobs: Iterable[ImportJob]) -> ImportJob | None:
    """Of a dataset's jobs, return the one whose data landed last."""
    return max((job for job in jobs if job.is_active), key=lambda job: job.updated or _BEGINNING, default=None)


def delete(request: DeleteRequest, jobs: Iterable[ImportJob], attempt: Attempt) -> Wait | Succeed:
    """The resource is to go; `jobs` are those of the dataset.

    A running import can be neither stopped nor deleted, and it keeps its dataset from being deleted: wait for its end.
    CloudFormation gives an invented id to a resource that it stops waiting for in the middle of its creation: whatever
    was about to start the job is given the time to do so.
    """
    known = list(jobs)
    unfinished = [job for job in known if job.is_unfinished and request.owns(job.arn)]
    if unfinished:
        return Wait(f"import job {unfinished[0].arn} is {unfinished[0].status}", job=JobState.RUNS)
    is_known = any(job.arn == request.physical_id for job in known)
    if attempt.waited < max(attempt.poll_interval, STARTS_SHOW_WITHIN) and not is_known:
        return Wait(_MAY_BE_STARTING)
    return Succeed(request.physical_id, {})


def undoes_an_import(request: DeleteRequest, jobs: Iterable[ImportJob]) -> bool:
    """Tell whether a Delete may be how an update is rolled back: what it deletes is what this resource imported last.

    The resources behind the first of a relay leave that to it.
    """
    landed = last_landed(job for job in jobs if request.owns(job.arn))
    return not request.follows_another and landed is not None and landed.arn == request.physical_id


def _running(own: Iterable[ImportJob]) -> Wait | None:
    for job in own:
        if job.is_unfinished:
            why = f"an earlier import into the dataset, {job.arn}, is {job.status}"
            remedy = "The earlier import cannot be stopped: wait until it has ended."
            return Wait(why, job=JobState.NOT_STARTED, remedy=remedy)
    return None


def _imports_requested_data(request: ImportRequest, landed: ImportJob | None) -> bool:
    return landed is not None and request.imports_requested_data(landed.arn)


def _has_seen_the_rejected(request: ImportRequest, own: Iterable[ImportJob]) -> bool:
    """Its job is newer than the old one, and has landed; a failed one of the same data may be of an earlier update."""
    jobs = sorted(own, key=lambda job: job.created or _BEGINNING)
    return bool(jobs) and jobs[-1].is_active and request.imported_previous_data(jobs[-1].arn)


def _is_asked_for(job: ImportJob, asked: ImportProperties) -> bool:
    wanted = asked.dataset_arn, asked.data_location, asked.import_mode, asked.role_arn
    return (job.dataset_arn, job.data_location, job.import_mode, job.role_arn) == wanted


def _is_older(job: ImportJob, started_at: float, than: timedelta) -> bool:
    return job.created is not None and job.created < datetime.fromtimestamp(started_at, UTC) - than
