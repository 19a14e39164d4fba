"""Which permissions a call needs, after the Service Authorization Reference for Amazon Personalize."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from local_aws.personalize.arns import Arns

PERSONALIZE = "personalize.amazonaws.com"

Context = dict[str, str | list[str]]


class Permission(NamedTuple):
    """An action on a resource, with the condition keys that the call brings along."""

    action: str
    resource: str
    context: Context


def required(operation: str, request: dict[str, Any], arns: Arns) -> Iterator[Permission]:
    """Yield every permission that the caller of an operation must have; the request may still be malformed."""
    action = f"personalize:{operation}"
    tags = _tag_context(request)
    resources = list(_resources(operation, request, arns))
    for resource in resources:
        yield Permission(action, resource, tags)
    if operation.startswith("Create"):
        if request.get("tags"):
            yield Permission("personalize:TagResource", resources[0], tags)
        if role := request.get("roleArn"):
            yield Permission("iam:PassRole", role, {"iam:PassedToService": PERSONALIZE})


def _resources(operation: str, request: dict[str, Any], arns: Arns) -> Iterator[str]:
    name = request.get("name", "*")
    match operation:
        case "CreateDatasetGroup":
            yield arns.dataset_group(name)
        case "CreateSchema":
            yield arns.schema(name)
        case "CreateSolution":
            yield arns.solution(name)
        case "CreateEventTracker":
            yield arns.event_tracker("*")
        case "CreateDataset":
            yield arns.dataset(request.get("datasetGroupArn", "/*"), request.get("datasetType", "*"))
        case "CreateDatasetImportJob":
            yield arns.dataset_import_job(request.get("jobName", "*"))
            yield request.get("datasetArn", "*")
        case "TagResource" | "UntagResource" | "ListTagsForResource":
            yield request.get("resourceArn", "*")
        case _ if operation.startswith(("Describe", "Delete")):
            yield next(iter(request.values()), "*")
        case _:
            yield "*"


def _tag_context(request: dict[str, Any]) -> Context:
    tags = {tag["tagKey"]: tag["tagValue"] for tag in request.get("tags") or []}
    keys = [*tags, *request.get("tagKeys", [])]
    values: Context = {f"aws:RequestTag/{key}": value for key, value in tags.items()}
    return values | ({"aws:TagKeys": keys} if keys else {})
