"""Resources of policies as cdk-nag writes them in the IDs of its findings."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from cdk_personalize._intrinsics import listed, render


def actions_by_resource(documents: Iterable[Any]) -> Mapping[str, set[str]]:
    """Return the actions that policies allow on each resource, by `resource_in_id`."""
    found: dict[str, set[str]] = {}
    statements = [each for document in documents for each in document["Statement"] if each["Effect"] == "Allow"]
    for statement in statements:
        for resource in listed(statement.get("Resource", [])):
            found.setdefault(resource_in_id(resource), set()).update(listed(statement.get("Action", "NotAction")))
    return found


def resource_in_id(resource: Any) -> str:
    """Return a resource as in an ID: references in angle brackets, other intrinsic functions as JSON."""
    return str(render(resource, _replacement))


def _replacement(part: Any) -> str | None:
    match part:
        case str():
            return part.replace("${", "<").replace("}", ">")
        case {"Fn::Join": _}:
            return None
        case {"Fn::GetAtt": [resource, attribute]}:
            return f"<{resource_in_id(resource)}.{resource_in_id(attribute)}>"
        case {"Ref": name}:
            return f"<{resource_in_id(name)}>"
        case {"Fn::ImportValue": inner} | {"Fn::Sub": inner}:
            return resource_in_id(inner)
    return json.dumps(part, separators=(",", ":"), ensure_ascii=False)
