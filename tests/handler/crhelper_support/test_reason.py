"""Every reason that `answers` gives, with the longest names and locations, in 256 characters."""

from typing import Any

import pytest

from cdk_personalize_handler.crhelper_support.reason import shorten
from cdk_personalize_handler.lifecycle import failure_reasons as reasons
from cdk_personalize_handler.lifecycle import request as requests
from cdk_personalize_handler.lifecycle.failure_reasons import BRIEF_LENGTH
from cdk_personalize_handler.lifecycle.import_job import ImportJob
from cdk_personalize_handler.lifecycle.next_steps import CONTINUE_ROLLBACK
from cdk_personalize_handler.lifecycle.outcomes import Wait
from cdk_personalize_handler.lifecycle.request import ImportRequest
from testing import events

GROUP = "g" * 63
DATASET_ARN = f"arn:aws:personalize:us-east-1:000000000000:dataset/{GROUP}/INTERACTIONS"
LOCATION = "s3://" + "b" * 63 + "/" + "k" * 187
NAME = "n" * 63
WORDS = (
    "Input csv has rows that do not conform to the dataset schema. Please ensure all required data fields are present "
    "and that they are of the type specified in the schema."
)


def asked(**changes: Any) -> ImportRequest:
    event = events.create(DatasetArn=DATASET_ARN, DataSource={"DataLocation": LOCATION}, JobName=NAME, **changes)
    request = requests.parse(event)
    assert isinstance(request, ImportRequest)
    return request


def job(**fields: Any) -> ImportJob:
    told: dict[str, Any] = {"dataset_arn": DATASET_ARN, "data_location": LOCATION, "status": "CREATE FAILED"}
    return ImportJob(arn=asked().job_arn, name=NAME, **told, **fields)


@pytest.mark.parametrize(
    ("reason", "stays"),
    [
        (reasons.import_failed(job(failure_reason=WORDS)), [WORDS[:-1], f"{NAME} is CREATE FAILED."]),
        (
            reasons.import_failed(job(failure_reason="Input csv is missing the following columns: [ITEM_ID]")),
            ["Input csv is missing the following columns: [ITEM_ID]. n", f"{NAME} is CREATE FAILED. The header row"],
        ),
        (
            reasons.import_failed(job(failure_reason="Too long; " * 99)),
            ["Too long; Too", "... n", "is CREATE FAILED."],
        ),
        (reasons.not_started(asked(), WORDS), [WORDS[:100], f"{NAME} was not started."]),
        (
            reasons.not_followed(asked(), "not authorized"),
            ["not authorized. ", "it runs on if it has been started."],
        ),
        (
            reasons.timed_out(asked(), 3000, Wait("the import job is CREATE IN_PROGRESS", is_running=True)),
            ["Timed out after 3000 s: the import job is CREATE IN_PROGRESS. ", "runs on", "Set timeout, now 3600 s"],
        ),
        (
            reasons.timed_out(asked(), 3000, Wait(reasons.NEVER_STARTED)),
            ["Timed out", "was never started."],
        ),
        (
            reasons.with_next_step(
                reasons.timed_out(asked(), 3000, Wait(WORDS, is_running=True), is_rolled_back=True),
                CONTINUE_ROLLBACK,
            ),
            [
                "Timed out after 3000 s: Input csv",
                "... n",
                "runs on, since it cannot be stopped. Continue with 'cdk roll",
            ],
        ),
        (reasons.name_taken(job()), [f"JobName '{NAME}' is taken by another import. "]),
        (
            reasons.job_is_gone(asked()),
            ["Personalize has no import job ", "Change DataVersion to import again."],
        ),
        (reasons.given_up(asked()), ["CloudFormation no longer waits", "will not be started."]),
    ],
)
def test_the_cause_comes_first_and_the_job_stays(reason: str, stays: list[str]) -> None:
    short = shorten(reason, asked())
    assert len(short) <= BRIEF_LENGTH
    assert short.startswith(reason[:14])
    assert NAME in short
    for words in stays:
        assert words in short


def test_a_short_reason_stays_as_it_is() -> None:
    assert shorten("Rate exceeded", asked()) == "Rate exceeded"


@pytest.mark.parametrize("reason", ["x" * 300, "x" * 256, "y " * 128])
def test_a_reason_without_a_job_is_cut_at_its_end(reason: str) -> None:
    assert len(shorten(reason, None)) <= BRIEF_LENGTH
    assert shorten(reason, None)[:200] == reason[:200]
