import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_handler import answers
from cdk_personalize_handler.import_job import ImportJob
from cdk_personalize_handler.remedies import remedy_for

ARN = "arn:aws-us-gov:personalize:us-gov-west-1:000000000000:"
JOB = ImportJob(
    arn=f"{ARN}dataset-import-job/{'j' * 63}",
    dataset_arn=f"{ARN}dataset/{'g' * 63}/ACTION_INTERACTIONS",
    data_location="s3://" + "x" * 251,
    status="CREATE FAILED",
)


@given(st.text(max_size=5000) | st.sampled_from(["access denied", "missing the following columns"]))
def test_a_reason_stays_short_and_keeps_the_job_and_the_location_whatever_the_service_says(words: str) -> None:
    reason = answers.import_failed(dataclasses.replace(JOB, failure_reason=words))
    assert len(reason) <= answers.MAX_LENGTH
    assert JOB.arn in reason
    assert JOB.data_location in reason
    assert reason.isprintable() or not words.isprintable()


def test_a_failure_without_a_reason_still_says_something() -> None:
    assert answers.import_failed(JOB).startswith("the job ended as CREATE FAILED")


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("Input csv is missing the following columns: [ITEM_ID]", "header row"),
        ("Insufficient privileges for accessing data in S3. Please fix bucket policy on lake", "bucket policy"),
        ("User: x is not authorized to perform: iam:PassRole on resource: y", "role="),
        ("Invalid Data location.", "ends in '/'"),
        ("Length cannot be more than 1000 characters for GENRE", "unclosed quote"),
        ("Something that nobody has seen", ""),
    ],
)
def test_a_known_cause_comes_with_its_remedy(words: str, remedy: str) -> None:
    assert remedy in remedy_for(words)
    assert bool(remedy_for(words)) is bool(remedy)
