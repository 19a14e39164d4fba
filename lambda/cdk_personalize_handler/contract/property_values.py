"""Single values as CloudFormation hands them over: every number and boolean is a string.

Each is read by its name, None where it is left out, and raises `InvalidValue` where it is malformed.
"""

from collections.abc import Callable, Mapping
from typing import Any

from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.contract.constraints import InvalidValue


def text(properties: Mapping[str, Any], name: str, parameter: str | None = None) -> str:
    """Read a text that must be there."""
    value = properties.get(name)
    if not isinstance(value, str):
        raise InvalidValue(parameter or name, value, "a string; it is required")
    return value


def optional(properties: Mapping[str, Any], name: str, check: Callable[[str, str], Any]) -> str | None:
    """Read a value that may be left out, as text."""
    value = properties.get(name)
    if isinstance(value, Mapping | list):
        raise InvalidValue(name, value, "a text")
    return None if value is None else str(check(str(value), name))


def seconds(
    properties: Mapping[str, Any],
    name: str,
    *,
    at_least: int = constraints.MIN_TIMEOUT_SECONDS,
    at_most: int = constraints.MAX_TIMEOUT_SECONDS,
) -> int | None:
    """Read whole seconds."""
    value = properties.get(name)
    if value is None:
        return None
    if not constraints.WHOLE_NUMBER.fullmatch(str(value)) or not at_least <= int(value) <= at_most:
        raise InvalidValue(name, value, f"whole seconds, {at_least} to {at_most}")
    return int(value)


def boolean(properties: Mapping[str, Any], name: str) -> bool | None:
    """Read true or false."""
    value = properties.get(name)
    if value is None:
        return None
    if not constraints.BOOLEAN.fullmatch(str(value)):
        raise InvalidValue(name, value, "true or false")
    return str(value).lower() == "true"
