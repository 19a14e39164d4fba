"""Merged statements of a policy: statements that differ in one place become one statement with a list there."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from cdk_personalize._intrinsics import listed

Statement = dict[str, Any]
_Path = tuple[str, ...]
"""The keys of the values in a statement that can become a list, possibly empty."""


def merged(statements: Iterable[Statement]) -> list[Statement]:
    """Return fewer statements with the same permissions, since policies have limited sizes.

    Statements that are equal otherwise get one list of resources, and then one list of the values of their condition.
    """
    return _merged(_merged(statements, _resource), _only_condition)


def _resource(statement: Statement) -> _Path:
    return ("Resource",) if "Resource" in statement else ()


def _only_condition(statement: Statement) -> _Path:
    paths = [("Condition", operator, key) for operator, keys in statement.get("Condition", {}).items() for key in keys]
    return paths[0] if len(paths) == 1 else ()


def _merged(statements: Iterable[Statement], path_of: Callable[[Statement], _Path]) -> list[Statement]:
    groups: dict[str, tuple[Statement, _Path, list[Any]]] = {}
    for statement in statements:
        path = path_of(statement)
        alike = json.dumps(_with(statement, path, None) if path else statement, sort_keys=True)
        _, _, values = groups.setdefault(alike, (statement, path, []))
        values += [value for value in _values(statement, path) if value not in values]
    return [
        _with(statement, path, values if len(values) > 1 else values[0]) if path else statement
        for statement, path, values in groups.values()
    ]


def _values(statement: Statement, path: _Path) -> list[Any]:
    found: Any = statement
    for name in path:
        found = found[name]
    return listed(found)


def _with(statement: Statement, path: _Path, value: Any) -> Statement:
    name, *rest = path
    return {**statement, name: _with(statement[name], tuple(rest), value) if rest else value}
