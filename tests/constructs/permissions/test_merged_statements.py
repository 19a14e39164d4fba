"""Merged statements allow what the single ones do."""

from itertools import product
from typing import Any

import pytest

from cdk_personalize.permissions.merged_statements import Statement, merged

LISTED = {"Effect": "Allow", "Action": "s3:ListBucket", "Principal": "P", "Resource": "lake"}


def listing(prefix: Any) -> Statement:
    return {**LISTED, "Condition": {"StringLike": {"s3:prefix": prefix}}}


def test_statements_with_different_resources_are_merged() -> None:
    statements = [{"Action": "s3:GetObject", "Resource": name} for name in ("a", "b", "a")]
    assert merged(statements) == [{"Action": "s3:GetObject", "Resource": ["a", "b"]}]


def test_statements_with_different_values_of_one_condition_are_merged() -> None:
    assert merged([listing("a"), listing(["b", "a"]), listing("c")]) == [listing(["a", "b", "c"])]


def test_statements_that_differ_in_two_places_are_not_merged() -> None:
    both = {"StringEquals": {"account": "1"}, "ArnLike": {"arn": "x"}}
    other = {"StringEquals": {"account": "2"}, "ArnLike": {"arn": "y"}}
    statements = [{"Action": "sts:AssumeRole", "Condition": each} for each in (both, other)]
    assert merged(statements) == statements


SINGLE: list[Statement] = [
    {"Action": action, "Resource": resource} | ({"Condition": {"StringLike": {"key": value}}} if value else {})
    for action, resource, value in product("rw", "ab", ["", "x", "y"])
]


def allowed(statements: list[Statement]) -> set[tuple[str, str, str]]:
    """What is allowed: an action on a resource, with a value of the key, or whatever it is."""

    def listed(value: Any) -> list[Any]:
        return value if isinstance(value, list) else [value]

    return {
        (each["Action"], resource, value)
        for each in statements
        for resource in listed(each["Resource"])
        for value in listed(each.get("Condition", {}).get("StringLike", {}).get("key", "any"))
    }


@pytest.mark.parametrize("first", SINGLE, ids=str)
def test_merged_statements_allow_the_same(first: Statement) -> None:
    for others in product(SINGLE, repeat=2):
        statements = [first, *others]
        assert allowed(merged(statements)) == allowed(statements)
        assert len(merged(statements)) <= len(statements)
