import pytest

from cdk_personalize_handler.preflight import Code, Dataset, Target
from cdk_personalize_handler.preflight.dataset import can_have_landed, check

ARN = "arn:aws:personalize:eu-west-1:111111111111:dataset/movies/ITEMS"
TARGET = Target(dataset_arn=ARN, import_mode="INCREMENTAL", account_id="111111111111", region="eu-west-1")


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([], False),
        (["CREATE FAILED"], False),
        (["CREATE FAILED", "ACTIVE"], True),
        (["CREATE PENDING"], True),
        (["CREATE IN_PROGRESS", "CREATE FAILED"], True),
        ([""], True),
    ],
)
def test_an_import_can_have_landed_unless_all_have_failed(statuses: list[str], expected: bool) -> None:
    assert can_have_landed(statuses) is expected


def test_a_missing_dataset_is_the_only_finding() -> None:
    (finding,) = check(TARGET, None)
    assert (finding.code, finding.message) == (Code.DATASET_NOT_FOUND, f"dataset {ARN} does not exist")


def test_a_dataset_elsewhere_is_named_with_both_places() -> None:
    target = Target(dataset_arn=ARN, import_mode="FULL", account_id="222222222222", region="us-east-1")
    (finding,) = check(target, None)
    assert finding.code is Code.DATASET_ELSEWHERE
    assert finding.message == (
        f"dataset {ARN} is in account 111111111111, Region eu-west-1; "
        "the import is in account 222222222222, Region us-east-1"
    )


def test_status_and_earlier_imports_are_separate_findings() -> None:
    findings = check(TARGET, Dataset(status="CREATE FAILED", avro_schema=None, has_landed=False))
    assert [(finding.code, finding.message) for finding in findings] == [
        (Code.DATASET_NOT_USABLE, f"dataset {ARN} is CREATE FAILED"),
        (Code.NO_EARLIER_IMPORT, f"dataset {ARN} has no earlier import that an INCREMENTAL import can add to"),
    ]
