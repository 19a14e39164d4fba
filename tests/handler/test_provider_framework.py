import logging
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from cdk_personalize_handler import provider_framework
from cdk_personalize_handler.contract.constraints import InvalidValue
from cdk_personalize_handler.provider_framework import ProviderFramework, handler
from cdk_personalize_handler.runtime import ImportFailed
from testing import events
from testing.harness import POLL_INTERVAL, Harness

Poll = Callable[[], dict[str, Any]]


@pytest.fixture
def harness(monkeypatch: pytest.MonkeyPatch) -> Harness:
    harness = Harness()
    framework = ProviderFramework(harness.lifecycle, lambda: harness.now)
    monkeypatch.setattr(provider_framework, "_framework", lambda: framework)
    return harness


def start(event: dict[str, Any]) -> tuple[dict[str, Any], Poll]:
    """Call the function as the framework does: what it returns is merged into the event of each poll."""
    result = handler(event, None)
    return result, lambda: handler({**event, **result}, None)


def finish(harness: Harness, poll: Poll) -> dict[str, Any]:
    while not (response := poll())["IsComplete"]:
        assert response == {"IsComplete": False}  # anything beside it would be an error of the framework
        harness.wait(POLL_INTERVAL)
    return response


def test_the_resource_is_named_after_the_job_before_the_job_has_ended(harness: Harness) -> None:
    result, poll = start(events.create())
    (job,) = harness.jobs()
    assert result["PhysicalResourceId"] == job["datasetImportJobArn"]
    assert job["status"] == "CREATE PENDING"
    assert finish(harness, poll)["Data"]["Status"] == "ACTIVE"


def test_an_update_is_the_same_request_in_each_poll(harness: Harness) -> None:
    created = events.create()
    first, poll = start(created)
    finish(harness, poll)
    _, poll = start(events.update(first["PhysicalResourceId"], created, DataVersion="2"))
    response = finish(harness, poll)
    assert len(harness.jobs()) == 2
    assert response["PhysicalResourceId"] == response["Data"]["DatasetImportJobArn"] != first["PhysicalResourceId"]


def test_an_update_has_the_old_id_until_it_has_succeeded(harness: Harness) -> None:
    created = events.create()
    first, poll = start(created)
    finish(harness, poll)
    second, _ = start(events.update(first["PhysicalResourceId"], created, DataVersion="2"))
    assert second["PhysicalResourceId"] == first["PhysicalResourceId"]


def test_a_delete_keeps_the_id_and_waits(harness: Harness) -> None:
    created, _ = start(events.create())
    deleted, poll = start(events.delete(created["PhysicalResourceId"]))
    assert deleted["PhysicalResourceId"] == created["PhysicalResourceId"]
    assert finish(harness, poll) == {
        "IsComplete": True,
        "PhysicalResourceId": created["PhysicalResourceId"],
        "Data": {},
    }
    assert harness.jobs()[0]["status"] == "ACTIVE"


def test_a_failure_is_raised_with_its_reason(harness: Harness) -> None:
    harness.objects.content["lake", "interactions.csv"] = b"USER_ID,TIMESTAMP\nu1,1700000000\n"
    _, poll = start(events.create(Preflight="OFF"))
    with pytest.raises(ImportFailed, match=r"^Input csv is missing the following columns: \[ITEM_ID\]"):
        finish(harness, poll)


def test_a_bad_property_is_rejected_before_any_call_of_the_service(harness: Harness) -> None:
    calls = len(harness.model.calls)
    with pytest.raises(InvalidValue, match="Datasetarn"):
        handler(events.create(Datasetarn="x"), None)
    assert len(harness.model.calls) == calls


def test_the_log_has_the_outcome_and_no_response_url(harness: Harness, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        _, poll = start(events.create())
        finish(harness, poll)
    text = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert "the import job is CREATE IN_PROGRESS" in text
    assert "succeeded" in text
    assert "secret-signature" not in text


def test_the_function_starts_without_the_cdk_and_connects_only_when_it_is_called() -> None:
    program = (
        "import sys, cdk_personalize_handler.provider_framework;"
        "sys.exit('aws_cdk' in sys.modules or 'botocore.client' in sys.modules and bool("
        "cdk_personalize_handler.provider_framework._framework.cache_info().currsize))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
