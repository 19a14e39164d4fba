"""A reason in the 256 characters that crhelper takes, of which it would keep the end and not the cause."""

from cdk_personalize_handler import constraints
from cdk_personalize_handler.request import DeleteRequest, ImportRequest

MAX_LENGTH = 256


def shorten(reason: str, request: ImportRequest | DeleteRequest | None) -> str:
    """Leave out, as far as it is needed: where the data goes, the ARN around the job's name, the way out, and at last
    the end of the cause. The job's name and what became of it stay; the log has everything.
    """
    if request is None:
        return _cut(reason, MAX_LENGTH)
    for detail in _details(request):
        if len(reason) > MAX_LENGTH:
            reason = reason.replace(detail, "")
    cause, name, rest = reason.rpartition(request.target_arn.rpartition("/")[2])
    if len(reason) > MAX_LENGTH and cause:
        rest = rest.partition(". ")[0].rstrip(".") + "."
    room = MAX_LENGTH - len(name + rest)
    return _cut(cause, room) + name + rest if cause else _cut(reason, MAX_LENGTH)


def _details(request: ImportRequest | DeleteRequest) -> list[str]:
    around_name = request.target_arn.rpartition("/")[0] + "/"
    if isinstance(request, DeleteRequest):
        return [around_name]
    asked = request.properties
    dataset = constraints.dataset_arn(asked.dataset_arn, "DatasetArn")
    return [f" from {asked.data_location}", f" into {dataset['group']}/{dataset['type']}", around_name]


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 5].rstrip() + "... "
