"""A job that is denied new permissions is followed by a second one, whatever waits for it and whatever happens then."""

import pytest

from local_aws.personalize import faults
from testing.harness import START
from testing.histories.history import POLL_INTERVAL, History
from testing.histories.properties import properties_for
from testing.histories.relay import RelayHistory
from testing.histories.strategies import DENIED
from testing.simulation.waiter import MakeWaiter
from tests.conformance.outcome import responses, statuses


def deny(history: History, *, seconds: float = 0, times: int = 1) -> None:
    """Let the next jobs run for so many seconds, and fail."""
    history.model.add_fault(faults.JobFault(seconds=seconds, reason=DENIED, times=times))


def test_the_resource_becomes_the_second_job_and_is_deleted_like_any(history: History) -> None:
    deny(history)
    history.resource.create(properties_for("a.csv"))
    history.until_response()
    assert responses(history) == ["Create: SUCCESS"]
    assert statuses(history) == ["CREATE FAILED", "ACTIVE"]
    (response,) = history.resource.responses
    _, second = (job["datasetImportJobArn"] for job in history.own_jobs())
    assert (response.physical_id, response.data["DatasetImportJobArn"]) == (second, second)
    history.resource.delete()
    history.until_response()
    assert responses(history) == ["Create: SUCCESS", "Delete: SUCCESS"]


def test_a_second_job_that_is_denied_too_fails_the_creation_whose_deletion_finds_nothing_to_wait_for(
    history: History,
) -> None:
    deny(history, times=2)
    history.resource.create(properties_for("a.csv"))
    history.until_response()
    assert responses(history) == ["Create: FAILED", "Delete: SUCCESS"]
    assert statuses(history) == ["CREATE FAILED", "CREATE FAILED"]
    assert DENIED.partition(".")[0] in history.resource.responses[0].reason


def test_a_creation_that_is_cancelled_before_its_second_job_starts_none(history: History) -> None:
    deny(history)
    history.resource.create(properties_for("a.csv"))
    history.wait(60)
    assert statuses(history) == ["CREATE FAILED"]
    history.resource.give_up()
    history.until_response()
    history.settle()
    history.wait(3600)
    assert responses(history) == ["Delete: SUCCESS"]
    assert statuses(history) == ["CREATE FAILED"]


def test_a_deletion_waits_for_the_second_job_that_was_about_to_be_started(history: History) -> None:
    deny(history)
    history.resource.create(properties_for("a.csv"))
    history.wait(60)
    history.before_start = history.resource.give_up
    history.until_response()
    assert responses(history) == ["Delete: SUCCESS"]
    assert statuses(history) == ["CREATE FAILED", "ACTIVE"]


def test_a_deletion_after_a_lost_poll_waits_for_the_second_job(history: History) -> None:
    deny(history)
    history.resource.create(properties_for("a.csv"))
    history.wait(180)
    assert statuses(history) == ["CREATE FAILED", "CREATE IN_PROGRESS"]
    history.waiter.lose_next_poll = True
    history.until_response()
    assert responses(history) == ["Create: FAILED", "Delete: SUCCESS"]
    assert statuses(history) == ["CREATE FAILED", "ACTIVE"]


@pytest.mark.parametrize("after", [0, 60, 180, 900])
def test_events_and_polls_that_come_twice_start_no_third_job(history: History, after: int) -> None:
    deny(history)
    history.resource.create(properties_for("a.csv"))
    history.wait(after)
    history.deliver(history.resource.requests[0])
    for _ in range(10):
        history.wait(POLL_INTERVAL)
        history.waiter.poll_again()
    history.settle()
    assert responses(history) == ["Create: SUCCESS"]
    assert statuses(history) == ["CREATE FAILED", "ACTIVE"]


def test_a_crash_after_the_first_start_leaves_two_jobs_at_most(history: History) -> None:
    deny(history)
    history.waiter.crash_next = True
    history.resource.create(properties_for("a.csv"))
    history.until_response()
    assert responses(history) == ["Create: SUCCESS"]
    assert statuses(history) == ["CREATE FAILED", "ACTIVE"]


def test_an_update_and_its_rollback_have_second_jobs_of_their_own(history: History) -> None:
    history.resource.create(properties_for("a.csv"))
    history.until_response()
    deny(history)
    history.resource.update(properties_for("b.csv"))
    history.until_response()
    deny(history)
    history.take_time()
    history.resource.roll_back()
    history.until_response()
    assert responses(history)[:3] == ["Create: SUCCESS", "Update: SUCCESS", "Update: SUCCESS"]
    assert statuses(history) == ["ACTIVE", "CREATE FAILED", "ACTIVE", "CREATE FAILED", "ACTIVE"]
    assert history.landed() == ("s3://lake/a.csv", None, None)


def test_a_failed_update_whose_jobs_were_both_denied_is_rolled_back_without_an_import(history: History) -> None:
    history.resource.create(properties_for("a.csv"))
    history.until_response()
    deny(history, times=2)
    history.resource.update(properties_for("b.csv"))
    history.until_response()
    assert history.resource.is_stable
    assert statuses(history) == ["ACTIVE", "CREATE FAILED", "CREATE FAILED"]


def test_an_update_that_is_cancelled_before_its_second_job_is_rolled_back_without_one(history: History) -> None:
    history.resource.create(properties_for("a.csv"))
    history.until_response()
    deny(history)
    history.resource.update(properties_for("b.csv"))
    history.wait(60)
    history.take_time()
    history.resource.give_up()
    history.until_response()
    history.settle()
    assert history.resource.is_stable
    assert statuses(history) == ["ACTIVE", "CREATE FAILED"]


def test_the_links_of_a_relay_have_the_second_job(make_waiter: MakeWaiter) -> None:
    history = RelayHistory(make_waiter)
    deny(history)
    history.model.add_fault(faults.slow_job(seconds=900))
    history.relay.deploy(properties_for("a.csv", Timeout="600"))
    history.until_response()
    assert history.relay.is_complete
    assert statuses(history) == ["CREATE FAILED", "ACTIVE"]
    assert {link.physical_id for link in history.resources} == {history.own_jobs()[1]["datasetImportJobArn"]}
    assert history.now - START > 900


def test_a_second_job_that_waits_for_a_slot_longer_than_one_link_is_started_by_the_next(
    make_waiter: MakeWaiter,
) -> None:
    history = RelayHistory(make_waiter)
    deny(history)
    history.relay.deploy(properties_for("a.csv", Timeout="600"))
    for _ in range(5):
        history.model.add_fault(faults.slow_job(seconds=900))
    history.wait(60)
    history.fill_the_quota()
    history.until_response()
    assert history.relay.is_complete
    assert statuses(history) == ["CREATE FAILED", "ACTIVE"]
    starters = [event["LogicalResourceId"] for event in history.started_by.values()]
    assert starters == [link.logical_id for link in history.resources[:2]]


def test_a_deletion_that_restores_the_old_data_is_repeated_by_cloudformation_with_a_job_of_its_own(
    history: History,
) -> None:
    history.resource.puts_back_replaced = True
    history.resource.create(properties_for("a.csv"))
    history.until_response()
    history.resource.update(properties_for("b.csv"))
    history.until_response()
    deny(history)
    history.take_time()
    history.resource.roll_back()
    history.until_response()
    assert responses(history) == ["Create: SUCCESS", "Update: SUCCESS", "Delete: FAILED", "Delete: SUCCESS"]
    assert statuses(history) == ["ACTIVE", "ACTIVE", "CREATE FAILED", "ACTIVE"]
