"""What a failure tells to do must be possible in the state in which the stack then is."""

from typing import Any

import pytest

from cdk_personalize_handler.lifecycle import failures
from cdk_personalize_handler.lifecycle.failure_reasons import render
from cdk_personalize_handler.lifecycle.next_steps import next_step_after
from cdk_personalize_handler.lifecycle.outcomes import Fail, NextStep, Wait
from cdk_personalize_handler.lifecycle.ports import AccessDenied, Retryable
from cdk_personalize_handler.lifecycle.request import parse_request
from cdk_personalize_handler.provider_framework import MAX_REASON_LENGTH
from local_aws.personalize import faults
from testing import events
from testing.harness import Harness, Stacks

UPDATE = events.update("the-old-id", events.create(), DataVersion="2")
DELETE = events.delete("the-id")


@pytest.fixture
def harness() -> Harness:
    return Harness()


@pytest.mark.parametrize(
    ("event", "state", "step"),
    [
        (events.create(), {}, "Deploy again."),
        (UPDATE, {}, "Deploy again after the rollback."),
        (
            UPDATE,
            {"rolling_back": True},
            "Continue the rollback with 'cdk rollback' or 'aws cloudformation continue-up",
        ),
        (DELETE, {}, "Delete the stack again."),
        (DELETE, {"cleaning_up": True}, "CloudFormation tries the cleanup three times, and then continues"),
    ],
)
def test_what_helps_follows_from_what_cloudformation_was_doing(
    event: dict[str, Any], state: dict[str, bool], step: str
) -> None:
    stacks = Stacks()
    vars(stacks).update(state)
    found = next_step_after(parse_request(event), stacks)
    assert found
    assert found.value.startswith(step)


@pytest.mark.parametrize("error", [Retryable("Rate exceeded"), AccessDenied("not authorized")])
@pytest.mark.parametrize("event", [UPDATE, DELETE])
def test_nothing_is_proposed_where_the_state_is_not_to_be_learnt(event: dict[str, Any], error: Exception) -> None:
    class Unknown(Stacks):
        def is_rolling_back(self, stack_id: str) -> bool:  # noqa: ARG002
            raise error

        is_cleaning_up = is_rolling_back

    assert next_step_after(parse_request(event), Unknown()) is None


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("Insufficient privileges for accessing data in S3", "it may not have propagated yet."),
        ("Input csv is missing the following columns: [ITEM_ID]", "no byte-order mark."),
        ("Something that nobody has seen", "is CREATE FAILED."),
    ],
)
@pytest.mark.parametrize(
    ("rolling_back", "step"),
    [
        (False, "Deploy again after the rollback."),
        (True, "Continue the rollback with 'cdk rollback' or 'aws cloudformation continue-update-rollback'."),
    ],
)
def test_a_failed_import_ends_with_what_helps_then(
    harness: Harness, words: str, remedy: str, rolling_back: bool, step: str
) -> None:
    harness.stacks.rolling_back = rolling_back
    harness.model.add_fault(faults.failing_job(words, times=2))
    outcome = harness.run(UPDATE)
    assert isinstance(outcome, Fail)
    reason = render(outcome, MAX_REASON_LENGTH)
    assert reason.endswith(f"{remedy} {step}")
    assert "deploy again" not in reason.removesuffix(step).lower()


def test_a_rollback_that_times_out_does_not_propose_a_longer_timeout(harness: Harness) -> None:
    harness.stacks.rolling_back = True
    harness.model.add_fault(faults.slow_job(seconds=9999))
    outcome = harness.run(events.update("the-old-id", events.create(), DataVersion="2", Timeout="600"))
    assert isinstance(outcome, Fail)
    reason = render(outcome, MAX_REASON_LENGTH)
    assert "Set timeout" not in reason
    assert "continues, since it cannot be stopped. Wait until it ends. Continue the rollback" in reason


def test_a_rollback_that_never_started_says_how_it_is_continued(harness: Harness) -> None:
    harness.stacks.rolling_back = True
    harness.model.add_fault(faults.throttle("CreateDatasetImportJob", times=9999))
    outcome = harness.run(events.update("the-old-id", events.create(), DataVersion="2", Timeout="600"))
    assert isinstance(outcome, Fail)
    reason = render(outcome, MAX_REASON_LENGTH)
    assert "Set timeout" not in reason
    assert "was never started. Continue the rollback" in reason


@pytest.mark.parametrize(
    ("properties", "is_rolled_back", "seconds"),
    [
        ({"DataVersion": "2"}, False, 7200),
        ({"DataVersion": "2"}, True, 540),
        ({"DataVersion": "2", "HandOver": "true"}, False, 540),
        ({"DataVersion": "2", "HandOver": "true"}, True, 540),
        ({"Tags": []}, False, 540),
        ({"Tags": []}, True, 540),
        ({"DataVersion": "2", "RelayTimeout": None}, False, 540),
    ],
)
def test_the_time_that_is_named_has_passed(properties: dict[str, Any], is_rolled_back: bool, seconds: int) -> None:
    """That of a whole relay has only at its end, where a new import has walked down to it."""
    relay = {"RelayTimeout": "7200"}
    request = parse_request(events.update("the-old-id", events.create(**relay), **{**relay, **properties}))
    step = NextStep.CONTINUE_ROLLBACK if is_rolled_back else NextStep.DEPLOY_AGAIN_LATER
    reason = render(failures.timed_out(request, 540, Wait("the job is PENDING"), step), MAX_REASON_LENGTH)
    assert reason.startswith(f"Timed out after {seconds} s: the job is PENDING. ")
