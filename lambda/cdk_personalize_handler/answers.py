"""The reasons that CloudFormation shows: the cause first, then the job, the data, and the way out.

At most 800 characters: the Provider framework wraps a reason in words of its own, and CloudFormation takes 4,096 bytes
in all.
"""

from cdk_personalize_handler import constraints
from cdk_personalize_handler.decisions import Wait
from cdk_personalize_handler.delete_request import DeleteRequest
from cdk_personalize_handler.import_job import ImportJob
from cdk_personalize_handler.remedies import remedy_for
from cdk_personalize_handler.request import ImportRequest

MAX_LENGTH = 800

_LONG_CAUSE = 200
"""What a cause has room for in any case, as long as the longest sentence that is known of the service."""

NEVER_STARTED = (
    "the import could not be started, because five others ran in the Region, the dataset was in use, or the service "
    "was busy; the function's log says which"
)


def import_failed(job: ImportJob) -> str:
    """Personalize gave the job up."""
    words = job.failure_reason or f"the job ended as {job.status} without a reason"
    context = f"{job.arn} into {_short(job.dataset_arn)} from {job.data_location} is {job.status}."
    return _reason(words, context, remedy_for(words, job))


def not_started(request: ImportRequest, words: str) -> str:
    """Personalize did not take the job on."""
    asked = request.properties
    context = f"{request.job_arn} into {_short(asked.dataset_arn)} from {asked.data_location} was not started."
    return _reason(words, context, remedy_for(words, asked))


def not_followed(request: ImportRequest, words: str) -> str:
    """A call other than the one that starts the job was refused, so that nothing is known of it."""
    asked = request.properties
    remedy = remedy_for(words, asked)
    if not request.changes_data:
        return _reason(words, f"{request.target_arn} is unchanged, and so may its tags be.", remedy)
    context = f"{request.job_arn} into {_short(asked.dataset_arn)} from {asked.data_location} cannot be followed; it"
    return _reason(words, f"{context} runs on if it has been started.", remedy)


def timed_out(request: ImportRequest | DeleteRequest, waited_seconds: float, last: Wait) -> str:
    """The wait ended before the job did; `last` is what it had come to."""
    if isinstance(request, DeleteRequest):
        again = "It cannot be stopped. Delete the stack again when it has ended." if last.is_running else ""
        way_out = last.way_out or again or "Delete the stack again."
        return _reason(f"Timed out after {waited_seconds:.0f} s: {last.why}", way_out)
    asked = request.properties
    timeout = asked.relay_timeout_seconds or asked.timeout_seconds
    cause = f"Timed out after {asked.relay_timeout_seconds or waited_seconds:.0f} s: {last.why}"
    fate = "runs on, since it cannot be stopped" if last.is_running else "runs on if it has been started"
    if last.why == NEVER_STARTED or last.way_out:
        fate = "was never started"
    return _reason(
        cause,
        f"{request.job_arn} into {_short(asked.dataset_arn)} from {asked.data_location} {fate}.",
        last.way_out or _longer(timeout),
    )


def name_taken(job: ImportJob) -> str:
    """An import that this request did not start has the explicit job name."""
    created = f", created at {job.created:%Y-%m-%d %H:%M} UTC" if job.created else ""
    return _reason(
        f"JobName {job.name!r} is taken by another import{created}",
        f"{job.arn} imported {job.data_location} into {_short(job.dataset_arn)} ({job.import_mode}).",
        "Names are taken for good: give another, or leave JobName out for a new one each time.",
    )


def job_is_gone(request: ImportRequest) -> str:
    """The service no longer knows the job of an unchanged resource."""
    return _reason(
        f"Personalize has no import job {request.target_arn}",
        "Nothing that changes the data was changed, so none was started.",
        "Change DataVersion to import again.",
    )


def not_put_back(old: ImportJob, words: str) -> str:
    """A rollback cannot import the old data again."""
    context = f"The data of {old.arn}, {old.data_location}, cannot be imported again into {_short(old.dataset_arn)}."
    return _reason(words, context, remedy_for(words, old))


def given_up(request: ImportRequest) -> str:
    """CloudFormation went on without an answer; nobody may ever read this one."""
    return _reason("CloudFormation no longer waits for this import", f"{request.job_arn} will not be started.")


def _longer(timeout: int) -> str:
    longest = constraints.MAX_RELAY_TIMEOUT_SECONDS
    if timeout == longest:
        return "The timeout is the longest there is, 36 hours: import the data in parts."
    return f"Set timeout, now {timeout} s, to {min(2 * timeout, longest)} s or more; 36 hours are the longest."


def _short(dataset_arn: str) -> str:
    dataset = constraints.dataset_arn(dataset_arn, "DatasetArn")
    return f"{dataset['group']}/{dataset['type']}"


def _reason(cause: str, context: str, way_out: str = "") -> str:
    cause = " ".join(cause.split()).rstrip(".")
    way_out = _cut(way_out, MAX_LENGTH - len(f". {context} ") - min(len(cause), _LONG_CAUSE))
    rest = f". {context} {way_out}".rstrip()
    return _cut(cause, MAX_LENGTH - len(rest)) + rest


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 3] + "..."
