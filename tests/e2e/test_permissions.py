"""Every statement of every policy is one that an import misses, and whose lack is told."""

import pytest

from tools.permissions.table import Row, try_all


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return try_all(lambda row: print(row.removal, row.outcome))


def test_the_stacks_work_with_all_their_statements(rows: list[Row]) -> None:
    whole = [row for row in rows if row.removal.statement is None]
    assert whole
    assert [str(row.removal) for row in whole if not row.is_as_promised] == []


def test_without_any_one_statement_the_deployment_fails_and_says_which(rows: list[Row]) -> None:
    without_one = [row for row in rows if row.removal.statement is not None]
    assert without_one
    assert [str(row.removal) for row in without_one if not row.is_as_promised] == []
