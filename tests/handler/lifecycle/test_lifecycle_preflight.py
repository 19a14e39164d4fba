"""When the data is inspected: in the first delivery of a request that asks for other data, and at no other time."""

from typing import Any

import pytest

from cdk_personalize_handler.lifecycle.outcomes import Fail, Succeed, Wait
from cdk_personalize_handler.lifecycle.request import parse_request
from testing import events
from testing.harness import World

OTHER = {"DataLocation": "s3://lake/newer.csv"}


@pytest.fixture
def world() -> World:
    return World()


def spoil(world: World) -> None:
    for name in ("interactions.csv", "newer.csv"):
        world.objects.content["lake", name] = b"USER_ID,TIMESTAMP\n"


def begin(world: World, event: dict[str, Any]) -> Wait | Succeed | Fail:
    return world.lifecycle.on_event(parse_request(event), world.now)


def test_it_is_while_an_earlier_import_of_the_resource_runs(world: World) -> None:
    created = events.create()
    assert isinstance(begin(world, created), Wait)
    arn = world.jobs()[0]["datasetImportJobArn"]
    spoil(world)
    assert isinstance(begin(world, events.update(arn, created, DataSource=OTHER)), Fail)
    assert len(world.jobs()) == 1


def test_it_is_not_where_the_data_that_is_asked_for_is_there(world: World) -> None:
    created = world.run(events.create())
    assert isinstance(created, Succeed)
    spoil(world)
    rejected = events.create(DataSource=OTHER)
    assert isinstance(begin(world, events.update(created.physical_id, rejected)), Succeed)
    assert len(world.data.read) == 1


def test_it_is_not_for_a_job_that_the_resource_before_it_has_started(world: World) -> None:
    follows = "arn:aws:personalize:us-east-1:000000000000:dataset-import-job/before"
    spoil(world)
    assert isinstance(begin(world, events.create(DatasetImportJobArn=follows, RelayOf="First")), Wait)
    assert world.data.read == []


def test_it_is_not_in_a_poll(world: World) -> None:
    spoil(world)
    assert isinstance(world.lifecycle.poll(parse_request(events.create()), world.now), Wait)
    assert world.data.read == []


def test_it_is_not_in_a_rollback(world: World) -> None:
    created = events.create()
    first = world.run(created)
    assert isinstance(first, Succeed)
    spoil(world)
    world.stacks.rolling_back = True
    begin(world, events.update(first.physical_id, created, DataSource=OTHER))
    assert len(world.data.read) == 1
