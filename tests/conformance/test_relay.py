"""Imports that last longer than CloudFormation waits for one resource: a relay of three."""

from collections.abc import Iterator
from typing import Any

import pytest

from local_aws.personalize import faults
from tests.conformance.outcome import locations, statuses
from tests.histories.asked import asks_for
from tests.histories.world import POLL_INTERVAL, RUNNING, History
from tests.simulation.waiter import MakeWaiter


@pytest.fixture
def relay(make_waiter: MakeWaiter) -> Iterator[History]:
    relay = History(make_waiter, ("Interactions1", "Interactions2", "Interactions3"))
    yield relay
    relay.settle()
    assert relay.waiter.is_idle


def deploy(relay: History, key: str, **changes: Any) -> bool:
    """Create or update link after link, each with the job of the one before; tell whether all went well."""
    followed = None
    for resource in relay.resources:
        properties = asks_for(
            key,
            Timeout="600",
            HandOver=None if resource is relay.resources[-1] else "true",
            DatasetImportJobArn=followed,
            **changes,
        )
        before = len(resource.answers)
        relay.take_time()
        resource.update(properties) if resource.exists else resource.create(properties)
        relay.until_answered()
        answer = resource.answers[before]
        if not answer.succeeded:
            return False
        followed = answer.data["DatasetImportJobArn"]
    return True


def delete(relay: History) -> None:
    for resource in reversed(relay.resources):
        if resource.exists:
            relay.take_time()
            resource.delete()
            relay.until_answered()


@pytest.mark.parametrize("seconds", [300, 900, 1500])
def test_every_link_stands_for_the_one_job_and_the_last_for_its_success(relay: History, seconds: int) -> None:
    relay.model.add_fault(faults.slow_job(seconds=seconds))
    assert deploy(relay, "a.csv")
    assert statuses(relay) == ["ACTIVE"]
    assert {resource.physical_id for resource in relay.resources} == set(relay.started_by)
    assert relay.resources[-1].answers[-1].data["Status"] == "ACTIVE"


def test_new_data_walks_down_the_relay(relay: History) -> None:
    assert deploy(relay, "a.csv")
    relay.model.add_fault(faults.slow_job(seconds=1500))
    assert deploy(relay, "b.csv")
    assert locations(relay) == ["s3://lake/a.csv", "s3://lake/b.csv"]
    assert statuses(relay) == ["ACTIVE", "ACTIVE"]


def test_an_update_of_the_tags_does_not_wait(relay: History) -> None:
    assert deploy(relay, "a.csv")
    now = relay.now
    assert deploy(relay, "a.csv", Tags=[{"Key": "team", "Value": "search"}])
    assert relay.now - now <= len(relay.resources) * POLL_INTERVAL
    assert statuses(relay) == ["ACTIVE"]


def test_a_job_that_waits_for_a_slot_longer_than_one_link_is_started_by_the_next(relay: History) -> None:
    for _ in range(5):
        relay.model.add_fault(faults.slow_job(seconds=900))
    relay.fill_the_quota()
    assert deploy(relay, "a.csv")
    assert statuses(relay) == ["ACTIVE"]


def test_the_last_link_fails_when_the_time_of_all_is_up(relay: History) -> None:
    relay.model.add_fault(faults.slow_job(seconds=9000))
    assert not deploy(relay, "a.csv")
    last = relay.resources[-1].answers[0]
    assert "Timed out" in last.reason
    assert [resource.answers[0].succeeded for resource in relay.resources] == [True, True, False]


@pytest.mark.parametrize("seconds", [300, 900, 1500])
def test_a_failed_update_is_rolled_back_without_an_import(relay: History, seconds: int) -> None:
    assert deploy(relay, "a.csv")
    job_arn = relay.resource.physical_id
    relay.model.add_fault(faults.slow_job(seconds=seconds))
    assert not deploy(relay, "bad.csv")
    for resource in relay.resources:
        if resource.is_updated:
            relay.take_time()
            resource.roll_back()
            relay.until_answered()
    assert statuses(relay) == ["ACTIVE", "CREATE FAILED"]
    assert {resource.physical_id for resource in relay.resources} == {job_arn}


def test_a_relay_is_deleted_once_its_job_has_ended(relay: History) -> None:
    relay.model.add_fault(faults.slow_job(seconds=3000))
    assert not deploy(relay, "a.csv")
    delete(relay)
    assert all(resource.is_deleted for resource in relay.resources)
    assert not [status for status in statuses(relay) if status in RUNNING]
