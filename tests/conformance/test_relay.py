"""Imports that last longer than CloudFormation waits for one resource: a relay of three."""

from collections.abc import Iterator

import pytest

from local_aws.personalize import faults
from testing.histories.history import POLL_INTERVAL, RUNNING
from testing.histories.properties import properties_for
from testing.histories.relay import RelayHistory
from testing.simulation.waiter import MakeWaiter
from tests.conformance.outcome import locations, statuses

ONE_LINK, TWO_LINKS, TOO_LONG, LONGER_THAN_A_DELETION = 300, 900, 2700, 9000
"""How long a job lasts, in seconds: each link holds the stack for ten minutes."""


@pytest.fixture(params=[True, False], ids=["new-values", "old-values"])
def history(make_waiter: MakeWaiter, request: pytest.FixtureRequest) -> Iterator[RelayHistory]:
    history = RelayHistory(make_waiter)
    history.relay.resolves_again = request.param
    yield history
    history.settle()
    assert history.waiter.is_idle


def deploy(history: RelayHistory, key: str, *, lasts: int = ONE_LINK, **changes: object) -> bool:
    """Create or update the relay; return whether that went well."""
    history.relay.clean_up()
    history.until_response()
    if lasts != ONE_LINK:
        history.model.add_fault(faults.slow_job(seconds=lasts))
    history.wait(POLL_INTERVAL)
    history.relay.deploy(properties_for(key, Timeout="600", **changes))
    history.until_response()
    return history.relay.is_complete and history.relay.properties == properties_for(key, Timeout="600", **changes)


def fail(history: RelayHistory) -> None:
    """Another resource of the stack fails."""
    history.take_time()
    history.relay.give_up()
    history.until_response()


def handed_over(history: RelayHistory) -> list[bool]:
    """Of each response to a Create or an Update, whether it left the job to the next link."""
    taken = [
        response
        for link in history.resources
        for response in link.responses
        if response.event["RequestType"] != "Delete"
    ]
    return [response.succeeded and response.data["Status"] == "" for response in taken]


@pytest.mark.parametrize(("lasts", "links"), [(ONE_LINK, 0), (TWO_LINKS, 1), (1500, 2)])
def test_every_link_has_the_one_job_and_the_last_its_success(history: RelayHistory, lasts: int, links: int) -> None:
    assert deploy(history, "a.csv", lasts=lasts)
    assert statuses(history) == ["ACTIVE"]
    assert handed_over(history).count(True) == links
    assert {link.physical_id for link in history.resources} == set(history.started_by)
    assert history.resources[-1].responses[-1].data["Status"] == "ACTIVE"


@pytest.mark.parametrize("lasts", [ONE_LINK, 1500])
def test_new_data_walks_down_the_relay(history: RelayHistory, lasts: int) -> None:
    assert deploy(history, "a.csv")
    assert deploy(history, "b.csv", lasts=lasts)
    assert locations(history) == ["s3://lake/a.csv", "s3://lake/b.csv"]
    assert statuses(history) == ["ACTIVE", "ACTIVE"]


def test_an_update_of_the_tags_does_not_wait(history: RelayHistory) -> None:
    assert deploy(history, "a.csv")
    history.relay.clean_up()
    now = history.now
    history.relay.deploy(properties_for("a.csv", Timeout="600", Tags=[{"Key": "team", "Value": "search"}]))
    history.until_response()
    assert history.now - now <= len(history.resources) * POLL_INTERVAL
    assert statuses(history) == ["ACTIVE"]


def test_a_job_that_waits_for_a_slot_longer_than_one_link_is_started_by_the_next(history: RelayHistory) -> None:
    for _ in range(5):
        history.model.add_fault(faults.slow_job(seconds=TWO_LINKS))
    history.fill_the_quota()
    assert deploy(history, "a.csv")
    assert statuses(history) == ["ACTIVE"]


def test_the_last_link_fails_when_the_time_of_all_is_up(history: RelayHistory) -> None:
    assert not deploy(history, "a.csv", lasts=LONGER_THAN_A_DELETION)
    assert "Timed out" in history.resources[-1].responses[0].reason
    assert [link.responses[0].succeeded for link in history.resources] == [True, True, False]


@pytest.mark.parametrize("lasts", [ONE_LINK, TWO_LINKS, 1500])
def test_a_failed_update_is_rolled_back_without_an_import(history: RelayHistory, lasts: int) -> None:
    assert deploy(history, "a.csv")
    job_arn = history.relay.job_arn
    assert not deploy(history, "bad.csv", Preflight="OFF", lasts=lasts)
    assert history.relay.is_complete
    assert statuses(history) == ["ACTIVE", "CREATE FAILED"]
    assert history.relay.job_arn == job_arn


@pytest.mark.parametrize("name", [None, "nightly"])
@pytest.mark.parametrize("lasts", [ONE_LINK, 1500])
def test_the_rollback_of_new_data_imports_the_old_once_however_long_that_lasts(
    history: RelayHistory, name: str | None, lasts: int
) -> None:
    assert deploy(history, "a.csv", JobName=name)
    assert deploy(history, "b.csv", JobName=name and "weekly")
    history.model.add_fault(faults.slow_job(seconds=lasts))
    fail(history)
    assert history.relay.is_complete
    assert locations(history) == ["s3://lake/a.csv", "s3://lake/b.csv", "s3://lake/a.csv"]
    assert statuses(history) == ["ACTIVE"] * 3


@pytest.mark.parametrize("name", [None, "nightly"])
def test_a_rejected_import_that_outlasts_a_link_of_the_rollback_and_fails_leaves_the_old_data(
    history: RelayHistory, name: str | None
) -> None:
    assert deploy(history, "a.csv", JobName=name)
    assert not deploy(history, "bad.csv", Preflight="OFF", lasts=TOO_LONG, JobName=name and "weekly")
    assert history.relay.is_complete
    assert True in handed_over(history)
    assert statuses(history) == ["ACTIVE", "CREATE FAILED"]
    assert deploy(history, "a.csv", JobName=name, Tags=[{"Key": "team", "Value": "search"}])
    assert statuses(history) == ["ACTIVE", "CREATE FAILED"]


def test_a_link_that_never_passed_its_update_on_does_not_hand_its_rollback_over(history: RelayHistory) -> None:
    assert deploy(history, "a.csv", RelayTimeout="1800")
    history.relay.clean_up()
    history.model.add_fault(faults.slow_job(seconds=TOO_LONG))
    history.relay.deploy(properties_for("b.csv", Timeout="600", RelayTimeout="1800"))
    fail(history)
    assert history.relay.has_failed
    last = history.resource.responses[-1]
    assert "Timed out after 600 s: an earlier import into the dataset" in last.reason
    assert "'cdk rollback'" in last.reason
    assert "continue-update-rollback" in last.reason
    assert "deploy again" not in last.reason.lower()


def test_a_rollback_that_comes_as_a_delete_alone_and_finds_no_slot_leaves_a_relay_that_can_be_updated_and_deleted(
    history: RelayHistory,
) -> None:
    for link in history.resources:
        link.puts_back_replaced = True
    assert deploy(history, "a.csv", JobName="nightly", ServiceTimeout="900")
    assert deploy(history, "b.csv", ServiceTimeout="900")
    for _ in range(5):
        history.model.add_fault(faults.slow_job(seconds=3 * 900))
    history.fill_the_quota()
    fail(history)
    clean_ups = [response for response in history.resource.responses if response.event["RequestType"] == "Delete"][-3:]
    for clean_up in clean_ups:
        assert "Timed out after 720 s: More than 5 resources" in clean_up.reason
        assert "keeps the data of the rejected update" in clean_up.reason
        assert "change JobName and deploy" in clean_up.reason
        assert "Delete the stack" not in clean_up.reason
    assert history.landed() == ("s3://lake/b.csv", None, None)

    history.wait(900)
    assert deploy(history, "a.csv", JobName="weekly", ServiceTimeout="900")
    assert history.landed() == ("s3://lake/a.csv", None, "weekly")
    history.relay.delete()
    history.until_response()
    assert all(link.is_deleted for link in history.resources)


@pytest.mark.parametrize("lasts", [ONE_LINK, TWO_LINKS])
def test_a_relay_is_deleted_once_its_job_has_ended(history: RelayHistory, lasts: int) -> None:
    history.model.add_fault(faults.slow_job(seconds=lasts))
    history.relay.deploy(properties_for("a.csv", Timeout="600"))
    fail(history)
    assert all(link.is_deleted or not link.requests for link in history.resources)
    assert statuses(history) == ["ACTIVE"]


def test_a_job_that_outlasts_a_deletion_keeps_the_first_link_until_it_has_ended(history: RelayHistory) -> None:
    assert not deploy(history, "a.csv", lasts=LONGER_THAN_A_DELETION)
    assert history.relay.has_failed or history.resource.is_deleted
    while history.resource.exists:
        history.relay.delete()
        history.until_response()
    assert not [status for status in statuses(history) if status in RUNNING]
