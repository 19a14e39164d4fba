"""The log of attempts that are made again and again."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from cdk_personalize_handler.lifecycle import failures
from cdk_personalize_handler.lifecycle.import_job import ImportJob
from cdk_personalize_handler.lifecycle.lifecycle import Outcome
from cdk_personalize_handler.lifecycle.outcomes import Fail, Succeed, Wait
from cdk_personalize_handler.lifecycle.ports import Rejected
from cdk_personalize_handler.lifecycle.request import ImportRequest, parse_request
from cdk_personalize_handler.runtime import OutcomeLog
from testing import events
from tests.handler.lifecycle import refusals

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


def warnings(caplog: pytest.LogCaptureFixture, failure: Fail) -> list[dict[str, Any]]:
    """Record a failure, and return the records that mark a refusal as unknown."""
    caplog.clear()
    with caplog.at_level("INFO"):
        OutcomeLog(lambda: 0.0).record(parse_request(events.create()), failure, 0.0)
    first, *others = caplog.records
    assert first.levelname == "ERROR"
    return [vars(record) for record in others]


JOB = ImportJob(arn="arn:job", name="nightly", dataset_arn=events.DATASET_ARN, status="CREATE FAILED")
REQUEST = parse_request(events.create())
assert isinstance(REQUEST, ImportRequest)
UNHEARD_OF = "The moon is full over arn:aws:personalize:us-east-1:000000000000:dataset/movies/ITEMS"


@pytest.mark.parametrize(
    ("failure", "operation", "code"),
    [
        (failures.not_started(REQUEST, Rejected(UNHEARD_OF, operation="Create", code="Tide")), "Create", "Tide"),
        (failures.not_followed(REQUEST, Rejected(UNHEARD_OF, operation="Tag", code="Tide")), "Tag", "Tide"),
        (
            failures.import_failed(dataclasses.replace(JOB, failure_reason=UNHEARD_OF)),
            "DescribeDatasetImportJob",
            "CREATE FAILED",
        ),
        (
            failures.not_restored(JOB, Rejected(UNHEARD_OF, operation="Create", code="Tide")),
            "Create",
            "Tide",
        ),
    ],
    ids=["not started", "not followed", "failed", "not restored"],
)
def test_an_unknown_refusal_has_a_record_of_its_own_that_can_be_reported(
    caplog: pytest.LogCaptureFixture, failure: Fail, operation: str, code: str
) -> None:
    (record,) = warnings(caplog, failure)
    words = UNHEARD_OF.replace("000000000000", "<account>")
    assert record["levelname"] == "WARNING"
    assert record["message"] == f"unknown refusal: {operation}, {code}: {words}"
    assert (record["operation"], record["code"], record["words"]) == (operation, code, words)
    for told in ("000000000000", "secret-signature", REQUEST.owner, "arn:aws:iam"):
        assert told not in str(record)


@pytest.mark.parametrize(
    "failure",
    [
        failures.not_started(REQUEST, Rejected(refusals.OF_THE_ROLE)),
        failures.import_failed(dataclasses.replace(JOB, failure_reason=refusals.TOO_LONG)),
        failures.cancelled(REQUEST),
    ],
    ids=["known", "known to fail a job", "not of the service"],
)
def test_a_failure_with_a_known_cause_has_no_such_record(caplog: pytest.LogCaptureFixture, failure: Fail) -> None:
    assert warnings(caplog, failure) == []
