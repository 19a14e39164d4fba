from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_handler import answers
from cdk_personalize_handler.import_job import ImportJob

ARN = "arn:aws:personalize:us-east-1:000000000000:" + "x" * 210


@given(st.text(max_size=5000))
def test_a_reason_stays_short_and_keeps_the_job_whatever_the_service_says(words: str) -> None:
    job = ImportJob(arn=ARN, dataset_arn=ARN, data_location="s3://" + "x" * 200, status="FAILED", failure_reason=words)
    reason = answers.import_failed(job)
    assert len(reason) <= answers.MAX_LENGTH
    assert ARN in reason
    assert reason.isprintable() or not words.isprintable()


def test_a_failure_without_a_reason_still_says_something() -> None:
    assert answers.import_failed(ImportJob(arn=ARN, status="CREATE FAILED")).startswith(
        "the job ended as CREATE FAILED"
    )
