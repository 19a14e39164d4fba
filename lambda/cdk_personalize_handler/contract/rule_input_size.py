"""Sizes of a request in the EventBridge rule in which crhelper keeps it, read by the construct and by the function.

The whole event of CloudFormation is the input of the rule's target.
"""

import json
from collections.abc import Mapping
from typing import Any

from cdk_personalize_handler.contract.properties import FINGERPRINT_PROPERTIES

MAX_BYTES = 8192
"""The longest input of a target (EventBridge API reference, *Target*)."""

MAX_PROPERTIES_BYTES = 5400
"""The largest `needed`: the rest of an event takes up to 2,792 bytes."""


def size(value: Any) -> int:
    """Return the bytes that a value takes in the input of a target."""
    return len(json.dumps(value))


def needed(properties: Mapping[str, Any]) -> int:
    """Return the bytes that properties can take: an update that keeps the data has those that identify it twice."""
    return size(properties) + size(content(properties))


def content(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties that identify the data."""
    return {name: properties[name] for name in FINGERPRINT_PROPERTIES if name in properties}
