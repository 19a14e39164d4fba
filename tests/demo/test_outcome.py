import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from demo.outcome import ImportOutcome, Outcome, SolutionOutcome
from demo.outcome_tables import imports_table, order_table


def at(second: int) -> datetime:
    return datetime(2026, 1, 1, 0, 0, second, tzinfo=UTC)


def imported(status: str = "ACTIVE", ended: int = 9) -> ImportOutcome:
    return ImportOutcome("ITEMS", 1_234, "arn:job", status, at(1), at(ended))


def solution(created: int) -> SolutionOutcome:
    return SolutionOutcome("arn:solution", at(created))


@pytest.mark.parametrize(
    ("outcome", "waited"),
    [
        (Outcome([imported(ended=5), imported(ended=9)], [solution(10)]), True),
        (Outcome([imported(ended=5), imported(ended=9)], [solution(7)]), False),
        (Outcome([imported(ended=9)], [solution(9)]), False),
        (Outcome([imported(ended=5), imported("CREATE IN_PROGRESS")], [solution(10)]), False),
        (Outcome([imported()], []), False),
        (Outcome([], [solution(10)]), False),
    ],
)
def test_stack_has_waited_only_if_the_solution_came_after_all_data(outcome: Outcome, waited: bool) -> None:
    assert outcome.waited is waited


def test_tables_show_rows_jobs_and_order() -> None:
    outcome = Outcome([imported()], [solution(12)])
    output = io.StringIO()
    Console(file=output, width=100).print(imports_table(outcome), order_table(outcome))
    lines = [line.split() for line in output.getvalue().splitlines()]
    assert ["ITEMS", "1,234", "ACTIVE", "8.0", "arn:job"] in lines
    events = [line[1:] for line in lines if line and line[0].endswith(".000")]
    assert events == [["the", "import", "of", "ITEMS", "ended"], ["arn:solution", "was", "created"]]
