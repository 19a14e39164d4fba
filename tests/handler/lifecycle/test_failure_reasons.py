import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_handler.lifecycle import failure_reasons as reasons
from cdk_personalize_handler.lifecycle.import_job import ImportJob
from cdk_personalize_handler.lifecycle.remedies import remedy_for

ARN = "arn:aws-us-gov:personalize:us-gov-west-1:000000000000:"
JOB = ImportJob(
    arn=f"{ARN}dataset-import-job/{'j' * 63}",
    dataset_arn=f"{ARN}dataset/{'g' * 63}/ACTION_INTERACTIONS",
    data_location="s3://" + "x" * 251,
    role_arn="arn:aws-us-gov:iam::000000000000:role/" + "r" * 64,
    status="CREATE FAILED",
)
NO_ACCESS = (
    "Insufficient privileges for accessing data in S3. Please look at https://docs.aws.amazon.com/personalize/latest/dg/"
    "granting-personalize-s3-access.html and fix bucket policy on " + "x" * 3
)


@given(st.text(max_size=5000) | st.sampled_from([NO_ACCESS, "missing the following columns"]))
def test_a_reason_stays_short_and_keeps_the_job_and_the_location_whatever_the_service_says(words: str) -> None:
    reason = reasons.import_failed(dataclasses.replace(JOB, failure_reason=words))
    assert len(reason) <= reasons.MAX_LENGTH
    assert JOB.arn in reason
    assert JOB.data_location in reason
    assert reason.isprintable() or not words.isprintable()


def test_a_failure_without_a_reason_still_says_something() -> None:
    assert reasons.import_failed(JOB).startswith("the job ended as CREATE FAILED")


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("Input csv is missing the following columns: [ITEM_ID]", "header row"),
        ("Insufficient privileges for accessing data in S3. Please fix bucket policy on lake", "bucket policy"),
        ("The role cannot be assumed", "must trust personalize.amazonaws.com"),
        ("User: arn:aws:sts::1:assumed-role/x is not authorized to perform: personalize:X", "permissions boundary"),
        ("User: x is not authorized to perform: iam:PassRole on resource: y", "role="),
        ("User: x is not authorized to perform: cloudformation:DescribeStacks on resource: y", "StackArns"),
        ("Invalid Data location.", "ends in '/'"),
        ("Length cannot be more than 1000 characters for GENRE", "unclosed quote"),
        ("Something that nobody has seen", ""),
    ],
)
def test_a_known_cause_comes_with_its_remedy(words: str, remedy: str) -> None:
    assert remedy in remedy_for(words, JOB)
    assert bool(remedy_for(words, JOB)) is bool(remedy)


@pytest.mark.parametrize(
    ("action", "parameter", "construct"),
    [
        ("iam:PassRole", "ImportRoleArns", "role= to DatasetImportJob"),
        ("personalize:CreateDatasetImportJob", "DatasetArns", "DatasetImportJob grants it"),
        ("cloudformation:DescribeStackResource", "StackArns", "DatasetImportJob grants it"),
    ],
)
def test_a_missing_right_is_given_by_a_parameter_or_the_construct_and_a_boundary_is_last(
    action: str, parameter: str, construct: str
) -> None:
    remedy = remedy_for(f"User: x is not authorized to perform: {action} on resource: y", JOB)
    assert remedy.index(parameter) < remedy.index(construct) < remedy.index("permissions boundary")


def test_the_doors_are_named_even_where_little_room_is_left() -> None:
    reason = reasons.import_failed(dataclasses.replace(JOB, failure_reason=NO_ACCESS))
    assert reason.startswith(NO_ACCESS)
    reason = reasons.import_failed(dataclasses.replace(JOB, failure_reason=NO_ACCESS, data_location="s3://lake/x/"))
    for door in (f"by role {'r' * 64}", "bucket policy", "key policy"):
        assert door in reason


@pytest.mark.parametrize(
    ("name", "change"),
    [("Recommendations-InteractionsA4-0c6718b2-08754ac4-38a80237", "DataVersion"), ("nightly", "JobName")],
)
def test_old_data_that_is_not_put_back_is_imported_by_a_change_that_makes_another_job(name: str, change: str) -> None:
    old = dataclasses.replace(JOB, arn=f"{ARN}dataset-import-job/{name}", name=name, data_location="s3://lake/old/")
    told = (
        f"keeps the data of the rejected update: once the rollback is complete, change {change} and deploy to import "
    )
    for reason in (
        reasons.import_failed(old, reasons.put_back_by_hand(old, is_named=True)),
        reasons.not_put_back(old, "The bucket is gone"),
    ):
        assert f"{told}the old data again." in reason


def test_what_the_dataset_holds_is_told_however_long_the_remedy_is() -> None:
    old = dataclasses.replace(JOB, name="nightly", data_location=f"s3://lake/{'folder-' * 9}/")
    wanted = reasons.put_back_by_hand(old, is_named=True)
    failed = dataclasses.replace(old, failure_reason=NO_ACCESS)
    assert wanted in reasons.import_failed(failed, wanted)
    assert wanted in reasons.not_put_back(old, f"User is not authorized to perform: iam:PassRole on {'r' * 120}")
