"""The reason of every failure, with the longest names and locations, at both lengths."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_handler.crhelper_waiter import MAX_REASON_LENGTH as CRHELPER
from cdk_personalize_handler.lifecycle import failures
from cdk_personalize_handler.lifecycle.failure_reasons import render
from cdk_personalize_handler.lifecycle.import_job import ImportJob
from cdk_personalize_handler.lifecycle.outcomes import Context, Fail, JobArn, JobState, NextStep, Wait
from cdk_personalize_handler.lifecycle.ports import Rejected
from cdk_personalize_handler.lifecycle.request import ImportRequest, parse_request
from cdk_personalize_handler.provider_framework import MAX_REASON_LENGTH as FRAMEWORK
from testing import events
from tests.handler.lifecycle import refusals

ARN = "arn:aws-us-gov:personalize:us-gov-west-1:000000000000:"
JOB = ImportJob(
    arn=f"{ARN}dataset-import-job/{'j' * 63}",
    dataset_arn=f"{ARN}dataset/{'g' * 63}/ACTION_INTERACTIONS",
    data_location="s3://" + "x" * 251,
    role_arn="arn:aws-us-gov:iam::000000000000:role/" + "r" * 64,
    status="CREATE FAILED",
)
NO_ACCESS = refusals.OF_THE_BUCKET
GROUP = "g" * 63
DATASET_ARN = f"arn:aws:personalize:us-east-1:000000000000:dataset/{GROUP}/INTERACTIONS"
LOCATION = "s3://" + "b" * 63 + "/" + "k" * 187
NAME = "n" * 63
WORDS = (
    "Input csv has rows that do not conform to the dataset schema. Please ensure all required data fields are present "
    "and that they are of the type specified in the schema."
)
RUNNING = Wait("the import job is CREATE IN_PROGRESS", job=JobState.RUNS)


def requested(**changes: Any) -> ImportRequest:
    event = events.create(DatasetArn=DATASET_ARN, DataSource={"DataLocation": LOCATION}, JobName=NAME, **changes)
    request = parse_request(event)
    assert isinstance(request, ImportRequest)
    return request


def job(**fields: Any) -> ImportJob:
    place: dict[str, Any] = {"dataset_arn": DATASET_ARN, "data_location": LOCATION, "status": "CREATE FAILED"}
    return ImportJob(arn=requested().job_arn, name=NAME, **place, **fields)


@given(st.text(max_size=5000) | st.sampled_from([NO_ACCESS, "missing the following columns"]))
def test_a_reason_stays_short_and_keeps_the_job_and_the_location_whatever_the_service_says(words: str) -> None:
    reason = render(failures.import_failed(dataclasses.replace(JOB, failure_reason=words)), FRAMEWORK)
    assert len(reason) <= FRAMEWORK
    assert JOB.arn in reason
    assert JOB.data_location in reason
    assert reason.isprintable() or not words.isprintable()


def test_a_failure_without_a_reason_still_says_something() -> None:
    assert render(failures.import_failed(JOB), FRAMEWORK).startswith("the job ended as CREATE FAILED")


UNKNOWN_VARIANT = "Insufficient privileges for accessing data in S3"


@pytest.mark.parametrize(
    ("words", "named", "not_named"),
    [
        (refusals.OF_THE_ROLE, f"Role {'r' * 64} needs s3:ListBucket and s3:GetObject.", "bucket policy"),
        (
            refusals.OF_THE_BUCKET,
            "The bucket policy must allow personalize.amazonaws.com s3:ListBucket and s3:GetObject.",
            "ole ",
        ),
    ],
    ids=["role", "bucket"],
)
@pytest.mark.parametrize("limit", [FRAMEWORK, CRHELPER])
def test_the_policy_of_the_services_sentence_is_named_even_where_little_room_is_left(
    words: str, named: str, not_named: str, limit: int
) -> None:
    for failure in (
        failures.import_failed(dataclasses.replace(JOB, name=NAME, failure_reason=words)),
        failures.not_started(requested(RoleArn=JOB.role_arn), Rejected(f"{words} (InvalidInputException)")),
    ):
        reason = render(failure, limit)
        assert reason.startswith(UNKNOWN_VARIANT)
        assert named in reason
        assert not_named not in reason


@pytest.mark.parametrize("words", [refusals.OF_THE_ROLE, refusals.OF_THE_BUCKET])
def test_the_services_sentence_and_the_remedy_have_room_beside_each_other(words: str) -> None:
    failed = dataclasses.replace(JOB, failure_reason=words, data_location="s3://lake/interactions/")
    failure = dataclasses.replace(failures.import_failed(failed), next_step=NextStep.CONTINUE_ROLLBACK)
    reason = render(failure, FRAMEWORK)
    for part in (words, JOB.arn, "s3://lake/interactions/", *failure.remedies):
        assert part in reason


def test_all_policies_are_named_where_the_service_does_not_say_which() -> None:
    failed = dataclasses.replace(JOB, failure_reason=UNKNOWN_VARIANT, data_location="s3://lake/x/")
    reason = render(failures.import_failed(failed), FRAMEWORK)
    for policy in (f"by role {'r' * 64}", "bucket policy", "key policy"):
        assert policy in reason


@pytest.mark.parametrize(
    ("name", "change"),
    [("Recommendations-InteractionsA4-0c6718b2-08754ac4-38a80237", "DataVersion"), ("nightly", "JobName")],
)
def test_old_data_that_is_not_restored_is_imported_by_a_change_that_makes_another_job(name: str, change: str) -> None:
    old = dataclasses.replace(JOB, arn=f"{ARN}dataset-import-job/{name}", name=name, data_location="s3://lake/old/")
    remedy = (
        f"keeps the data of the rejected update: after the rollback is complete, change {change} and deploy to import "
    )
    for failure in (
        failures.import_failed(old, failures.restored_by_hand(old, is_named=True)),
        failures.not_restored(old, Rejected("The bucket is gone")),
    ):
        assert f"{remedy}the old data again." in render(failure, FRAMEWORK)


def test_a_reason_says_what_the_dataset_holds_however_long_the_remedy_is() -> None:
    old = dataclasses.replace(JOB, name="nightly", data_location=f"s3://lake/{'folder-' * 9}/")
    wanted = failures.restored_by_hand(old, is_named=True)
    failed = dataclasses.replace(old, failure_reason=NO_ACCESS)
    assert wanted in render(failures.import_failed(failed, wanted), FRAMEWORK)
    words = f"User is not authorized to perform: iam:PassRole on {'r' * 120}"
    assert wanted in render(failures.not_restored(old, Rejected(words)), FRAMEWORK)


@pytest.mark.parametrize(
    ("failure", "stays"),
    [
        (failures.import_failed(job(failure_reason=WORDS)), [WORDS[:-1], f"{NAME} is CREATE FAILED."]),
        (
            failures.import_failed(job(failure_reason="Input csv is missing the following columns: [ITEM_ID]")),
            ["Input csv is missing the following columns: [ITEM_ID]. n", f"{NAME} is CREATE FAILED. The header row"],
        ),
        (
            failures.import_failed(job(failure_reason="Too long; " * 99)),
            ["Too long; Too", "... n", "is CREATE FAILED."],
        ),
        (failures.not_started(requested(), Rejected(WORDS)), [WORDS[:100], f"{NAME} was not started."]),
        (
            failures.not_followed(requested(), Rejected("not authorized")),
            ["not authorized. ", "it continues if it was started."],
        ),
        (
            failures.timed_out(
                requested(), 3000, Wait("the import job is CREATE IN_PROGRESS", job=JobState.RUNS), None
            ),
            [
                "Timed out after 3000 s: the import job is CREATE IN_PROGRESS. ",
                "continues, since it cannot be stopped",
                "Set timeout, now 3600 s",
            ],
        ),
        (
            failures.timed_out(requested(), 3000, Wait(failures.NEVER_STARTED, job=JobState.NOT_STARTED), None),
            ["Timed out", "was never started."],
        ),
        (
            failures.timed_out(requested(), 3000, Wait(WORDS, job=JobState.RUNS), NextStep.CONTINUE_ROLLBACK),
            [
                "Timed out after 3000 s: Input csv",
                "... n",
                "continues, since it cannot be stopped. Continue with 'cdk roll",
            ],
        ),
        (failures.name_taken(job()), [f"JobName '{NAME}' is taken by another import. "]),
        (
            failures.job_is_gone(requested()),
            ["Personalize has no import job ", "Change DataVersion to import again."],
        ),
        (
            dataclasses.replace(failures.job_is_gone(requested()), next_step=NextStep.CONTINUE_ROLLBACK),
            [
                "Personalize has no import job ",
                "so no import was started. Change DataVersion to import again. Continue with 'cdk roll",
            ],
        ),
        (
            dataclasses.replace(failures.name_taken(job()), next_step=NextStep.DEPLOY_AGAIN),
            [f"is taken by another import. {NAME} has the name."],
        ),
        (
            dataclasses.replace(
                failures.not_followed(requested(), Rejected("busy")), next_step=NextStep.DEPLOY_AGAIN_LATER
            ),
            ["busy. ", f"{NAME} cannot be followed;", "Deploy again after the rollback."],
        ),
        (failures.cancelled(requested()), ["CloudFormation cancelled this resource", "will not be started."]),
    ],
)
def test_the_cause_comes_first_and_the_job_stays(failure: Fail, stays: list[str]) -> None:
    short = render(failure, CRHELPER)
    assert len(short) <= CRHELPER
    assert short.startswith(render(failure, FRAMEWORK)[:14])
    assert NAME in short
    for words in stays:
        assert words in short


def test_a_short_reason_stays_as_it_is() -> None:
    assert render(Fail(cause="Rate exceeded"), CRHELPER) == "Rate exceeded"


@pytest.mark.parametrize("cause", ["x" * 300, "x" * 256, "y " * 128])
def test_a_reason_without_a_job_is_cut_at_its_end(cause: str) -> None:
    reason = render(Fail(cause=cause), CRHELPER)
    assert len(reason) <= CRHELPER
    assert reason[:200] == cause[:200]


def test_a_remedy_is_cut_after_a_sentence() -> None:
    failure = Fail(cause="Rate exceeded", remedies=("Deploy fewer imports at a time. " + "More words " * 30,))
    assert render(failure, CRHELPER) == "Rate exceeded. Deploy fewer imports at a time."


FULL = tuple(f"error {number}" for number in range(200))


@pytest.mark.parametrize(
    ("failure", "step", "has_step"),
    [
        (Fail(cause="x" * 100), NextStep.DEPLOY_AGAIN, True),
        (Fail(cause="x" * 795), NextStep.DEPLOY_AGAIN, False),
        (Fail(cause="x" * 795), NextStep.CONTINUE_ROLLBACK, True),
        (Fail(cause="Preflight found 200 errors", errors=FULL), NextStep.DEPLOY_AGAIN_LATER, False),
        (Fail(cause="x" * 100), None, False),
    ],
)
def test_a_reason_ends_with_the_next_step_if_there_is_room_for_it(
    failure: Fail, step: NextStep | None, has_step: bool
) -> None:
    reason = render(dataclasses.replace(failure, next_step=step), FRAMEWORK)
    assert len(reason) <= FRAMEWORK
    assert reason.endswith(("Deploy again.", "continue-update-rollback.")) is has_step
    assert reason.startswith(str(failure.cause)[:600])


@given(
    cause=st.text(max_size=400),
    errors=st.lists(st.text(min_size=1, max_size=300), max_size=5),
    context=st.sampled_from([failures.not_started(requested(), Rejected("")).context, ("No import was started.",), ()]),
    remedies=st.lists(st.text(min_size=1, max_size=300), max_size=3),
    step=st.none() | st.sampled_from(NextStep),
    limit=st.sampled_from([FRAMEWORK, CRHELPER]),
)
def test_any_failure_fits_and_keeps_the_name_of_its_job(
    cause: str, errors: list[str], context: Context, remedies: list[str], step: NextStep | None, limit: int
) -> None:
    failure = Fail(cause=cause, errors=tuple(errors), context=context, remedies=tuple(remedies), next_step=step)
    reason = render(failure, limit)
    assert len(reason) <= limit
    assert (NAME in reason) is any(isinstance(part, JobArn) for part in context)
    assert step is not NextStep.CONTINUE_ROLLBACK or "'cdk rollback'" in reason
