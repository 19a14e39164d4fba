"""Values of a template: text, and the intrinsic functions of CloudFormation."""

import re
from collections.abc import Callable
from typing import Any

_NAME = re.compile(r"Ref|Fn::(?!Join$).+")


def is_intrinsic(value: Any) -> bool:
    """Return whether a value is an intrinsic function other than `Fn::Join`, which `render` resolves."""
    return isinstance(value, dict) and len(value) == 1 and all(_NAME.fullmatch(name) for name in value)


def render(value: Any, replace: Callable[[Any], Any]) -> Any:
    """Return a value with its parts replaced, and each `Fn::Join` of them joined.

    `replace` is called with every part, outermost first. It returns None for a part that stays: `render` then goes on
    within it.
    """
    if (replaced := replace(value)) is not None:
        return replaced
    match value:
        case {"Fn::Join": [delimiter, [*parts]]}:
            return str(delimiter).join(str(render(part, replace)) for part in parts)
        case dict():
            return {key: render(part, replace) for key, part in value.items()}
        case list():
            return [render(part, replace) for part in value]
    return value


def listed(value: Any) -> list[Any]:
    """Return a list, where a policy has a list or a single value."""
    return value if isinstance(value, list) else [value]
