"""Events as CloudFormation and the waiter sent them to each version of the contract: every later one must take them.

tests/e2e/record_events.py has recorded them. A poll has in it what the function returned when the request began.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cdk_personalize_handler import request as requests
from cdk_personalize_handler.contract import PROPERTIES, ImportProperties
from cdk_personalize_handler.entry import ImportFailed
from cdk_personalize_handler.provider_framework import ProviderFramework
from tests.world import POLL_INTERVAL, START, World

EVENTS = Path(__file__).parent / "events"
RECORDED = sorted(EVENTS.glob("v*/provider_framework/*.json"))
STARTED_JOBS = {
    "create": 1,
    "create-named": 1,
    "update": 1,
    "update-failed": 1,
    "update-in-place": 0,
    "update-rollback": 0,
    "relay-first": 1,
    "relay-first-delete": 0,
    "relay-next": 0,
    "relay-next-delete": 0,
    "delete": 0,
    "delete-replaced": 0,
    "delete-invented-id": 0,
}


@pytest.fixture(params=RECORDED, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def path(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture
def event(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text()))


def is_poll(event: dict[str, Any]) -> bool:
    return "StartedAt" in event


def test_every_kind_of_request_was_recorded_with_its_poll() -> None:
    for version in EVENTS.iterdir():
        kinds = [path.stem for path in RECORDED if version in path.parents]
        assert sorted(kinds) == sorted([*STARTED_JOBS, *(f"{kind}-poll" for kind in STARTED_JOBS)])


def test_each_property_has_been_recorded() -> None:
    recorded = {
        name for path in EVENTS.glob("v*/*/*.json") for name in json.loads(path.read_text())["ResourceProperties"]
    }
    assert recorded == {"ServiceToken", "ServiceTimeout", *PROPERTIES}


def test_a_request_of_an_earlier_version_is_carried_to_its_end(path: Path, event: dict[str, Any]) -> None:
    world = World()
    started_at = event.get("StartedAt", START)
    earlier_jobs = imported_before(world, event, started_at)
    world.stacks.rolling_back = path.stem.startswith("update-rollback")
    if path.stem.startswith("update-failed"):
        with pytest.raises(ImportFailed, match="Input csv is missing"):
            carry_out(world, event)
    elif event["RequestType"] == "Delete":
        assert carry_out(world, event)["PhysicalResourceId"] == event["PhysicalResourceId"]
    else:
        answer = carry_out(world, event)
        assert answer["Data"]["Status"] == "ACTIVE"
        assert answer["Data"]["DatasetImportJobArn"] == answer["PhysicalResourceId"]
    assert len(world.jobs()) - earlier_jobs == STARTED_JOBS[path.stem.removesuffix("-poll")]


def imported_before(world: World, event: dict[str, Any], started_at: float) -> int:
    """Import what the event refers to, and return how many imports that took."""
    world.now = started_at - 1000
    world.objects.content["lake", "bad.csv"] = b"USER_ID\nu1\n"
    properties = event["ResourceProperties"] | {"DataSource": {"DataLocation": "s3://lake/interactions.csv"}}
    before = None if event["RequestType"] == "Create" else event["PhysicalResourceId"]
    referred_to = {before, event["ResourceProperties"].get("DatasetImportJobArn")}
    names = [arn.rpartition("/")[2] for arn in referred_to if arn and ":dataset-import-job/" in arn]
    for name in names:
        world.service.create(name, ImportProperties.from_cloudformation(properties))
    world.wait(1000)
    return len(names)


def carry_out(world: World, event: dict[str, Any]) -> dict[str, Any]:
    """Do as the framework does, from the beginning or in the middle of the wait."""
    framework = ProviderFramework(world.lifecycle, lambda: world.now)
    polled = event if is_poll(event) else {**event, **framework.handle(event)}
    while not (answer := framework.handle(polled))["IsComplete"]:
        world.wait(POLL_INTERVAL)
    return answer


@pytest.mark.parametrize(
    ("started_by", "known_to"),
    [
        ("create", "create-poll"),
        ("create", "update-in-place"),
        ("create", "update-rollback"),
        ("create", "delete-replaced"),
        ("update", "delete"),
        ("relay-first", "relay-first-poll"),
        ("relay-first", "relay-next-delete"),
        ("relay-next", "relay-next-delete"),
    ],
)
@pytest.mark.parametrize("folder", sorted({path.parent for path in RECORDED}), ids=lambda folder: folder.parent.name)
def test_a_job_that_an_earlier_version_has_started_is_found_again(folder: Path, started_by: str, known_to: str) -> None:
    request, later = (json.loads((folder / f"{kind}.json").read_text()) for kind in (started_by, known_to))
    assert requests.parse(request).target_arn != request.get("PhysicalResourceId")
    assert requests.parse(request).target_arn == later["PhysicalResourceId"]


def test_nothing_of_a_real_account_is_recorded(path: Path) -> None:
    text = path.read_text()
    assert set(re.findall(r"\b[0-9]{12}\b", text)) == {"000000000000"}
    assert re.findall(r'"ResponseURL": "(.*)"', text) == [
        "https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/made-up"
    ]
