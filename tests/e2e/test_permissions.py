"""`make permissions`: every statement of every policy is one that an import misses, and whose lack is reported."""

from collections.abc import Callable
from unittest import mock

import pytest

from tools.permissions import __main__ as command
from tools.permissions.removal import Outcome
from tools.permissions.table import Row, try_all


@pytest.fixture(scope="module")
def command_and_rows() -> tuple[int, list[Row]]:
    """The exit code of the command, and what it has found."""
    rows: list[Row] = []

    def try_all_and_keep(report: Callable[[Row], None]) -> list[Row]:
        rows.extend(try_all(report))
        return rows

    with mock.patch.object(command, "try_all", try_all_and_keep):
        return command.main(), rows


@pytest.fixture
def rows(command_and_rows: tuple[int, list[Row]]) -> list[Row]:
    _, rows = command_and_rows
    return rows


def wrong(rows: list[Row]) -> list[tuple[str, Outcome]]:
    return [(str(row.removal), row.outcome) for row in rows if not row.is_as_promised]


def test_the_command_passes(command_and_rows: tuple[int, list[Row]]) -> None:
    code, _ = command_and_rows
    assert code == 0


def test_the_stacks_work_with_all_their_statements(rows: list[Row]) -> None:
    whole = [row for row in rows if row.removal.statement is None]
    assert whole
    assert wrong(whole) == []


def test_without_any_one_statement_the_deployment_fails_and_says_which(rows: list[Row]) -> None:
    without_one = [row for row in rows if row.removal.statement is not None]
    assert without_one
    assert wrong(without_one) == []
