import io
import re
from datetime import UTC, datetime

from rich.console import Console

from demo.changes import IMPORT, IMPORT_JOB, STACK, Change
from demo.view import View
from demo.watch import tell

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def told(change: Change) -> list[str]:
    output = io.StringIO()
    with View(Console(file=output, force_terminal=False, force_interactive=False, highlight=False)) as view:
        tell(change, view)
    return [re.sub(r"^ *\d+\.\d s  ", "", line) for line in output.getvalue().splitlines()]


def test_status_comes_first_and_the_whole_arn_stays_on_the_line() -> None:
    arn = "arn:aws:personalize:us-east-1:000000000000:dataset-import-job/" + "j" * 63
    assert told(Change(NOW, IMPORT_JOB, arn, "ACTIVE")) == [f"✓ ACTIVE              import job {arn}"]


def test_failure_is_told_with_the_first_line_of_its_reason() -> None:
    change = Change(NOW, IMPORT_JOB, "arn", "CREATE FAILED", "columns: [ITEM_ID]\n  at a function")
    assert told(change) == ["✗ CREATE FAILED       import job arn: columns: [ITEM_ID]"]


def test_what_goes_on_from_now_is_told_after_the_change() -> None:
    assert told(Change(NOW, IMPORT, "Interactions", "CREATE_IN_PROGRESS")) == [
        f"• CREATE_IN_PROGRESS  {IMPORT} Interactions",
        "… the stack is held until its data has landed",
    ]
    assert told(Change(NOW, STACK, "S", "ROLLBACK_IN_PROGRESS")) == [f"• ROLLBACK_IN_PROGRESS  {STACK} S"]
