"""Rules of the lifecycle: the next step of a request, given the import jobs in Amazon Personalize.

Pure functions, one for each question. `lifecycle` calls the services, and carries out what the rules decide.
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
"""Seconds until a new role, policy or permission has propagated (IAM is eventually consistent)."""

STARTS_SHOW_WITHIN = 20.0
"""Seconds until a call that was about to start a job has started it or failed: a request can be cancelled just before.
A start takes two calls, each of which `errors.CLIENT_CONFIG` ends after 8 s."""

_MAY_BE_STARTING = "checking for an import that may still be starting"

_REPEATED_WITHIN = timedelta(minutes=4)
"""Lambda repeats a lost event one minute and three minutes later. An older job of the same explicit name belongs to
another request: its data may be gone with an earlier dataset."""

_BEGINNING = datetime.min.replace(tzinfo=UTC)


def may_still_propagate(attempt: Attempt) -> bool:
    """Return whether a denied permission can be one that was granted with the resource and has not propagated."""
    return attempt.waited < PERMISSIONS_PROPAGATE_WITHIN


def has_time_to_start(request: ImportRequest, attempt: Attempt) -> bool:
    """Return whether a job that this attempt starts can still be followed, by this resource or by the next one."""
    return request.hands_over or not attempt.is_last


def allows_second_job(request: ImportRequest, job: ImportJob, attempt: Attempt) -> bool:
    """Return whether the request may start a second job after one that was denied the data.

    It may if the request has named that job, which was created while its permissions could still propagate. A resource
    that follows the job of another in a relay starts no second one.
    """
    new_until = datetime.fromtimestamp(attempt.started_at + PERMISSIONS_PROPAGATE_WITHIN, UTC)
    is_early = job.created is not None and job.created <= new_until
    return job.arn == request.generated_job_arn and is_early and has_time_to_start(request, attempt)


def foreign_role(request: ImportRequest) -> Fail | None:
    """Return the failure of an import whose role is in another account than the stack; the service refuses such a role.

    A deployed resource can have one, since a change of the role alone imports nothing: only a start is refused.
    """
    account = request.stack_id.split(":")[4]
    return None if request.properties.role_arn.split(":")[4] == account else failures.role_elsewhere(request, account)


def status_of(job: ImportJob) -> Wait | Succeed | Fail:
    """Follow the status of the job of the request, which has been created."""
    if job.is_active:
        return Succeed(job.arn, job.attributes)
    return failures.import_failed(job) if job.has_failed else Wait(f"the import job is {job.status}", job=JobState.RUNS)


def is_of_request(job: ImportJob, request: ImportRequest, started_at: float) -> bool:
    """Return whether the request, or a repetition of it, created the job that has its name.

    A generated name and a followed ARN leave no doubt. Any import can have taken an explicit name.
    """
    if request.follows_another or request.denied_job or job.arn == request.generated_job_arn:
        return True
    if request.is_update and job.arn == request.physical_id:
        return False
    return not _is_older(job, started_at, _REPEATED_WITHIN) and _has_properties(job, request.properties)


def update(request: ImportRequest, jobs: Iterable[ImportJob], start: Start) -> Start | Adopt | Wait:
    """Import the new data of an update; `jobs` are those of the dataset.

    An import of this resource that still runs may land later, so it is waited for. If the data that landed last is the
    requested data, and this resource has imported it, nothing is imported twice.
    """
    known = list(jobs)
    own = [job for job in known if request.owns(job.arn)]
    landed = last_landed(known)
    return _running(own) or (Adopt(landed.arn) if landed in own and _imports_requested_data(request, landed) else start)


def roll_back(
    request: ImportRequest, jobs: Iterable[ImportJob], start: Start, attempt: Attempt
) -> Start | Adopt | Wait:
    """Restore the old data after a rejected update; `jobs` are those of the dataset.

    If the update's data did not land, this resource keeps the old data, whatever other imports have landed meanwhile.
    If it did land, the old data is imported again, since that is what a rollback promises.
    """
    own = [job for job in jobs if request.owns(job.arn)]
    running = _running(own)
    if running:
        return running
    if attempt.waited < max(attempt.poll_interval, STARTS_SHOW_WITHIN) and not _rejected_data_has_landed(request, own):
        return Wait(_MAY_BE_STARTING)
    landed = last_landed(own)
    return Adopt(landed.arn) if landed and _imports_requested_data(request, landed) else start


def reuse_last_import(request: ImportRequest, jobs: Iterable[ImportJob]) -> Adopt | Fail:
    """Find the job of an unchanged resource whose physical ID names no job; `jobs` are those of the dataset.

    The first resource of a relay can have handed over a job that was not needed in the end, because its data was there.
    """
    landed = last_landed(job for job in jobs if request.owns(job.arn))
    return Adopt(landed.arn) if landed and _imports_requested_data(request, landed) else failures.job_is_gone(request)


def last_landed(jobs: Iterable[ImportJob]) -> ImportJob | None:
    """Return the job of a dataset whose data landed last."""
    return max((job for job in jobs if job.is_active), key=lambda job: job.updated or _BEGINNING, default=None)


def delete(request: DeleteRequest, jobs: Iterable[ImportJob], attempt: Attempt) -> Wait | Succeed:
    """Delete the resource; `jobs` are those of the dataset.

    A running import can be neither stopped nor deleted, and its dataset cannot be deleted meanwhile: wait for its end.
    CloudFormation generates the physical ID of a resource that it cancels in the middle of its creation: wait until a
    call that was about to start the job, or a second one, has started it.
    """
    known = list(jobs)
    unfinished = [job for job in known if job.is_unfinished and request.owns(job.arn)]
    if unfinished:
        return Wait(f"import job {unfinished[0].arn} is {unfinished[0].status}", job=JobState.RUNS)
    arns = {job.arn for job in known}
    is_known = any(job.arn == request.physical_id and (job.second_arn or job.arn) in arns for job in known)
    if attempt.waited < max(attempt.poll_interval, STARTS_SHOW_WITHIN) and not is_known:
        return Wait(_MAY_BE_STARTING)
    return Succeed(request.physical_id, {})


def undoes_an_import(request: DeleteRequest, jobs: Iterable[ImportJob]) -> bool:
    """Return whether a Delete can be the rollback of an update: it deletes the job that this resource imported last.

    In a relay, only the first resource restores the data.
    """
    landed = last_landed(job for job in jobs if request.owns(job.arn))
    return not request.follows_another and landed is not None and landed.arn == request.physical_id


def _running(own: Iterable[ImportJob]) -> Wait | None:
    for job in own:
        if job.is_unfinished:
            why = f"an earlier import into the dataset, {job.arn}, is {job.status}"
            remedy = "The earlier import cannot be stopped: wait until it ends."
            return Wait(why, job=JobState.NOT_STARTED, remedy=remedy)
    return None


def _imports_requested_data(request: ImportRequest, landed: ImportJob | None) -> bool:
    return landed is not None and request.imports_requested_data(landed.arn)


def _rejected_data_has_landed(request: ImportRequest, own: Iterable[ImportJob]) -> bool:
    """Return whether the newest job has landed and is the rejected one; a failed job may be of an earlier update."""
    jobs = sorted(own, key=lambda job: job.created or _BEGINNING)
    return bool(jobs) and jobs[-1].is_active and request.imported_previous_data(jobs[-1].arn)


def _has_properties(job: ImportJob, properties: ImportProperties) -> bool:
    wanted = properties.dataset_arn, properties.data_location, properties.import_mode, properties.role_arn
    return (job.dataset_arn, job.data_location, job.import_mode, job.role_arn) == wanted


def _is_older(job: ImportJob, started_at: float, than: timedelta) -> bool:
    return job.created is not None and job.created < datetime.fromtimestamp(started_at, UTC) - than
