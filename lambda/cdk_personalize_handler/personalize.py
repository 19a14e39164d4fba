"""The only caller of Amazon Personalize. It turns the service's errors into the few types of `service`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as BotocoreConnectionError

from cdk_personalize_handler.contract import ImportProperties
from cdk_personalize_handler.import_job import ImportJob
from cdk_personalize_handler.service import AlreadyExists, Refused, TryAgainLater

if TYPE_CHECKING:
    from types_boto3_personalize import PersonalizeClient
    from types_boto3_personalize.type_defs import CreateDatasetImportJobRequestTypeDef

_NOT_FOUND = "ResourceNotFoundException"
_ALREADY_EXISTS = "ResourceAlreadyExistsException"
_PASSES_BY_ITSELF = frozenset(
    {
        "LimitExceededException",  # five import jobs run in this Region
        "ResourceInUseException",  # the dataset or its group is being changed
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "TooManyRequestsException",
    }
)
_FIRST_SERVER_ERROR = 500


def create_client() -> "PersonalizeClient":
    """Connect with time limits that keep one poll well within the function's own: the next poll is the better retry."""
    return boto3.client(
        "personalize", config=Config(connect_timeout=5, read_timeout=10, retries={"total_max_attempts": 2})
    )


class Personalize:
    """Amazon Personalize as `service.ImportService`."""

    def __init__(self, client: "PersonalizeClient") -> None:
        self._client = client

    def describe(self, job_arn: str) -> ImportJob | None:
        """Return the job as it is now, or None if there is none of this ARN."""
        try:
            with _translated_errors():
                answer = self._client.describe_dataset_import_job(datasetImportJobArn=job_arn)
        except _NotFound:
            return None
        return ImportJob.from_api(answer["datasetImportJob"])

    def create(self, job_name: str, properties: ImportProperties) -> None:
        """Start an import; raise `AlreadyExists` if the name is taken."""
        request: CreateDatasetImportJobRequestTypeDef = {
            "jobName": job_name,
            "datasetArn": properties.dataset_arn,
            "dataSource": {"dataLocation": properties.data_location},
            "roleArn": properties.role_arn,
            "importMode": "INCREMENTAL" if properties.import_mode == "INCREMENTAL" else "FULL",
        }
        if properties.publish_attribution_metrics_to_s3 is not None:
            request["publishAttributionMetricsToS3"] = properties.publish_attribution_metrics_to_s3
        if properties.tags:
            request["tags"] = [{"tagKey": key, "tagValue": value} for key, value in properties.tags.items()]
        with _translated_errors():
            self._client.create_dataset_import_job(**request)

    def jobs_of(self, dataset_arn: str) -> Iterator[ImportJob]:
        """List all import jobs of a dataset, of any status; none if there is no such dataset (any more)."""
        pages = self._client.get_paginator("list_dataset_import_jobs").paginate(datasetArn=dataset_arn)
        try:
            with _translated_errors():
                for page in pages:
                    yield from map(ImportJob.from_api, page["datasetImportJobs"])
        except _NotFound:
            return


class _NotFound(Refused):
    pass


@contextmanager
def _translated_errors() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        message = error.response["Error"].get("Message") or code
        if code in _PASSES_BY_ITSELF or error.response["ResponseMetadata"]["HTTPStatusCode"] >= _FIRST_SERVER_ERROR:
            raise TryAgainLater(f"{code}: {message}") from error
        if code == _NOT_FOUND:
            raise _NotFound(f"{code}: {message}") from error
        if code == _ALREADY_EXISTS:
            raise AlreadyExists(message) from error
        raise Refused(f"{message} ({code})") from error
    except (HTTPClientError, BotocoreConnectionError) as error:
        raise TryAgainLater(str(error)) from error
