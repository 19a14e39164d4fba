"""A reason in the 256 characters that crhelper takes, of which it would keep the end and not the cause."""

from cdk_personalize_handler import constraints
from cdk_personalize_handler.delete_request import DeleteRequest
from cdk_personalize_handler.request import ImportRequest

MAX_LENGTH = 256


def shorten(reason: str, request: ImportRequest | DeleteRequest | None) -> str:
    """Leave out as little as it takes; the log has everything.

    First what is left out is where the data goes, then the ARN around the job's name, the way out, and at last the end
    of the cause. The job's name and what became of it stay.
    """
    for detail in _details(request) if request else ():
        if len(reason) > MAX_LENGTH:
            reason = reason.replace(detail, "")
    if request and len(reason) > MAX_LENGTH:
        cause, name, rest = reason.rpartition(request.target_arn.rpartition("/")[2])
        fate = name + rest.partition(". ")[0].rstrip(".") + "."
        if cause and len(fate) < MAX_LENGTH:
            return _cut(cause, MAX_LENGTH - len(fate)) + fate
    return _cut(reason, MAX_LENGTH)


def _details(request: ImportRequest | DeleteRequest) -> list[str]:
    around_name = request.target_arn.rpartition("/")[0] + "/"
    if isinstance(request, DeleteRequest):
        return [around_name]
    asked = request.properties
    dataset = constraints.dataset_arn(asked.dataset_arn, "DatasetArn")
    into = f" into {dataset['group']}/{dataset['type']}"
    return [f" from {asked.data_location}", f" {asked.data_location}", into, around_name]


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: max(length - 5, 0)].rstrip() + "... "
