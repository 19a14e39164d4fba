from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from botocore.stub import Stubber

from cdk_personalize_handler.aws.personalize import Personalize
from cdk_personalize_handler.contract import properties as contract
from cdk_personalize_handler.lifecycle.ports import (
    AccessDenied,
    AlreadyExists,
    Busy,
    DatasetDescription,
    LimitExceeded,
    Rejected,
    Retryable,
)
from testing import events
from tests.handler.lifecycle import refusals

if TYPE_CHECKING:
    from types_boto3_personalize import PersonalizeClient

PROPERTIES = contract.ImportProperties.from_cloudformation(events.PROPERTIES)


def client() -> "PersonalizeClient":
    return boto3.client(
        "personalize",
        region_name="us-east-1",
        aws_access_key_id="x",
        aws_secret_access_key="x",
        config=Config(retries={"total_max_attempts": 1}),
    )


@pytest.mark.parametrize(
    ("code", "http_status", "meaning"),
    [
        ("LimitExceededException", 400, Rejected),
        ("ResourceInUseException", 400, Busy),
        ("ThrottlingException", 400, Busy),
        ("TooManyRequestsException", 429, Busy),
        ("SomethingUnheardOf", 503, Retryable),
        ("ResourceAlreadyExistsException", 400, AlreadyExists),
        ("ResourceNotFoundException", 400, Rejected),
        ("InvalidInputException", 400, Rejected),
        ("AccessDeniedException", 400, AccessDenied),
        ("TooManyTagsException", 400, Rejected),
    ],
)
def test_an_error_of_the_service_becomes_what_to_do_about_it(
    code: str, http_status: int, meaning: type[Exception]
) -> None:
    with Stubber(real := client()) as stubber:
        stubber.add_client_error("create_dataset_import_job", code, "its own words", http_status)
        with pytest.raises(meaning, match="its own words") as error:
            Personalize(real).create("name", PROPERTIES)
    assert error.type is meaning or (code, error.type.__base__) == ("ResourceNotFoundException", meaning)


def test_a_missing_permission_is_named_without_the_long_arn_of_the_function() -> None:
    denied = "is not authorized to perform: iam:PassRole on resource: arn:aws:iam::000000000000:role/import"
    with Stubber(real := client()) as stubber:
        words = f"User: arn:aws:sts::000000000000:assumed-role/Imports-Handler-1/Imports-Handler-2 {denied}"
        stubber.add_client_error("create_dataset_import_job", "AccessDeniedException", words, 400)
        with pytest.raises(AccessDenied) as error:
            Personalize(real).create("name", PROPERTIES)
    assert str(error.value) == f"the function {denied} (AccessDeniedException)"


@pytest.mark.parametrize(
    ("code", "words", "meaning"),
    [
        ("LimitExceededException", refusals.FIVE_JOBS, LimitExceeded),
        ("LimitExceededException", refusals.FIVE_JOBS.replace("5", "12"), LimitExceeded),
        ("LimitExceededException", "The limit on the number of requests per second has been exceeded.", Busy),
        ("LimitExceededException", "Rate exceeded", Busy),
        ("LimitExceededException", refusals.TEN_RESOURCES, Rejected),
        ("LimitExceededException", "", Rejected),
        ("InvalidInputException", refusals.OF_THE_ROLE, AccessDenied),
        ("InvalidInputException", refusals.OF_THE_BUCKET, AccessDenied),
        ("AccessDeniedException", "Cross-account pass role is not allowed.", Rejected),
        ("ResourceAlreadyExistsException", refusals.NAME_TAKEN, AlreadyExists),
    ],
)
def test_the_words_tell_a_lasting_refusal_from_one_that_passes(code: str, words: str, meaning: type[Exception]) -> None:
    with Stubber(real := client()) as stubber:
        stubber.add_client_error("create_dataset_import_job", code, words, 400)
        with pytest.raises(meaning) as error:
            Personalize(real).create("name", PROPERTIES)
    assert error.type is meaning
    assert str(error.value).startswith(words)


def test_a_call_that_only_reads_meets_no_quota_but_that_of_calls() -> None:
    with Stubber(real := client()) as stubber:
        stubber.add_client_error("list_dataset_import_jobs", "LimitExceededException", "Unheard of", 400)
        with pytest.raises(Retryable, match="Unheard of"):
            list(Personalize(real).jobs_of(events.DATASET_ARN))


def test_a_refusal_has_the_call_and_the_code_of_the_service() -> None:
    with Stubber(real := client()) as stubber:
        stubber.add_client_error("create_dataset_import_job", "InvalidInputException", "Unheard of", 400)
        with pytest.raises(Rejected) as error:
            Personalize(real).create("name", PROPERTIES)
    assert (error.value.operation, error.value.code) == ("CreateDatasetImportJob", "InvalidInputException")


@pytest.mark.parametrize(
    "error",
    [EndpointConnectionError(endpoint_url="x"), ReadTimeoutError(endpoint_url="x")],
    ids=lambda error: type(error).__name__,
)
def test_a_connection_that_fails_is_tried_again_later(error: Exception) -> None:
    real = client()

    def fail(**_: object) -> None:
        raise error

    real.meta.events.register("before-send.personalize", fail)
    with pytest.raises(Retryable):
        Personalize(real).describe("arn:aws:personalize:us-east-1:000000000000:dataset-import-job/x")


def test_what_is_left_to_the_service_is_not_sent() -> None:
    with Stubber(real := client()) as stubber:
        expected = {
            "jobName": "name",
            "datasetArn": events.DATASET_ARN,
            "dataSource": {"dataLocation": "s3://lake/interactions.csv"},
            "roleArn": "arn:aws:iam::000000000000:role/import",
            "importMode": "FULL",
        }
        stubber.add_response("create_dataset_import_job", {"datasetImportJobArn": "arn"}, expected)
        Personalize(real).create("name", PROPERTIES)
        stubber.assert_no_pending_responses()


def test_jobs_are_listed_to_the_last_page() -> None:
    def page(number: int) -> dict[str, object]:
        more = {"nextToken": str(number)} if number < 3 else {}
        return {"datasetImportJobs": [{"datasetImportJobArn": f"arn{number}"}], **more}

    with Stubber(real := client()) as stubber:
        for number in (1, 2, 3):
            stubber.add_response("list_dataset_import_jobs", page(number))
        assert [job.arn for job in Personalize(real).jobs_of(events.DATASET_ARN)] == ["arn1", "arn2", "arn3"]


def test_a_dataset_is_described_with_its_schema_and_may_not_exist() -> None:
    schema_arn = "arn:aws:personalize:us-east-1:000000000000:schema/movies"
    with Stubber(real := client()) as stubber:
        described = {"dataset": {"status": "ACTIVE", "schemaArn": schema_arn}}
        stubber.add_response("describe_dataset", described, {"datasetArn": events.DATASET_ARN})
        stubber.add_response("describe_schema", {"schema": {"schema": "{}"}}, {"schemaArn": schema_arn})
        stubber.add_client_error("describe_dataset", "ResourceNotFoundException", "its own words", 400)
        assert Personalize(real).dataset(events.DATASET_ARN) == DatasetDescription("ACTIVE", schema_arn)
        assert Personalize(real).schema(schema_arn) == "{}"
        assert Personalize(real).dataset(events.DATASET_ARN) is None


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("UPDATE PENDING", ("being updated (UPDATE PENDING)", "new")),
        ("UPDATE IN_PROGRESS", ("being updated (UPDATE IN_PROGRESS)", "new")),
        ("ACTIVE", ("ACTIVE", "old")),
        ("CREATE FAILED", ("ACTIVE", "old")),
    ],
)
def test_a_dataset_that_is_being_updated_is_described_as_it_will_be(update: str, expected: tuple[str, str]) -> None:
    """An import that is started meanwhile is held back by `ResourceInUseException` until it has the new schema."""
    with Stubber(real := client()) as stubber:
        described = {
            "status": "ACTIVE",
            "schemaArn": "old",
            "latestDatasetUpdate": {"status": update, "schemaArn": "new"},
        }
        stubber.add_response("describe_dataset", {"dataset": described})
        assert Personalize(real).dataset(events.DATASET_ARN) == DatasetDescription(*expected)


@pytest.mark.parametrize(
    ("status", "reason", "is_denied"),
    [
        ("CREATE FAILED", "Insufficient privileges for accessing data in S3. Please look at the guide.", True),
        ("CREATE FAILED", "Input csv is missing the following columns: [ITEM_ID]", False),
        ("CREATE FAILED", None, False),
        ("CREATE IN_PROGRESS", "Insufficient privileges for accessing data in S3.", False),
    ],
)
def test_a_job_is_denied_when_it_has_failed_for_a_missing_permission(
    status: str, reason: str | None, is_denied: bool
) -> None:
    job = {"datasetImportJobArn": "arn", "status": status} | ({"failureReason": reason} if reason else {})
    with Stubber(real := client()) as stubber:
        stubber.add_response("describe_dataset_import_job", {"datasetImportJob": job})
        stubber.add_response("list_dataset_import_jobs", {"datasetImportJobs": [job]})
        described = Personalize(real).describe("arn")
        assert described
        assert described.is_denied is is_denied
        assert [listed.is_denied for listed in Personalize(real).jobs_of("arn")] == [is_denied]
