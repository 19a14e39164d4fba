import pytest

from cdk_personalize_handler.lifecycle.import_job import ImportJob


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        ("CREATE PENDING", "unfinished"),
        ("CREATE IN_PROGRESS", "unfinished"),
        ("ACTIVE", "active"),
        ("CREATE FAILED", "failed"),
        ("SOME OTHER FAILED", "failed"),
        ("A STATUS OF THE FUTURE", "unfinished"),
        ("INACTIVE", "unfinished"),
        ("", "unfinished"),
    ],
)
def test_only_active_is_success_and_what_is_unknown_is_waited_for(status: str, meaning: str) -> None:
    job = ImportJob(arn="a", status=status)
    assert [job.is_unfinished, job.is_active, job.has_failed] == [
        meaning == "unfinished",
        meaning == "active",
        meaning == "failed",
    ]


def test_a_description_can_leave_everything_out_but_the_arn() -> None:
    assert ImportJob.from_api({"datasetImportJobArn": "a"}) == ImportJob(arn="a")
