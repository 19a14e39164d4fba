"""Events as CloudFormation and the waiter sent them to each version of the contract: every later one must take them.

tests/e2e/record_events.py has recorded them. A poll has in it what the function kept when the request began.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cdk_personalize_handler.contract.properties import PROPERTIES, ImportProperties
from cdk_personalize_handler.lifecycle.request import parse_request
from cdk_personalize_handler.provider_framework import ProviderFramework
from cdk_personalize_handler.runtime import ImportFailed
from testing.harness import POLL_INTERVAL, START, Harness
from testing.simulation.crhelper import SimulatedCrhelper
from testing.simulation.response import Event, Response

EVENTS = Path(__file__).parent / "events"
ADDED_SINCE = {"Preflight"}
"""Properties that were not there when the last events were recorded, so that they are left out of all of them."""

RECORDED = sorted(EVENTS.glob("v*/*/*.json"))
STARTED_JOBS = {
    "create": 1,
    "create-named": 1,
    "update": 1,
    "update-failed": 0,  # preflight, which is new, refuses the data
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
NEEDS_NO_POLL = {
    "provider_framework": set(),
    "crhelper": {
        "update-in-place",
        "relay-first-delete",
        "relay-next",
        "relay-next-delete",
        "delete",
        "delete-replaced",
    },
}
"""The requests that need no poll with a waiter."""


@pytest.fixture(params=RECORDED, ids=lambda path: "-".join([*path.parts[-3:-1], path.stem]))
def path(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture
def event(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text()))


def kept(event: Event) -> Event:
    """What the function kept for a poll, with either waiter."""
    return {**event, **event.get("CrHelperData", {})}


def test_every_kind_of_request_was_recorded_with_its_poll() -> None:
    for version in EVENTS.iterdir():
        assert {path.name for path in version.iterdir()} == set(NEEDS_NO_POLL)
        for waiter, responded in NEEDS_NO_POLL.items():
            polls = [f"{kind}-poll" for kind in STARTED_JOBS if kind not in responded]
            assert sorted(path.stem for path in (version / waiter).iterdir()) == sorted([*STARTED_JOBS, *polls])


def test_each_property_of_its_time_has_been_recorded() -> None:
    recorded = {name for path in RECORDED for name in json.loads(path.read_text())["ResourceProperties"]}
    assert recorded == {"ServiceToken", "ServiceTimeout", *PROPERTIES} - ADDED_SINCE


def test_a_request_of_an_earlier_version_is_carried_to_its_end(path: Path, event: dict[str, Any]) -> None:
    harness = Harness()
    started_at = kept(event).get("StartedAt", START)
    earlier_jobs = imported_before(harness, event, started_at)
    harness.stacks.rolling_back = path.stem.startswith("update-rollback")
    response = CARRY_OUT[path.parent.name](harness, event)
    assert response.succeeded == (not path.stem.startswith("update-failed"))
    if not response.succeeded:
        assert ("Input csv is missing" if path.stem.endswith("-poll") else "Preflight found") in response.reason
    elif event["RequestType"] != "Delete":
        assert response.data["Status"] == "ACTIVE"
        assert response.data["DatasetImportJobArn"] == response.physical_id
    if not response.succeeded or event["RequestType"] == "Delete":
        assert response.physical_id == event["PhysicalResourceId"]
    had_passed_preflight = path.stem == "update-failed-poll"
    assert len(harness.jobs()) - earlier_jobs == had_passed_preflight + STARTED_JOBS[path.stem.removesuffix("-poll")]


def imported_before(harness: Harness, event: dict[str, Any], started_at: float) -> int:
    """Import what the event refers to, and return how many imports that took."""
    harness.now = started_at - 1000
    harness.objects.content["lake", "bad.csv"] = b"USER_ID\nu1\n"
    properties = event["ResourceProperties"] | {"DataSource": {"DataLocation": "s3://lake/interactions.csv"}}
    before = None if event["RequestType"] == "Create" else event["PhysicalResourceId"]
    referred_to = {before, event["ResourceProperties"].get("DatasetImportJobArn")}
    names = [arn.rpartition("/")[2] for arn in referred_to if arn and ":dataset-import-job/" in arn]
    for name in names:
        harness.service.create(name, ImportProperties.from_cloudformation(properties))
    harness.wait(1000)
    return len(names)


def wait(harness: Harness, event: Event) -> None:
    """Wait for the next poll, but not without end."""
    assert harness.now < kept(event).get("StartedAt", START) + 3600, "nothing ends"
    harness.wait(POLL_INTERVAL)


def with_the_framework(harness: Harness, event: Event) -> Response:
    """Do as the framework does, from the beginning or in the middle of the wait."""
    framework = ProviderFramework(harness.lifecycle, lambda: harness.now)
    polled = event
    try:
        if "StartedAt" not in event:
            polled = {**event, **framework.handle(event)}
        while not (result := framework.handle(polled))["IsComplete"]:
            wait(harness, event)
    except ImportFailed as failure:
        return Response(event, False, polled["PhysicalResourceId"], {}, str(failure))
    return Response(event, True, result["PhysicalResourceId"], result["Data"], "")


def with_crhelper(harness: Harness, event: Event) -> Response:
    """Let crhelper do it, from the beginning or by the rule that an earlier version has made."""
    responses: list[Response] = []
    waiter = SimulatedCrhelper(harness.lifecycle, lambda: harness.now, 60, lambda function: function, responses.append)
    if "CrHelperRule" in event:
        waiter.events.rules[event["CrHelperRule"].rpartition("/")[2]] = {"1": json.dumps(event)}
    waiter.deliver(event)
    while not responses:
        wait(harness, event)
        waiter.poll()
    assert waiter.is_idle
    (response,) = responses
    return response


CARRY_OUT = {"provider_framework": with_the_framework, "crhelper": with_crhelper}


each_folder = pytest.mark.parametrize(
    "folder", sorted({path.parent for path in RECORDED}), ids=lambda folder: "-".join(folder.parts[-2:])
)


@each_folder
def test_a_wait_that_an_earlier_version_began_ends_in_time(folder: Path) -> None:
    event = json.loads((folder / "create-poll.json").read_text())
    harness = Harness()
    harness.now = kept(event)["StartedAt"] + float(event["ResourceProperties"]["Timeout"])
    response = CARRY_OUT[folder.name](harness, event)
    assert not response.succeeded
    assert "Timed out" in response.reason


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
@each_folder
def test_a_job_that_an_earlier_version_has_started_is_found_again(folder: Path, started_by: str, known_to: str) -> None:
    request, later = (json.loads((folder / f"{kind}.json").read_text()) for kind in (started_by, known_to))
    assert parse_request(request).expected_physical_id != request.get("PhysicalResourceId")
    assert parse_request(request).expected_physical_id == kept(later)["PhysicalResourceId"]


def test_nothing_of_a_real_account_is_recorded(path: Path) -> None:
    text = path.read_text()
    assert set(re.findall(r"\b[0-9]{12}\b", text)) == {"000000000000"}
    assert re.findall(r'"ResponseURL": "(.*)"', text) == [
        "https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/made-up"
    ]
