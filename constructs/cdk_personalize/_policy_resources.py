"""The resources of policy documents, as cdk-nag names them in the ids of its findings."""

import json
from collections.abc import Iterable, Mapping
from typing import Any


def actions_by_resource(documents: Iterable[Any]) -> Mapping[str, set[str]]:
    """Return what is allowed on each resource, by the resource as `written`."""
    found: dict[str, set[str]] = {}
    statements = [each for document in documents for each in document["Statement"] if each["Effect"] == "Allow"]
    for statement in statements:
        for resource in listed(statement.get("Resource", [])):
            found.setdefault(written(resource), set()).update(listed(statement.get("Action", "NotAction")))
    return found


def written(value: Any) -> str:
    """Write a resource as cdk-nag does: references in angle brackets, and what is none of the simple ones as JSON."""
    match value:
        case str():
            return value.replace("${", "<").replace("}", ">")
        case {"Fn::Join": [delimiter, parts]}:
            return str(delimiter).join(map(written, parts))
        case {"Fn::GetAtt": [resource, attribute]}:
            return f"<{written(resource)}.{written(attribute)}>"
        case {"Ref": name}:
            return f"<{written(name)}>"
        case {"Fn::ImportValue": inner} | {"Fn::Sub": inner}:
            return written(inner)
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def listed(value: Any) -> list[Any]:
    """Return what a policy has as a list or as a single value."""
    return value if isinstance(value, list) else [value]
