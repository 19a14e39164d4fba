"""Single properties as CloudFormation sends them: every number and boolean is a string.

Each function reads a property by name, returns None if it is not set, and raises `InvalidValue` if it is malformed.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.contract.constraints import InvalidValue

_Value = TypeVar("_Value")


def required(properties: Mapping[str, Any], name: str, kind: type[_Value], form: str, parameter: str = "") -> _Value:
    """Read a value of that type, which must be set; `form` describes it."""
    value = properties.get(name)
    if value is None:
        raise InvalidValue.because(parameter or name, f"required, {form}")
    if not isinstance(value, kind):
        raise InvalidValue(parameter or name, value, form)
    return value


def text(properties: Mapping[str, Any], name: str, parameter: str = "") -> str:
    """Read a string that must be set."""
    return required(properties, name, str, "a string", parameter)


def optional(properties: Mapping[str, Any], name: str, check: Callable[[str, str], Any]) -> str | None:
    """Read an optional value as a string."""
    value = properties.get(name)
    if isinstance(value, Mapping | list):
        raise InvalidValue(name, value, "a string")
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
