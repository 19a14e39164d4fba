import io
import re
from datetime import UTC, datetime
from typing import Any

from rich.console import Console

from demo.progress import IMPORT, IMPORT_JOB, SOLUTION, STACK, Change, EventTracker, ImportJobTracker, show
from demo.view import View

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def at(second: int) -> datetime:
    return datetime(2026, 1, 1, 0, 0, second, tzinfo=UTC)


def job(name: str, status: str, second: int = 0, **members: str) -> dict[str, Any]:
    return {"datasetImportJobArn": name, "status": status, "lastUpdatedDateTime": at(second), **members}


def event(number: int, kind: str, status: str, **members: str) -> dict[str, Any]:
    return {
        "EventId": str(number),
        "Timestamp": at(number),
        "ResourceType": kind,
        "LogicalResourceId": "Id",
        "ResourceStatus": status,
        **members,
    }


def test_each_status_of_a_job_is_shown_once() -> None:
    tracker = ImportJobTracker()
    seen = [
        change.status
        for status in ("CREATE PENDING", "CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE", "ACTIVE")
        for change in tracker.changes([job("a", status)])
    ]
    assert seen == ["CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE"]


def test_missed_status_of_a_job_is_not_shown() -> None:
    tracker = ImportJobTracker()
    tracker.changes([job("a", "CREATE PENDING")])
    assert [change.status for change in tracker.changes([job("a", "ACTIVE")])] == ["ACTIVE"]


def test_jobs_are_tracked_in_parallel() -> None:
    tracker = ImportJobTracker()
    tracker.changes([job("a", "CREATE PENDING"), job("b", "CREATE PENDING")])
    changes = tracker.changes([job("a", "CREATE PENDING"), job("b", "CREATE FAILED", 5, failureReason="why")])
    assert changes == [Change(at(5), IMPORT_JOB, "b", "CREATE FAILED", "why")]


def test_new_events_are_shown_oldest_first() -> None:
    tracker = EventTracker()
    first = event(1, STACK, "CREATE_IN_PROGRESS")
    assert [change.status for change in tracker.changes([first])] == ["CREATE_IN_PROGRESS"]
    newer = [event(3, SOLUTION, "CREATE_COMPLETE"), event(2, IMPORT, "CREATE_COMPLETE"), first]
    assert [change.kind for change in tracker.changes(newer)] == [IMPORT, SOLUTION]
    assert tracker.changes(newer) == []


def test_other_resources_are_shown_only_when_they_fail() -> None:
    events = [
        event(2, "AWS::IAM::Role", "CREATE_FAILED", ResourceStatusReason="no"),
        event(1, "AWS::IAM::Role", "CREATE_IN_PROGRESS"),
    ]
    assert EventTracker().changes(events) == [Change(at(2), "AWS::IAM::Role", "Id", "CREATE_FAILED", "no")]


def shown(change: Change) -> list[str]:
    output = io.StringIO()
    with View(Console(file=output, force_terminal=False, force_interactive=False, highlight=False)) as view:
        show(change, view)
    return [re.sub(r"^ *\d+\.\d s  ", "", line) for line in output.getvalue().splitlines()]


def test_line_begins_with_the_status_and_has_the_whole_arn() -> None:
    arn = "arn:aws:personalize:us-east-1:000000000000:dataset-import-job/" + "j" * 63
    assert shown(Change(NOW, IMPORT_JOB, arn, "ACTIVE")) == [f"✓ ACTIVE              import job {arn}"]


def test_failure_is_shown_with_the_first_line_of_its_reason() -> None:
    change = Change(NOW, IMPORT_JOB, "arn", "CREATE FAILED", "columns: [ITEM_ID]\n  at a function")
    assert shown(change) == ["✗ CREATE FAILED       import job arn: columns: [ITEM_ID]"]


def test_next_step_is_shown_after_the_change() -> None:
    assert shown(Change(NOW, IMPORT, "Interactions", "CREATE_IN_PROGRESS")) == [
        f"• CREATE_IN_PROGRESS  {IMPORT} Interactions",
        "… the stack waits until its data has landed",
    ]
    assert shown(Change(NOW, STACK, "S", "ROLLBACK_IN_PROGRESS")) == [f"• ROLLBACK_IN_PROGRESS  {STACK} S"]
