"""When preflight runs: in the first delivery of a request for other data, and at no other time."""

from typing import Any

import pytest

from cdk_personalize_handler.lifecycle.outcomes import Fail, Succeed, Wait
from cdk_personalize_handler.lifecycle.request import parse_request
from testing import events
from testing.harness import Harness

OTHER = {"DataLocation": "s3://lake/newer.csv"}


@pytest.fixture
def harness() -> Harness:
    return Harness()


def spoil(harness: Harness) -> None:
    for name in ("interactions.csv", "newer.csv"):
        harness.objects.content["lake", name] = b"USER_ID,TIMESTAMP\n"


def begin(harness: Harness, event: dict[str, Any]) -> Wait | Succeed | Fail:
    return harness.lifecycle.on_event(parse_request(event), harness.now)


def test_preflight_runs_while_an_earlier_import_of_the_resource_runs(harness: Harness) -> None:
    created = events.create()
    assert isinstance(begin(harness, created), Wait)
    arn = harness.jobs()[0]["datasetImportJobArn"]
    spoil(harness)
    assert isinstance(begin(harness, events.update(arn, created, DataSource=OTHER)), Fail)
    assert len(harness.jobs()) == 1


def test_preflight_does_not_run_where_the_requested_data_is_there(harness: Harness) -> None:
    created = harness.run(events.create())
    assert isinstance(created, Succeed)
    spoil(harness)
    rejected = events.create(DataSource=OTHER)
    assert isinstance(begin(harness, events.update(created.physical_id, rejected)), Succeed)
    assert len(harness.data.read) == 1


def test_preflight_does_not_run_for_a_job_that_the_resource_before_has_started(harness: Harness) -> None:
    follows = "arn:aws:personalize:us-east-1:000000000000:dataset-import-job/before"
    spoil(harness)
    assert isinstance(begin(harness, events.create(DatasetImportJobArn=follows, RelayOf="First")), Wait)
    assert harness.data.read == []


def test_preflight_does_not_run_in_a_poll(harness: Harness) -> None:
    spoil(harness)
    assert isinstance(harness.lifecycle.poll(parse_request(events.create()), harness.now), Wait)
    assert harness.data.read == []


def test_preflight_does_not_run_in_a_rollback(harness: Harness) -> None:
    created = events.create()
    first = harness.run(created)
    assert isinstance(first, Succeed)
    spoil(harness)
    harness.stacks.rolling_back = True
    begin(harness, events.update(first.physical_id, created, DataSource=OTHER))
    assert len(harness.data.read) == 1
