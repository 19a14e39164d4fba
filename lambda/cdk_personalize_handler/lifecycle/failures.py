"""Failures of a request: the cause, what became of the job, and the remedies."""

from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.contract.constraints import InvalidValue
from cdk_personalize_handler.contract.job_names import JobName
from cdk_personalize_handler.contract.properties import ImportProperties
from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.import_job import ImportJob
from cdk_personalize_handler.lifecycle.outcomes import (
    Context,
    Detail,
    Fail,
    JobArn,
    JobState,
    NextStep,
    UnknownRefusal,
    Wait,
)
from cdk_personalize_handler.lifecycle.ports import Rejected
from cdk_personalize_handler.lifecycle.remedies import remedy_for
from cdk_personalize_handler.lifecycle.request import ImportRequest, Request

_FATES = {
    JobState.NOT_STARTED: "was never started",
    JobState.REFUSED: "was never started",
    JobState.MAY_RUN: "continues if it was started",
    JobState.RUNS: "continues, since it cannot be stopped",
}

NEVER_STARTED = "the import could not be started in time; the function's log says why"


def import_failed(job: ImportJob, first_remedy: str = "") -> Fail:
    """Personalize gave the job up."""
    cause = job.failure_reason or f"the job ended as {job.status} without a reason"
    context = (*_into(job.arn, job.dataset_arn, job.data_location), f" is {job.status}.")
    remedy = remedy_for(cause, job)
    unknown = None if remedy else UnknownRefusal(operation="DescribeDatasetImportJob", code=job.status, words=cause)
    return Fail(cause=cause, context=context, remedies=_given(first_remedy, remedy), unknown=unknown)


def not_started(request: ImportRequest, refusal: Rejected) -> Fail:
    """Personalize did not take the job on."""
    return _refused(refusal, (*_job_of(request), " was not started."), request.properties)


def role_elsewhere(request: ImportRequest, account: str) -> Fail:
    """The role is in another account than the stack."""
    wrong = InvalidValue("RoleArn", request.properties.role_arn, f"a role in the stack's account, {account}")
    return Fail(cause=str(wrong), context=("No import was started.",))


def not_followed(request: ImportRequest, refusal: Rejected) -> Fail:
    """A call other than the one that starts the job was rejected, so that nothing is known of the job."""
    context: Context = (*_job_of(request), " cannot be followed; it continues if it was started.")
    if not request.changes_data:
        context = (JobArn(request.expected_physical_id), " is unchanged; its tags may be unchanged, too.")
    return _refused(refusal, context, request.properties)


def timed_out(request: Request, waited_seconds: float, last: Wait, step: NextStep | None) -> Fail:
    """The wait ended before the job did; `last` is the last wait.

    A rollback has the timeout of the template that it goes back to, so a longer one cannot be what helps.
    """
    if isinstance(request, DeleteRequest):
        fate = "It cannot be stopped: wait until it ends." if last.job is JobState.RUNS else ""
        cause = f"Timed out after {waited_seconds:.0f} s: {last.why}"
        return Fail(cause=cause, remedies=_given(last.remedy or fate), next_step=step)
    is_rolled_back = step is NextStep.CONTINUE_ROLLBACK
    remedy = "Wait until it ends." if last.job is JobState.RUNS else ""
    if not is_rolled_back:
        remedy = _longer(request.properties)
    return Fail(
        cause=f"Timed out after {_time_up(request, waited_seconds, is_rolled_back):.0f} s: {last.why}",
        context=(*_job_of(request), f" {_FATES[last.job]}."),
        remedies=_given(last.remedy or remedy),
        next_step=step,
    )


def name_taken(job: ImportJob) -> Fail:
    """An import that this request did not start has the explicit job name."""
    created = f", created at {job.created:%Y-%m-%d %H:%M} UTC" if job.created else ""
    data = Detail(f" imported {job.data_location}"), Detail(f" into {_short(job.dataset_arn)} ({job.import_mode}) and")
    return Fail(
        cause=f"JobName {job.name!r} is taken by another import{created}",
        context=(JobArn(job.arn), *data, " has the name."),
        remedies=("A job name cannot be used again: use another name, or omit JobName to generate one.",),
    )


def job_is_gone(request: ImportRequest) -> Fail:
    """The service no longer knows the job of an unchanged resource."""
    return Fail(
        cause=("Personalize has no import job ", JobArn(request.expected_physical_id)),
        context=("The update does not change the data, so no import was started.",),
        remedies=("Change DataVersion to import again.",),
    )


def not_restored(old: ImportJob, refusal: Rejected) -> Fail:
    """A rollback cannot import the old data again."""
    place = Detail(f", {old.data_location},"), " cannot be imported again", Detail(f" into {_short(old.dataset_arn)}")
    context = ("The data of ", JobArn(old.arn), *place, ".")
    return _refused(refusal, context, old, restored_by_hand(old, is_named=True))


def restored_by_hand(old: ImportJob, *, is_named: bool = False) -> str:
    """Return the remedy after a rollback that ends without the old data: what the dataset has, and how to import it.

    The stack is complete then. A job of an explicit name has spent it, and another is imported for another name.
    `is_named` leaves out dataset and location, which the reason has before.
    """
    change = "DataVersion" if JobName.parse(old.name) else "JobName"
    dataset, data = ("The dataset", "the old data") if is_named else (_short(old.dataset_arn), old.data_location)
    return (
        f"{dataset} keeps the data of the rejected update: after the rollback is complete, change {change} and deploy "
        f"to import {data} again."
    )


def cancelled(request: ImportRequest) -> Fail:
    """CloudFormation went on without a response; nobody may ever read this one."""
    return Fail(
        cause="CloudFormation cancelled this resource", context=(JobArn(request.job_arn), " will not be started.")
    )


def _job_of(request: ImportRequest) -> Context:
    return _into(request.job_arn, request.properties.dataset_arn, request.properties.data_location)


def _into(job_arn: str, dataset_arn: str, location: str) -> Context:
    return JobArn(job_arn), Detail(f" into {_short(dataset_arn)}"), Detail(f" from {location}")


def _refused(refusal: Rejected, context: Context, wanted: ImportJob | ImportProperties, first_remedy: str = "") -> Fail:
    remedy = remedy_for(words := str(refusal), wanted)
    unknown = None if remedy else UnknownRefusal(operation=refusal.operation, code=refusal.code, words=words)
    return Fail(cause=words, context=context, remedies=_given(first_remedy, remedy), unknown=unknown)


def _given(*remedies: str) -> tuple[str, ...]:
    return tuple(filter(None, remedies))


def _time_up(request: ImportRequest, waited_seconds: float, is_rolled_back: bool) -> float:
    """Return the time that has passed: that of all resources of a relay where each before this one has used its own."""
    properties = request.properties
    is_end_of_relay = request.changes_data and not properties.hand_over and not is_rolled_back
    return (is_end_of_relay and properties.relay_timeout_seconds) or waited_seconds


def _longer(properties: ImportProperties) -> str:
    timeout = properties.relay_timeout_seconds or properties.timeout_seconds
    longest = constraints.MAX_RELAY_TIMEOUT_SECONDS
    if timeout == longest:
        return "The timeout is already the maximum of 36 hours: import the data in parts."
    return f"Set timeout, now {timeout} s, to {min(2 * timeout, longest)} s or more; the maximum is 36 hours."


def _short(dataset_arn: str) -> str:
    dataset = constraints.dataset_arn(dataset_arn, "DatasetArn")
    return f"{dataset['group']}/{dataset['type']}"
