"""What the log says of looks that are taken again and again."""

import dataclasses
from collections.abc import Iterator

import pytest

from cdk_personalize_handler.lifecycle import request as requests
from cdk_personalize_handler.lifecycle.lifecycle import Outcome
from cdk_personalize_handler.lifecycle.outcomes import Succeed, Wait
from cdk_personalize_handler.runtime import Looks
from testing import events

RUNNING = Wait("the import job is CREATE IN_PROGRESS", job_arn="arn")
QUEUED = dataclasses.replace(RUNNING, running_jobs=("other",))


def told(caplog: pytest.LogCaptureFixture, outcomes: list[Outcome], apart: float) -> int:
    """Take a look for each outcome, and return how many of them were told."""
    times: Iterator[float] = iter(apart * number for number in range(len(outcomes)))
    looks, request = Looks(lambda: next(times)), requests.parse(events.create())
    caplog.clear()
    with caplog.at_level("INFO"):
        for outcome in outcomes:
            assert looks.take(lambda *_, outcome=outcome: outcome, request, 0.0) is outcome
    return len([record for record in caplog.records if record.message.startswith("waiting")])


def test_a_wait_is_told_when_it_begins_and_when_it_changes(caplog: pytest.LogCaptureFixture) -> None:
    assert told(caplog, [QUEUED, QUEUED, RUNNING, RUNNING, QUEUED], apart=10) == 3


def test_a_wait_that_goes_on_is_told_every_ten_minutes(caplog: pytest.LogCaptureFixture) -> None:
    assert told(caplog, [RUNNING] * 181, apart=10) == 4


def test_every_request_is_told_of(caplog: pytest.LogCaptureFixture) -> None:
    looks = Looks(lambda: 0.0)
    with caplog.at_level("INFO"):
        for request_id in ("request-1", "request-2"):
            looks.take(lambda *_: RUNNING, requests.parse(events.create(request_id)), 0.0)
    assert [record.message for record in caplog.records] == [f"waiting: {RUNNING.why}"] * 2


def test_a_wait_that_has_ended_is_forgotten(caplog: pytest.LogCaptureFixture) -> None:
    assert told(caplog, [RUNNING, Succeed("arn", {}), RUNNING], apart=10) == 2
