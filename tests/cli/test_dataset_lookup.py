from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from cdk_personalize_check import dataset_lookup
from cdk_personalize_handler.contract.constraints import InvalidValue
from cdk_personalize_handler.preflight import Dataset, Target

ARN = "arn:aws:personalize:eu-west-1:000000000000:dataset/movies/ITEMS"
SCHEMA_ARN = "arn:aws:personalize:eu-west-1:000000000000:schema/items"


class StubbedSession(boto3.Session):
    """A session whose clients return only stubbed responses."""

    def __init__(self, region: str | None) -> None:
        super().__init__(aws_access_key_id="x", aws_secret_access_key="x", region_name=region)
        clients = {name: super(StubbedSession, self).client(name, "eu-west-1") for name in ("sts", "personalize")}
        self.stubs = {name: Stubber(client) for name, client in clients.items()}
        self.regions: dict[str, str | None] = {}

    def client(self, service_name: str, region_name: str | None = None) -> Any:  # type: ignore[override]
        self.regions[service_name] = region_name
        return self.stubs[service_name].client


@pytest.fixture(autouse=True)
def no_region_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "nowhere")


@pytest.fixture
def session() -> Iterator[StubbedSession]:
    session = StubbedSession("eu-west-1")
    for stub in session.stubs.values():
        stub.activate()
    yield session
    for stub in session.stubs.values():
        stub.assert_no_pending_responses()


def target(**changed: str) -> Target:
    given = {"dataset_arn": ARN, "import_mode": "FULL", "account_id": "000000000000", "region": "eu-west-1"}
    return Target(**given | changed)


@pytest.mark.parametrize("configured", ["us-east-1", None])
def test_target_is_in_the_callers_account_and_the_datasets_region(configured: str | None) -> None:
    session = StubbedSession(configured)
    with session.stubs["sts"] as sts:
        sts.add_response("get_caller_identity", {"Account": "111111111111"}, {})
        found = dataset_lookup.target(session, ARN, "INCREMENTAL")
    assert found == target(account_id="111111111111", import_mode="INCREMENTAL")
    assert session.regions == {"sts": "eu-west-1"}


def test_invalid_arn_is_an_error_of_the_option() -> None:
    with pytest.raises(InvalidValue, match=r"^--dataset-arn: 'movies' is not allowed"):
        dataset_lookup.target(StubbedSession(None), "movies", "FULL")


def add_dataset(session: StubbedSession, status: str = "ACTIVE") -> None:
    described = {"dataset": {"status": status, "schemaArn": SCHEMA_ARN}}
    session.stubs["personalize"].add_response("describe_dataset", described, {"datasetArn": ARN})
    schema = {"schema": {"schema": "{}"}}
    session.stubs["personalize"].add_response("describe_schema", schema, {"schemaArn": SCHEMA_ARN})


def test_a_dataset_is_described_with_its_schema(session: StubbedSession) -> None:
    add_dataset(session, "CREATE PENDING")
    described = dataset_lookup.describe(session, target())
    assert described == Dataset(status="CREATE PENDING", avro_schema="{}", has_landed=False)
    assert session.regions == {"personalize": "eu-west-1"}


@pytest.mark.parametrize(
    ("statuses", "has_landed"),
    [
        ([], False),
        (["CREATE FAILED"], False),
        (["CREATE FAILED", "ACTIVE"], True),
        (["CREATE PENDING"], True),
        (["CREATE IN_PROGRESS", "CREATE FAILED"], True),
        ([None], True),
    ],
)
def test_an_incremental_import_depends_on_earlier_ones(
    session: StubbedSession, statuses: list[str | None], has_landed: bool
) -> None:
    add_dataset(session)
    jobs = {"datasetImportJobs": [{"status": status} if status else {} for status in statuses]}
    session.stubs["personalize"].add_response("list_dataset_import_jobs", jobs, {"datasetArn": ARN})
    described = dataset_lookup.describe(session, target(import_mode="INCREMENTAL"))
    assert described == Dataset(status="ACTIVE", avro_schema="{}", has_landed=has_landed)


def test_missing_dataset_is_none(session: StubbedSession) -> None:
    session.stubs["personalize"].add_client_error("describe_dataset", "ResourceNotFoundException")
    assert dataset_lookup.describe(session, target()) is None


@pytest.mark.parametrize("elsewhere", [{"region": "us-east-1"}, {"account_id": "111111111111"}])
def test_dataset_elsewhere_is_not_described(session: StubbedSession, elsewhere: dict[str, str]) -> None:
    assert dataset_lookup.describe(session, target(**elsewhere)) is None
