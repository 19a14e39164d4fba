"""The log of attempts that are made again and again."""

import dataclasses
from collections.abc import Iterator

import pytest

from cdk_personalize_handler.lifecycle.lifecycle import Outcome
from cdk_personalize_handler.lifecycle.outcomes import Succeed, Wait
from cdk_personalize_handler.lifecycle.request import parse_request
from cdk_personalize_handler.runtime import OutcomeLog
from testing import events

RUNNING = Wait("the import job is CREATE IN_PROGRESS", job_arn="arn")
QUEUED = dataclasses.replace(RUNNING, running_jobs=("other",))


def logged(caplog: pytest.LogCaptureFixture, outcomes: list[Outcome], apart: float) -> int:
    """Record each outcome, and return how many waits were logged."""
    times: Iterator[float] = iter(apart * number for number in range(len(outcomes)))
    log, request = OutcomeLog(lambda: next(times)), parse_request(events.create())
    caplog.clear()
    with caplog.at_level("INFO"):
        for outcome in outcomes:
            log.record(request, outcome, 0.0)
    return len([record for record in caplog.records if record.message.startswith("waiting")])


def test_a_wait_is_logged_when_it_begins_and_when_it_changes(caplog: pytest.LogCaptureFixture) -> None:
    assert logged(caplog, [QUEUED, QUEUED, RUNNING, RUNNING, QUEUED], apart=10) == 3


def test_an_unchanged_wait_is_logged_every_ten_minutes(caplog: pytest.LogCaptureFixture) -> None:
    assert logged(caplog, [RUNNING] * 181, apart=10) == 4


def test_every_request_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    log = OutcomeLog(lambda: 0.0)
    with caplog.at_level("INFO"):
        for request_id in ("request-1", "request-2"):
            log.record(parse_request(events.create(request_id)), RUNNING, 0.0)
    assert [record.message for record in caplog.records] == [f"waiting: {RUNNING.why}"] * 2


def test_a_wait_that_has_ended_is_forgotten(caplog: pytest.LogCaptureFixture) -> None:
    assert logged(caplog, [RUNNING, Succeed("arn", {}), RUNNING], apart=10) == 2
