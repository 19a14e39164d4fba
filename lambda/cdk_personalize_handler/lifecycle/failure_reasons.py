"""The reasons that CloudFormation shows: the cause first, then the job, the data, and the way out.

At most 800 characters: the Provider framework wraps a reason in words of its own, and CloudFormation takes 4,096 bytes
in all.
"""

from cdk_personalize_handler.contract import constraints, job_names
from cdk_personalize_handler.contract.properties import ImportProperties
from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.import_job import ImportJob
from cdk_personalize_handler.lifecycle.next_steps import NEXT_STEPS
from cdk_personalize_handler.lifecycle.outcomes import Wait
from cdk_personalize_handler.lifecycle.remedies import remedy_for
from cdk_personalize_handler.lifecycle.request import ImportRequest

MAX_LENGTH = 800

BRIEF_LENGTH = 256
"""What crhelper takes of a reason."""

_LONG_CAUSE = 200
"""What a cause has room for in any case, as long as the longest sentence that is known of the service."""

_ROOM = MAX_LENGTH - max(map(len, NEXT_STEPS)) - 1
"""What is left for a reason without its next step."""

NEVER_STARTED = (
    "the import could not be started, because five others ran in the Region, the dataset was in use, or the service "
    "was busy; the function's log says which"
)


def with_next_step(reason: str, step: str) -> str:
    """Add what helps, unless the reason has left no room for it: what preflight tells of the data comes first."""
    told = f"{reason} {step}".rstrip()
    return told if len(told) <= MAX_LENGTH else reason


def import_failed(job: ImportJob, way_out: str = "") -> str:
    """Personalize gave the job up; `way_out` is told before the remedy."""
    words = job.failure_reason or f"the job ended as {job.status} without a reason"
    context = f"{job.arn} into {_short(job.dataset_arn)} from {job.data_location} is {job.status}."
    return _reason(words, context, f"{way_out} {remedy_for(words, job)}".strip())


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


def timed_out(
    request: ImportRequest | DeleteRequest, waited_seconds: float, last: Wait, *, is_rolled_back: bool = False
) -> str:
    """The wait ended before the job did; `last` is what it had come to.

    A rollback has the timeout of the template that it goes back to, so a longer one cannot be what helps.
    """
    if isinstance(request, DeleteRequest):
        fate = "It cannot be stopped: wait until it has ended." if last.is_running else ""
        return _reason(f"Timed out after {waited_seconds:.0f} s: {last.why}", last.way_out or fate)
    asked = request.properties
    fate = "runs on, since it cannot be stopped" if last.is_running else "runs on if it has been started"
    if last.why == NEVER_STARTED or last.way_out:
        fate = "was never started"
    way_out = _longer(asked) if not is_rolled_back else "Wait until it has ended." if last.is_running else ""
    return _reason(
        f"Timed out after {_time_up(request, waited_seconds, is_rolled_back):.0f} s: {last.why}",
        f"{request.job_arn} into {_short(asked.dataset_arn)} from {asked.data_location} {fate}.",
        last.way_out or way_out,
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
    return _reason(words, context, f"{put_back_by_hand(old, is_named=True)} {remedy_for(words, old)}")


def put_back_by_hand(old: ImportJob, *, is_named: bool = False) -> str:
    """A rollback ends without the old data: tell what the dataset holds, and how to import the old data all the same.

    The stack is complete then. A job that was given a name has spent it, and another is imported for another name.
    `is_named` leaves out dataset and location, which are told before.
    """
    change = "DataVersion" if job_names.mark_in(old.name) else "JobName"
    dataset, data = ("The dataset", "the old data") if is_named else (_short(old.dataset_arn), old.data_location)
    return (
        f"{dataset} keeps the data of the rejected update: once the rollback is complete, change {change} and deploy "
        f"to import {data} again."
    )


def given_up(request: ImportRequest) -> str:
    """CloudFormation went on without an answer; nobody may ever read this one."""
    return _reason("CloudFormation no longer waits for this import", f"{request.job_arn} will not be started.")


def _time_up(request: ImportRequest, waited_seconds: float, is_rolled_back: bool) -> float:
    """Return the time that has passed: that of all resources of a relay where each before this one has used its own."""
    asked = request.properties
    is_end_of_relay = request.changes_data and not asked.hand_over and not is_rolled_back
    return (is_end_of_relay and asked.relay_timeout_seconds) or waited_seconds


def _longer(asked: ImportProperties) -> str:
    timeout = asked.relay_timeout_seconds or asked.timeout_seconds
    longest = constraints.MAX_RELAY_TIMEOUT_SECONDS
    if timeout == longest:
        return "The timeout is the longest there is, 36 hours: import the data in parts."
    return f"Set timeout, now {timeout} s, to {min(2 * timeout, longest)} s or more; 36 hours are the longest."


def _short(dataset_arn: str) -> str:
    dataset = constraints.dataset_arn(dataset_arn, "DatasetArn")
    return f"{dataset['group']}/{dataset['type']}"


def _reason(cause: str, context: str, way_out: str = "") -> str:
    cause = " ".join(cause.split()).rstrip(".")
    way_out = _cut(way_out.strip(), _ROOM - len(f". {context} ") - min(len(cause), _LONG_CAUSE))
    rest = f". {context} {way_out}".rstrip()
    return _cut(cause, _ROOM - len(rest)) + rest


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 3] + "..."
