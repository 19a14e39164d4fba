"""How much of a request fits into the rule through which crhelper calls the function again.

The whole event is the input of the rule's target. Read by the construct and by the function.
"""

import json
from collections.abc import Mapping
from typing import Any

from cdk_personalize_handler.contract import properties as contract
from cdk_personalize_handler.contract.constraints import InvalidValue
from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.request import Request

MAX_BYTES = 8192
"""What EventBridge takes as the input of a target (API reference, *Target*)."""

_ADDED_BYTES = 600
"""What an update's physical id takes, and what crhelper adds: that id again, the time of the start, the rule, and a
permission's name without the logical id that it begins with."""

MAX_PROPERTIES_BYTES = 5400
"""What `needed` may be, since all that surrounds the properties takes up to 2,792 bytes."""


def size(value: Any) -> int:
    """Return the bytes that a value takes in the input of a target."""
    return len(json.dumps(value))


def needed(properties: Mapping[str, Any]) -> int:
    """Return the bytes that properties may take: an update that keeps the data says twice what the data is."""
    return size(properties) + size(_content(properties))


def check(event: Mapping[str, Any]) -> None:
    """Raise `InvalidValue` for a Create or Update that does not fit.

    What it was before does not count, nor whether it is a Create or an Update: what has been created once can be
    rolled back to. A Delete always fits, without its tags.
    """
    if event["RequestType"] == "Delete":
        return
    properties = event["ResourceProperties"]
    around = {
        name: value
        for name, value in event.items()
        if name not in ("ResourceProperties", "OldResourceProperties", "PhysicalResourceId")
    }
    room = MAX_BYTES - _ADDED_BYTES - size(around) - len(event["LogicalResourceId"]) - len('"ResourceProperties": , ')
    given = needed(properties)
    if given > room:
        allowed = f"{room}, with fewer or shorter Tags, since crhelper keeps the request in an EventBridge rule"
        raise InvalidValue("ResourceProperties", f"{given} bytes", allowed)


def keep(event: Mapping[str, Any], request: Request) -> dict[str, Any]:
    """Copy what polls need of a checked event.

    Of the old properties that is what the data was, and the keys of tags to remove, as far as there is room: a rollback
    that cannot tell the rejected import looks more often, and a tag that stays on the job is better than a failure.
    """
    properties = event["ResourceProperties"]
    if isinstance(request, DeleteRequest):
        without_tags = {name: value for name, value in properties.items() if name != "Tags"}
        return {**event, "ResourceProperties": without_tags}
    if not request.is_update:
        return dict(event)
    old = _content(event["OldResourceProperties"])
    if request.changes_data and _room_beside({**event, "OldResourceProperties": old}) < 0:
        old = {}
    room = _room_beside({**event, "OldResourceProperties": old})
    removed = []
    for key in sorted(request.previous_tags.keys() - request.properties.tags.keys()):
        tag = {"Key": key, "Value": ""}
        room -= size(tag) + len(", ")
        if room >= 0:
            removed.append(tag)
    return {**event, "OldResourceProperties": {**old, "Tags": removed}}


def _room_beside(event: Mapping[str, Any]) -> int:
    return MAX_BYTES - _ADDED_BYTES - size(event) - len(event["LogicalResourceId"]) - len('"Tags": [], ')


def _content(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {name: properties[name] for name in contract.CONTENT_PROPERTIES if name in properties}
