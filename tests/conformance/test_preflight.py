"""What preflight keeps from being started, on every waiter, and what it must not disturb."""

import pytest

from testing.histories.history import POLL_INTERVAL, History
from testing.histories.properties import properties_for
from tests.conformance.outcome import locations, responses, statuses

BAD = b"USER_ID,TIMESTAMP\nu1,1700000000000\n"


def test_bad_data_fails_a_creation_at_once_and_leaves_nothing(history: History) -> None:
    now = history.now
    history.resource.create(properties_for("bad.csv"))
    assert responses(history)[0] == "Create: FAILED"
    assert "Preflight found 2 errors in s3://lake/bad.csv: " in history.resource.responses[0].reason
    assert history.now - now < POLL_INTERVAL
    history.until_response()
    assert history.resource.is_deleted
    assert statuses(history) == []


def test_bad_data_fails_an_update_which_is_rolled_back_to_the_data_that_is_there(history: History) -> None:
    history.resource.create(properties_for("a.csv"))
    history.until_response()
    history.resource.update(properties_for("bad.csv"))
    history.until_response()
    assert responses(history) == ["Create: SUCCESS", "Update: FAILED", "Update: SUCCESS"]
    assert statuses(history) == ["ACTIVE"]


@pytest.mark.parametrize("mode", ["WARN", "OFF"])
def test_where_preflight_does_not_reject_the_data_the_service_says_what_is_wrong(history: History, mode: str) -> None:
    history.resource.create(properties_for("bad.csv", Preflight=mode))
    history.until_response()
    assert statuses(history) == ["CREATE FAILED"]
    assert "Input csv is missing the following columns" in history.resource.responses[0].reason


def test_bad_data_fails_also_when_the_import_would_have_to_wait(history: History) -> None:
    history.fill_the_quota()
    history.resource.create(properties_for("bad.csv"))
    assert responses(history)[0] == "Create: FAILED"


def test_the_data_is_read_once_and_not_in_polls(history: History) -> None:
    history.fill_the_quota()
    history.resource.create(properties_for("a.csv"))
    history.until_response()
    assert responses(history) == ["Create: SUCCESS"]
    assert [key for key, _ in history.data.read] == ["a.csv"]


def test_data_that_goes_bad_while_the_import_waits_is_left_to_the_service(history: History) -> None:
    history.fill_the_quota()
    history.resource.create(properties_for("a.csv"))
    history.objects.content["lake", "a.csv"] = BAD
    history.until_response()
    assert statuses(history) == ["CREATE FAILED"]


def test_a_repeated_event_does_not_read_the_data_of_a_job_that_runs(history: History) -> None:
    history.resource.create(properties_for("a.csv"))
    history.objects.content["lake", "a.csv"] = BAD
    history.deliver(history.resource.requests[0])
    assert responses(history) == []
    assert len(history.data.read) == 1


def test_a_rollback_is_not_kept_from_importing_what_was_there(history: History) -> None:
    history.resource.create(properties_for("a.csv"))
    history.until_response()
    history.resource.update(properties_for("b.csv"))
    history.until_response()
    history.objects.content["lake", "a.csv"] = BAD
    history.take_time()
    history.resource.roll_back()
    history.until_response()
    assert locations(history) == ["s3://lake/a.csv", "s3://lake/b.csv", "s3://lake/a.csv"]
    assert not [response for response in history.resource.responses if "Preflight" in response.reason]


def test_a_change_of_preflight_alone_imports_nothing(history: History) -> None:
    history.resource.create(properties_for("a.csv"))
    history.until_response()
    history.objects.content["lake", "a.csv"] = BAD
    history.resource.update(properties_for("a.csv", Preflight="WARN"))
    history.until_response()
    assert responses(history) == ["Create: SUCCESS", "Update: SUCCESS"]
    assert statuses(history) == ["ACTIVE"]
