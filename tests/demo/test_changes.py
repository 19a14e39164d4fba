from datetime import UTC, datetime
from typing import Any

from demo.changes import IMPORT, IMPORT_JOB, SOLUTION, STACK, Change, EventTracker, ImportJobTracker


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


def test_each_status_of_a_job_is_told_once() -> None:
    tracker = ImportJobTracker()
    seen = [
        change.status
        for status in ("CREATE PENDING", "CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE", "ACTIVE")
        for change in tracker.changes([job("a", status)])
    ]
    assert seen == ["CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE"]


def test_status_that_nobody_saw_is_not_told() -> None:
    tracker = ImportJobTracker()
    tracker.changes([job("a", "CREATE PENDING")])
    assert [change.status for change in tracker.changes([job("a", "ACTIVE")])] == ["ACTIVE"]


def test_jobs_are_followed_side_by_side() -> None:
    tracker = ImportJobTracker()
    tracker.changes([job("a", "CREATE PENDING"), job("b", "CREATE PENDING")])
    changes = tracker.changes([job("a", "CREATE PENDING"), job("b", "CREATE FAILED", 5, failureReason="why")])
    assert changes == [Change(at(5), IMPORT_JOB, "b", "CREATE FAILED", "why")]


def test_new_events_are_told_oldest_first() -> None:
    tracker = EventTracker()
    first = event(1, STACK, "CREATE_IN_PROGRESS")
    assert [change.status for change in tracker.changes([first])] == ["CREATE_IN_PROGRESS"]
    newer = [event(3, SOLUTION, "CREATE_COMPLETE"), event(2, IMPORT, "CREATE_COMPLETE"), first]
    assert [change.kind for change in tracker.changes(newer)] == [IMPORT, SOLUTION]
    assert tracker.changes(newer) == []


def test_other_resources_are_told_of_only_when_they_fail() -> None:
    events = [
        event(2, "AWS::IAM::Role", "CREATE_FAILED", ResourceStatusReason="no"),
        event(1, "AWS::IAM::Role", "CREATE_IN_PROGRESS"),
    ]
    assert EventTracker().changes(events) == [Change(at(2), "AWS::IAM::Role", "Id", "CREATE_FAILED", "no")]
