"""Requests as the EventBridge rule keeps them through which crhelper calls the function again."""

from collections.abc import Mapping
from typing import Any

from cdk_personalize_handler.contract.constraints import InvalidValue
from cdk_personalize_handler.contract.rule_input_size import MAX_BYTES, content, needed, size
from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.request import Request

_ADDED_BYTES = 600
"""The physical ID of an update, and what crhelper adds: that ID again, the time of the start, the rule, and a
permission's name without the logical ID that it begins with."""


def check(event: Mapping[str, Any]) -> None:
    """Raise `InvalidValue` for a Create or Update that does not fit.

    The old properties do not count, nor whether it is a Create or an Update: a rollback to a created resource must fit.
    A Delete always fits, without its tags.
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
        raise InvalidValue.because(
            "ResourceProperties",
            f"{given} bytes do not fit into the EventBridge rule in which crhelper keeps a request; use at most {room} "
            "bytes, with fewer or shorter Tags",
        )


def keep(event: Mapping[str, Any], request: Request) -> dict[str, Any]:
    """Copy what polls need of a checked event.

    Of the old properties, these are the data and the keys of tags to remove, as far as there is room: a rollback that
    does not know the rejected import only polls more often, and a tag that stays on the job is better than a failure.
    """
    properties = event["ResourceProperties"]
    if isinstance(request, DeleteRequest):
        without_tags = {name: value for name, value in properties.items() if name != "Tags"}
        return {**event, "ResourceProperties": without_tags}
    if not request.is_update:
        return dict(event)
    old = content(event["OldResourceProperties"])
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
