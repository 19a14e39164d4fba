"""Deletions, time that runs out, and the responses to CloudFormation."""

import logging

import pytest

from local_aws.personalize import faults
from testing.harness import START
from testing.histories.history import History
from testing.histories.properties import properties_for
from tests.conformance.outcome import responses, statuses
from tests.handler.lifecycle import refusals


def test_a_deletion_with_a_generated_physical_id_waits_for_the_cancelled_import(history: History) -> None:
    history.resource.create(properties_for("a.csv"))
    history.wait(120)
    history.resource.give_up()
    assert history.resource.physical_id == "Recommendations-InteractionsA486FAA2-1A2B3C4D5E6F"
    history.until_response()
    assert responses(history) == ["Delete: SUCCESS"]
    assert statuses(history) == ["ACTIVE"]


def test_a_deletion_sees_the_import_that_was_about_to_be_started(history: History) -> None:
    history.before_start = history.resource.give_up
    history.resource.create(properties_for("a.csv"))
    history.until_response()
    assert responses(history) == ["Delete: SUCCESS"]
    assert statuses(history) == ["ACTIVE"]


def test_an_import_that_is_deleted_in_the_queue_never_starts(history: History) -> None:
    history.fill_the_quota()
    history.resource.create(properties_for("a.csv"))
    history.wait(120)
    history.resource.give_up()
    history.until_response()
    history.settle()
    history.wait(3600)
    assert responses(history) == ["Delete: SUCCESS"]
    assert statuses(history) == []


def test_a_deletion_does_not_wait_for_an_import_of_another_resource(history: History) -> None:
    history.resource.create(properties_for("a.csv"))
    history.until_response()
    history.fill_the_quota()
    now = history.now
    history.resource.delete()
    history.until_response()
    assert responses(history) == ["Create: SUCCESS", "Delete: SUCCESS"]
    assert history.now - now < 120


@pytest.mark.parametrize("seconds", [900, 9000])
def test_the_response_comes_before_the_timeout_and_says_that_the_job_runs_on(history: History, seconds: int) -> None:
    history.model.add_fault(faults.slow_job(seconds=seconds))
    history.resource.create(properties_for("a.csv", Timeout="600"))
    while not responses(history):
        history.wait(60)
    assert responses(history) == ["Create: FAILED"]
    assert 480 <= history.now - START <= 610
    reason = history.resource.responses[0].reason
    for words in ("Timed out after", "is CREATE IN_PROGRESS", "continues, since it cannot be stopped", "timeout"):
        assert words in reason


def test_a_stack_can_be_deleted_after_a_deletion_that_ran_out_of_time(history: History) -> None:
    history.model.add_fault(faults.slow_job(seconds=9000))
    history.resource.create(properties_for("a.csv"))
    history.resource.give_up()
    history.until_response()
    assert responses(history) == ["Delete: FAILED"]
    history.settle()
    history.resource.delete()
    history.until_response()
    assert history.resource.is_deleted


def test_a_reason_of_any_length_arrives_with_its_cause_first(history: History) -> None:
    history.model.add_fault(faults.failing_job("Too long; " * 1000))
    history.resource.create(properties_for("a.csv"))
    history.until_response()
    response = history.resource.responses[0]
    assert not response.succeeded
    assert response.size <= 4096
    assert response.reason.removeprefix("Error: ").startswith("Too long; ")
    assert "is CREATE FAILED" in response.reason


def test_a_job_name_that_is_taken_is_explained(history: History) -> None:
    history.occupy("nightly", history.other_dataset)
    history.resource.create(properties_for("a.csv", JobName="nightly"))
    history.until_response()
    assert responses(history)[0] == "Create: FAILED"
    assert "JobName 'nightly' is taken by another import" in history.resource.responses[0].reason
    assert statuses(history) == []
    assert history.resource.is_deleted


def test_the_log_of_a_history_with_every_fault_has_no_response_url(
    history: History, caplog: pytest.LogCaptureFixture
) -> None:
    problems: list[faults.Fault] = [
        faults.error("*", "AccessDeniedException", "User is not authorized to perform", times=1),
        faults.throttle("*", times=2),
        faults.server_error("*", times=2),
        faults.server_error("*", times=2, http_status=503),
        faults.error("*", "ResourceInUseException", times=2),
        faults.error("CreateDatasetImportJob", "LimitExceededException", refusals.FIVE_JOBS, times=2),
        faults.slow_job(seconds=900),
        faults.failing_job("Something went wrong"),
    ]
    with caplog.at_level(logging.DEBUG):
        for problem in problems:
            history.model.add_fault(problem)
        history.waiter.crash_next = True
        history.resource.create(properties_for("a.csv"))
        history.until_response()
        assert history.resource.is_stable
        history.resource.update(properties_for("b.csv"))
        history.until_response()
        history.resource.update(properties_for("b.csv", Datasource="misspelt"))
        history.waiter.lose_next_poll = True
        history.until_response()
        history.model.add_fault(faults.slow_job(seconds=9000))
        history.resource.update(properties_for("b.csv", Timeout="600"))
        history.until_response()
        history.resource.delete()
        history.until_response()
    text = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    for words in ("Rate exceeded", "More than 5 resources", "Something went wrong", "Timed out", "succeeded"):
        assert words in text
    assert "secret-signature" in str(history.resource.requests)
    assert "secret-signature" not in text
