"""How much of a request fits into the rule through which crhelper calls the function again.

The whole event is the input of the rule's target. Read by the construct and by the function.
"""

import json
from typing import Any

MAX_BYTES = 8192
"""What EventBridge takes as the input of a target (API reference, *Target*)."""

ADDED_BYTES = 600
"""What crhelper adds to an event at most: the rule, a permission's name, the physical id and the time of the start."""

MAX_PROPERTIES_BYTES = 2900
"""What the properties may take, since an update carries them twice, and what surrounds them up to 2,300 bytes."""


def size(value: Any) -> int:
    """Return the bytes that a value takes in the input of a target."""
    return len(json.dumps(value))
