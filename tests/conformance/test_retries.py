"""Whatever is delivered twice, late or not at all: one job, one response."""

from local_aws.personalize import faults
from testing.histories.history import POLL_INTERVAL, History
from testing.histories.properties import properties_for
from tests.conformance.outcome import responses, statuses


def test_an_import_is_started_once_and_succeeds_once_it_is_active(history: History) -> None:
    history.resource.create(properties_for("a.csv"))
    assert statuses(history) == ["CREATE PENDING"]
    history.until_response()
    assert responses(history) == ["Create: SUCCESS"]
    assert statuses(history) == ["ACTIVE"]
    response = history.resource.responses[0]
    assert response.physical_id == response.data["DatasetImportJobArn"]
    assert response.data["Status"] == "ACTIVE"


def test_a_create_that_is_delivered_twice_starts_one_job(history: History) -> None:
    history.resource.create(properties_for("a.csv"))
    history.deliver(history.resource.requests[0])
    history.until_response()
    history.settle()
    assert responses(history) == ["Create: SUCCESS"]
    assert statuses(history) == ["ACTIVE"]


def test_a_create_that_is_delivered_again_after_its_response_starts_nothing(history: History) -> None:
    history.resource.create(properties_for("a.csv"))
    history.until_response()
    history.deliver(history.resource.requests[0])
    history.settle()
    assert statuses(history) == ["ACTIVE"]


def test_a_create_whose_function_crashed_after_the_start_finds_its_job_again(history: History) -> None:
    history.waiter.crash_next = True
    history.resource.create(properties_for("a.csv"))
    assert statuses(history) == ["CREATE PENDING"]
    history.until_response()
    assert responses(history) == ["Create: SUCCESS"]
    assert statuses(history) == ["ACTIVE"]


def test_an_explicit_name_is_found_again_after_a_crash(history: History) -> None:
    history.waiter.crash_next = True
    history.resource.create(properties_for("a.csv", JobName="nightly"))
    history.until_response()
    assert responses(history) == ["Create: SUCCESS"]
    assert statuses(history) == ["ACTIVE"]


def test_an_explicit_name_is_known_however_late_a_repetition_is(history: History) -> None:
    history.model.add_fault(faults.slow_job(seconds=1800))
    history.resource.create(properties_for("a.csv", JobName="nightly"))
    history.wait(600)
    history.deliver(history.resource.requests[0])
    history.until_response()
    assert responses(history) == ["Create: SUCCESS"]
    assert statuses(history) == ["ACTIVE"]


def test_an_explicit_name_of_an_earlier_stack_is_not_taken_for_this_ones(history: History) -> None:
    history.resource.create(properties_for("a.csv", JobName="nightly"))
    history.until_response()
    history.take_time()
    history.resource.create(properties_for("a.csv", JobName="nightly"))
    history.until_response()
    assert "JobName 'nightly' is taken" in history.resource.responses[-2].reason


def test_a_crashed_create_that_comes_again_after_the_deletion_starts_nothing(history: History) -> None:
    history.fill_the_quota()
    history.waiter.crash_next = True
    history.resource.create(properties_for("a.csv"))
    history.resource.give_up()
    history.settle()
    history.until_response()
    history.wait(3600)
    assert history.resource.is_deleted
    assert statuses(history) == []


def test_polls_that_come_twice_or_late_change_nothing(history: History) -> None:
    history.resource.create(properties_for("a.csv"))
    for _ in range(10):
        history.wait(POLL_INTERVAL)
        history.waiter.poll_again()
    assert responses(history) == ["Create: SUCCESS"]
    assert statuses(history) == ["ACTIVE"]


def test_after_a_poll_that_raises_the_resource_can_still_be_deleted(history: History) -> None:
    history.resource.create(properties_for("a.csv"))
    history.waiter.lose_next_poll = True
    history.wait(POLL_INTERVAL)
    assert responses(history) == ["Create: FAILED"]
    assert statuses(history) == ["CREATE IN_PROGRESS"]
    history.until_response()
    assert responses(history) == ["Create: FAILED", "Delete: SUCCESS"]
    assert statuses(history) == ["ACTIVE"]


def test_throttling_at_every_call_is_waited_out(history: History) -> None:
    history.resource.create(properties_for("a.csv", Tags=[{"Key": "team", "Value": "search"}]))
    history.until_response()
    for change in ({"DataVersion": "2"}, {"DataVersion": "2", "Tags": [{"Key": "team", "Value": "shop"}]}):
        _throttle_each_call(history)
        history.resource.update(properties_for("a.csv", **change))
        history.until_response()
    _throttle_each_call(history)
    history.resource.delete()
    history.until_response()
    assert responses(history) == ["Create: SUCCESS", "Update: SUCCESS", "Update: SUCCESS", "Delete: SUCCESS"]
    assert statuses(history) == ["ACTIVE", "ACTIVE"]


def _throttle_each_call(history: History) -> None:
    history.model.clear_faults()
    for call in ("Create", "Describe", "List"):
        history.model.add_fault(faults.throttle(f"{call}DatasetImportJob*", times=2))
    history.model.add_fault(faults.throttle("*agResource", times=2))
