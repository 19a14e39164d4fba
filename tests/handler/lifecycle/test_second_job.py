"""A job that is denied the data while its permissions may still propagate, and the second one that takes its place."""

from typing import Any

import pytest

from cdk_personalize_handler.lifecycle import rules
from cdk_personalize_handler.lifecycle.failure_reasons import render
from cdk_personalize_handler.lifecycle.import_job import ImportJob
from cdk_personalize_handler.lifecycle.outcomes import Fail, Succeed, Wait
from cdk_personalize_handler.lifecycle.request import ImportRequest, parse_request
from cdk_personalize_handler.provider_framework import MAX_REASON_LENGTH
from local_aws.personalize import faults
from testing import events
from testing.harness import IMPORT_SECONDS, POLL_INTERVAL, START, Harness

DENIED = "Insufficient privileges for accessing data in S3."


@pytest.fixture
def harness() -> Harness:
    return Harness()


def deny(harness: Harness, *, seconds: float = 0, times: int = 1) -> None:
    """Let the next jobs run for so many seconds, after 30 s in which they are pending, and fail."""
    harness.model.add_fault(faults.JobFault(seconds=seconds, reason=DENIED, times=times))


def parse(event: dict[str, Any]) -> ImportRequest:
    request = parse_request(event)
    assert isinstance(request, ImportRequest)
    return request


def first_and_second(event: dict[str, Any]) -> tuple[str, str]:
    """The ARNs of the two jobs of a request."""
    first = parse(event).job_arn
    second = ImportJob(arn=first, is_denied=True).second_arn
    assert second
    return first, second


def started(harness: Harness) -> list[tuple[float, str]]:
    """The jobs: when they were started, in seconds since the beginning, and what became of them."""
    return [(float(job["creationDateTime"]) - START, job["status"]) for job in harness.jobs()]


def reason_of(outcome: object) -> str:
    assert isinstance(outcome, Fail), outcome
    return render(outcome, MAX_REASON_LENGTH)


@pytest.mark.parametrize(
    "job",
    [
        ImportJob(arn=first_and_second(events.create())[0]),
        ImportJob(arn=parse(events.create(JobName="nightly")).job_arn, is_denied=True),
    ],
    ids=["not denied", "explicit name"],
)
def test_no_other_job_has_a_second_one(job: ImportJob) -> None:
    assert job.second_arn is None


def test_a_job_that_is_denied_new_permissions_is_followed_by_one_that_starts_when_they_have_propagated(
    harness: Harness,
) -> None:
    deny(harness)
    outcome = harness.run(events.create(Tags=[{"Key": "team", "Value": "search"}]))
    assert started(harness) == [(0, "CREATE FAILED"), (rules.PERMISSIONS_PROPAGATE_WITHIN, "ACTIVE")]
    assert isinstance(outcome, Succeed)
    _, second = first_and_second(events.create())
    assert (outcome.physical_id, outcome.attributes["DatasetImportJobArn"]) == (second, second)
    assert outcome.attributes["Status"] == "ACTIVE"
    assert harness.service.tags_of(second) == {"team": "search"}


def test_the_wait_for_the_second_job_says_why(harness: Harness) -> None:
    deny(harness)
    request = parse(events.create())
    harness.lifecycle.on_event(request, START)
    harness.wait(60)
    outcome = harness.lifecycle.poll(request, START)
    assert isinstance(outcome, Wait)
    words = "waiting for IAM permissions to propagate before a second import job is started"
    assert outcome.why == f"{DENIED.rstrip('.')}; {words}"
    assert outcome.job_arn == first_and_second(events.create())[1]


def test_a_job_that_is_denied_after_the_permissions_have_propagated_is_followed_by_one_at_once(
    harness: Harness,
) -> None:
    deny(harness, seconds=400)
    assert isinstance(harness.run(events.create()), Succeed)
    assert started(harness) == [(0, "CREATE FAILED"), (430, "ACTIVE")]


def test_a_second_job_that_is_denied_too_fails_the_request(harness: Harness) -> None:
    deny(harness, times=2)
    reason = reason_of(harness.run(events.create()))
    assert [status for _, status in started(harness)] == ["CREATE FAILED"] * 2
    assert reason.startswith(DENIED.rstrip("."))
    assert first_and_second(events.create())[1] in reason


def test_a_second_job_that_is_refused_fails_the_request(harness: Harness) -> None:
    deny(harness, seconds=400)
    request = parse(events.create())
    harness.lifecycle.on_event(request, START)
    harness.wait(430)
    harness.model.add_fault(faults.error("CreateDatasetImportJob", "InvalidInputException", DENIED))
    reason = reason_of(harness.lifecycle.poll(request, START))
    assert f"{first_and_second(events.create())[1]} into movies/INTERACTIONS" in reason
    assert "was not started" in reason


@pytest.mark.parametrize(("waited", "jobs"), [(120, 2), (130, 1)])
def test_only_a_job_that_was_created_while_permissions_may_propagate_is_followed_by_another(
    harness: Harness, waited: int, jobs: int
) -> None:
    harness.model.add_fault(faults.throttle("CreateDatasetImportJob", times=waited // POLL_INTERVAL))
    deny(harness)
    outcome = harness.run(events.create())
    assert isinstance(outcome, Succeed) is (jobs == 2)
    assert started(harness)[0] == (waited, "CREATE FAILED")
    assert len(harness.jobs()) == jobs


@pytest.mark.parametrize("reason", ["Something went wrong", "Input csv is missing the following columns: [ITEM_ID]"])
def test_a_job_that_fails_for_another_reason_is_the_only_one(harness: Harness, reason: str) -> None:
    harness.model.add_fault(faults.failing_job(reason))
    assert reason in reason_of(harness.run(events.create()))
    assert len(harness.jobs()) == 1


def test_an_explicit_name_has_no_second_job(harness: Harness) -> None:
    deny(harness)
    assert DENIED.rstrip(".") in reason_of(harness.run(events.create(JobName="nightly")))
    assert len(harness.jobs()) == 1


def test_a_job_that_is_denied_in_the_last_attempt_fails_the_request(harness: Harness) -> None:
    deny(harness, seconds=80)
    reason = reason_of(harness.run(events.create(Timeout="120")))
    assert reason.startswith(DENIED.rstrip("."))
    assert first_and_second(events.create())[0] in reason
    assert len(harness.jobs()) == 1


def test_no_second_job_starts_for_a_request_that_cloudformation_has_cancelled(harness: Harness) -> None:
    deny(harness)
    request = parse(events.create())
    harness.lifecycle.on_event(request, START)
    harness.wait(150)
    harness.stacks.waiting = False
    assert "CloudFormation cancelled this resource" in reason_of(harness.lifecycle.poll(request, START))
    assert len(harness.jobs()) == 1


def test_a_repeated_event_follows_the_second_job_and_starts_no_third(harness: Harness) -> None:
    deny(harness, times=2)
    harness.run(events.create())
    harness.wait(600)
    reason = reason_of(harness.run(events.create()))
    assert reason.startswith(DENIED.rstrip("."))
    assert first_and_second(events.create())[1] in reason
    assert len(harness.jobs()) == 2


def test_a_second_job_that_a_repetition_has_started_meanwhile_is_waited_for(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    deny(harness, seconds=400)
    request = parse(events.create())
    _, second = first_and_second(events.create())
    harness.lifecycle.on_event(request, START)
    harness.wait(430)
    harness.lifecycle.poll(request, START)
    describe = harness.service.describe
    monkeypatch.setattr(harness.service, "describe", lambda arn: None if arn == second else describe(arn))
    outcome = harness.lifecycle.poll(request, START)
    assert isinstance(outcome, Wait)
    assert "already exists" in outcome.why
    assert len(harness.jobs()) == 2


def test_the_second_job_is_followed_however_late_the_poll(harness: Harness) -> None:
    deny(harness)
    request = parse(events.create())
    harness.lifecycle.on_event(request, START)
    harness.wait(150)
    harness.lifecycle.poll(request, START)
    harness.wait(IMPORT_SECONDS + 60)
    outcome = harness.lifecycle.poll(request, START - 3600)
    assert isinstance(outcome, Succeed)
    assert outcome.physical_id == first_and_second(events.create())[1]


def test_an_update_has_a_second_job_and_its_data_is_not_imported_again(harness: Harness) -> None:
    old = events.create()
    before = harness.run(old)
    assert isinstance(before, Succeed)
    deny(harness)
    event = events.update(before.physical_id, old, DataVersion="2")
    after = harness.run(event)
    assert isinstance(after, Succeed)
    assert after.physical_id == first_and_second(event)[1]
    again = harness.run(events.update(before.physical_id, old, "request-9", DataVersion="2"))
    assert isinstance(again, Succeed)
    assert again.physical_id == after.physical_id
    assert len(harness.jobs()) == 3


@pytest.mark.parametrize("name", [None, "nightly"])
def test_a_rollback_has_a_second_job(harness: Harness, name: str | None) -> None:
    old = events.create(JobName=name)
    assert isinstance(harness.run(old), Succeed)
    new = events.update(parse(old).job_arn, old, DataVersion="2")
    rejected = harness.run(new)
    assert isinstance(rejected, Succeed)
    harness.stacks.rolling_back = True
    deny(harness)
    restored = harness.run(events.update(rejected.physical_id, new, "request-9", JobName=name))
    assert isinstance(restored, Succeed)
    assert [status for _, status in started(harness)] == ["ACTIVE", "ACTIVE", "CREATE FAILED", "ACTIVE"]
    assert restored.physical_id == harness.jobs()[-1]["datasetImportJobArn"]


def test_a_relay_hands_the_second_job_over_before_it_is_started(harness: Harness) -> None:
    deny(harness, seconds=30)
    first, second = first_and_second(events.create())
    outcome = harness.run(events.create(HandOver="true", Timeout="70"))
    assert isinstance(outcome, Succeed)
    assert (outcome.physical_id, outcome.attributes["DatasetImportJobArn"]) == (second, second)
    assert len(harness.jobs()) == 1
    relay = {"DatasetImportJobArn": second, "RelayOf": events.create()["LogicalResourceId"]}
    next_link = events.create("request-9", **relay) | {"LogicalResourceId": "Next"}
    assert isinstance(harness.run(next_link), Succeed)
    assert [job["datasetImportJobArn"] for job in harness.jobs()] == [first, second]


def test_a_link_follows_the_second_job_of_a_denied_one_but_starts_none(harness: Harness) -> None:
    deny(harness)
    first, second = first_and_second(events.create())
    request = parse(events.create())
    harness.lifecycle.on_event(request, START)
    harness.wait(60)
    relay = {"DatasetImportJobArn": first, "RelayOf": events.create()["LogicalResourceId"]}
    next_link = events.create("request-9", **relay) | {"LogicalResourceId": "Next"}
    assert first in reason_of(harness.run(next_link))
    assert len(harness.jobs()) == 1

    harness.wait(60)
    harness.lifecycle.poll(request, START)
    outcome = harness.run(next_link)
    assert isinstance(outcome, Succeed)
    assert outcome.physical_id == second


@pytest.mark.parametrize("which", [0, 1])
def test_a_delete_waits_for_the_second_job(harness: Harness, which: int) -> None:
    deny(harness, seconds=400)
    request = parse(events.create())
    harness.lifecycle.on_event(request, START)
    harness.wait(430)
    harness.lifecycle.poll(request, START)
    assert isinstance(harness.run(events.delete(first_and_second(events.create())[which])), Succeed)
    assert [status for _, status in started(harness)] == ["CREATE FAILED", "ACTIVE"]


def test_a_delete_allows_for_a_second_job_that_is_starting(harness: Harness) -> None:
    deny(harness, seconds=400)
    request = parse(events.create())
    harness.lifecycle.on_event(request, START)
    harness.wait(430)
    delete = parse_request(events.delete(request.job_arn))
    assert isinstance(harness.lifecycle.on_event(delete, harness.now), Wait)
    harness.lifecycle.poll(request, START)
    harness.wait(POLL_INTERVAL)
    outcome = harness.lifecycle.poll(delete, harness.now - POLL_INTERVAL)
    assert isinstance(outcome, Wait)
    assert first_and_second(events.create())[1] in outcome.why


@pytest.mark.parametrize("reason", [DENIED, "Something went wrong"])
def test_a_delete_after_a_failure_that_nothing_follows_does_not_wait(harness: Harness, reason: str) -> None:
    harness.model.add_fault(faults.JobFault(seconds=0, reason=reason, times=2))
    reason_of(harness.run(events.create()))
    now = harness.now
    assert isinstance(harness.run(events.delete(parse(events.create()).job_arn)), Succeed)
    assert harness.now == now
