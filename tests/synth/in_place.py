"""What CloudFormation makes of an update, by its resource schemas, which cfn-lint has."""

from collections.abc import Iterator
from typing import Any

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from cdk_personalize_handler.contract.properties import RESOURCE_TYPE

Template = dict[str, Any]


def lost(old: Template, new: Template) -> list[str]:
    """Return which resources an update from one template to the other removes, replaces or is refused for."""
    resources = new["Resources"]
    return [
        name
        for name, resource in old["Resources"].items()
        if name not in resources
        or resources[name]["Type"] != resource["Type"]
        or _is_replaced(resource, resources[name])
    ]


def imported(old: Template, new: Template) -> list[str]:
    """Return which imports get an Update or are created, so that their function decides whether they import."""
    before = old["Resources"]
    return [
        name
        for name, resource in new["Resources"].items()
        if resource["Type"] == RESOURCE_TYPE and resource["Properties"] != before.get(name, {}).get("Properties")
    ]


def _is_replaced(old: Any, new: Any) -> bool:
    before, after = old.get("Properties", {}), new.get("Properties", {})
    return any(before.get(name) != after.get(name) for name in _create_only(old["Type"]))


def _create_only(resource_type: str) -> Iterator[str]:
    if resource_type == RESOURCE_TYPE:
        yield "ServiceToken"
        return
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource_type).schema
    for kind in ("createOnlyProperties", "conditionalCreateOnlyProperties"):
        for pointer in schema.get(kind, []):
            yield pointer.split("/")[2]
