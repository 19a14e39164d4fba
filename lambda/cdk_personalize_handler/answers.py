"""The reasons that CloudFormation shows: the cause first, then the job, the data, and the way out.

At most 800 characters: the Provider framework wraps a reason in words of its own, and CloudFormation takes 4,096 bytes
in all.
"""

from cdk_personalize_handler.import_job import ImportJob
from cdk_personalize_handler.request import DeleteRequest, ImportRequest

MAX_LENGTH = 800

NEVER_STARTED = (
    "the import could not be started, because five others ran in the Region, the dataset was in use, or the service "
    "was busy; the function's log says which"
)


def import_failed(job: ImportJob) -> str:
    """Personalize gave the job up."""
    return _reason(
        job.failure_reason or f"the job ended as {job.status} without a reason",
        f"Import job {job.arn} into {job.dataset_arn} from {job.data_location} is {job.status}.",
    )


def refused(request: ImportRequest, words: str) -> str:
    """Personalize did not take the job on."""
    asked = request.properties
    return _reason(
        words,
        f"Nothing was imported: {request.job_name} into {asked.dataset_arn} from {asked.data_location} was refused.",
    )


def timed_out(request: ImportRequest | DeleteRequest, waited_seconds: float, why: str) -> str:
    """The wait ended before the job did."""
    if isinstance(request, DeleteRequest):
        return _reason(
            f"Timed out after {waited_seconds:.0f} s: {why}",
            "An import cannot be stopped. Delete the stack again when the job has ended.",
        )
    fate = "was never started" if why == NEVER_STARTED else "runs on, since it cannot be stopped"
    return _reason(
        f"Timed out after {waited_seconds:.0f} s: {why}",
        f"Import job {request.target_arn} into {request.properties.dataset_arn} {fate}. "
        f"Timeout is {request.properties.timeout_seconds} s: set it to what imports of this size take.",
    )


def name_taken(request: ImportRequest, job: ImportJob) -> str:
    """Another import has the explicit job name."""
    created = f" at {job.created:%Y-%m-%d %H:%M} UTC" if job.created else ""
    return _reason(
        f"JobName {request.job_name!r} is taken by another import, created{created}",
        f"{job.arn} imported {job.data_location} into {job.dataset_arn} ({job.import_mode}). Names are taken for good: "
        "use another, or leave JobName out for a new one each time.",
    )


def name_spent(request: ImportRequest) -> str:
    """An Update asks for other data under the explicit name of the import that the resource already has."""
    return _reason(
        f"JobName {request.job_name!r} is taken by the import that this resource stands for already",
        "New data needs a new job, and names are taken for good: change JobName too, or leave it out.",
    )


def job_is_gone(request: ImportRequest) -> str:
    """The service no longer knows the job of an unchanged resource."""
    return _reason(
        f"Personalize has no import job {request.target_arn}",
        "Nothing that changes the data was changed, so none was started. Change DataVersion to import again.",
    )


def _reason(cause: str, context: str) -> str:
    cause = " ".join(cause.split()).rstrip(".")
    room = MAX_LENGTH - len(context) - 2
    if len(cause) > room:
        cause = cause[: room - 3] + "..."
    return f"{cause}. {context}"
