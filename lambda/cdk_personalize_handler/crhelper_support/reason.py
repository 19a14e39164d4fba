"""A reason in the 256 characters that crhelper takes, of which it would keep the end and not the cause."""

import re

from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.failure_reasons import BRIEF_LENGTH
from cdk_personalize_handler.lifecycle.next_steps import CONTINUE_ROLLBACK
from cdk_personalize_handler.lifecycle.request import ImportRequest

_CONTINUE_BRIEFLY = "Continue with 'cdk rollback' or continue-update-rollback."

_JOB = re.compile(r"(?P<around>arn:[a-z\d-]+:personalize:[a-z\d-]+:\d{12}:dataset-import-job/)(?P<name>[\w-]+)")


def shorten(reason: str, request: ImportRequest | DeleteRequest | None) -> str:
    """Leave out as little as it takes; the log has everything.

    First what is left out is where the data goes, then the ARN around the job's name, the way out, and at last the end
    of the cause. The job's name and what became of it stay, and how a rollback is continued, since nothing else helps.
    """
    if len(reason) > BRIEF_LENGTH:
        reason = reason.replace(CONTINUE_ROLLBACK, _CONTINUE_BRIEFLY)
    jobs = list(_JOB.finditer(reason))
    around_name = [jobs[-1]["around"]] if jobs else []
    for detail in [*_details(request), *around_name]:
        if len(reason) > BRIEF_LENGTH:
            reason = reason.replace(detail, "")
    if jobs and len(reason) > BRIEF_LENGTH:
        cause, name, rest = reason.rpartition(jobs[-1]["name"])
        fate = name + rest.partition(". ")[0].rstrip(".") + "."
        if rest.endswith(_CONTINUE_BRIEFLY):
            fate = f"{fate} {_CONTINUE_BRIEFLY}"
        if cause and len(fate) < BRIEF_LENGTH:
            return _cut(cause, BRIEF_LENGTH - len(fate)) + fate
    return _cut(reason, BRIEF_LENGTH)


def _details(request: ImportRequest | DeleteRequest | None) -> list[str]:
    if not isinstance(request, ImportRequest):
        return []
    asked = request.properties
    dataset = constraints.dataset_arn(asked.dataset_arn, "DatasetArn")
    into = f" into {dataset['group']}/{dataset['type']}"
    return [f" from {asked.data_location}", f" {asked.data_location}", into]


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: max(length - 5, 0)].rstrip() + "... "
