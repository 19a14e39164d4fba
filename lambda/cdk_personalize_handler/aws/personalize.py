"""The only caller of Amazon Personalize."""

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import boto3

from cdk_personalize_handler.aws.errors import CLIENT_CONFIG, NotFound, is_permission_missing, translated_errors
from cdk_personalize_handler.contract.properties import ImportProperties
from cdk_personalize_handler.lifecycle.import_job import ImportJob
from cdk_personalize_handler.lifecycle.ports import DatasetDescription

if TYPE_CHECKING:
    from types_boto3_personalize import PersonalizeClient
    from types_boto3_personalize.type_defs import CreateDatasetImportJobRequestTypeDef, TagTypeDef

_UNDER_WAY = ("PENDING", "IN_PROGRESS")


def create_client() -> "PersonalizeClient":
    """Connect to the service in the function's Region."""
    return boto3.client("personalize", config=CLIENT_CONFIG)


class Personalize:
    """Amazon Personalize as `ports.ImportService`."""

    def __init__(self, client: "PersonalizeClient") -> None:
        self._client = client

    def describe(self, job_arn: str) -> ImportJob | None:
        """Return the job as it is now, or None if there is none of this ARN."""
        try:
            with translated_errors():
                response = self._client.describe_dataset_import_job(datasetImportJobArn=job_arn)
        except NotFound:
            return None
        return _job(response["datasetImportJob"])

    def create(self, job_name: str, properties: ImportProperties) -> None:
        """Start an import; raise `AlreadyExists` if the name is taken, `LimitExceeded` if too many are running."""
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
            request["tags"] = _tags(properties.tags)
        with translated_errors():
            self._client.create_dataset_import_job(**request)

    def jobs_of(self, dataset_arn: str) -> Iterator[ImportJob]:
        """List all import jobs of a dataset, of any status; none if there is no such dataset (any more)."""
        pages = self._client.get_paginator("list_dataset_import_jobs").paginate(datasetArn=dataset_arn)
        try:
            with translated_errors():
                for page in pages:
                    yield from map(_job, page["datasetImportJobs"])
        except NotFound:
            return

    def unfinished_jobs(self) -> Iterator[ImportJob]:
        """List the import jobs of the Region that are pending or running."""
        with translated_errors():
            for page in self._client.get_paginator("list_dataset_import_jobs").paginate():
                yield from (job for job in map(_job, page["datasetImportJobs"]) if job.is_unfinished)

    def tags_of(self, job_arn: str) -> Mapping[str, str]:
        """Return the tags of a job."""
        with translated_errors():
            tags = self._client.list_tags_for_resource(resourceArn=job_arn)["tags"]
        return {tag["tagKey"]: tag["tagValue"] for tag in tags}

    def change_tags(self, job_arn: str, tags: Mapping[str, str], removed: Collection[str]) -> None:
        """Set tags of a job, and remove those of the given keys."""
        with translated_errors():
            if removed:
                self._client.untag_resource(resourceArn=job_arn, tagKeys=sorted(removed))
            if tags:
                self._client.tag_resource(resourceArn=job_arn, tags=_tags(tags))

    def dataset(self, dataset_arn: str) -> DatasetDescription | None:
        """Return a dataset as it is now, or None if there is none of this ARN."""
        try:
            with translated_errors():
                described = self._client.describe_dataset(datasetArn=dataset_arn)["dataset"]
        except NotFound:
            return None
        update = described.get("latestDatasetUpdate", {})
        if update.get("status", "").endswith(_UNDER_WAY):
            return DatasetDescription(f"being updated ({update['status']})", update.get("schemaArn", ""))
        return DatasetDescription(described.get("status", ""), described.get("schemaArn", ""))

    def schema(self, schema_arn: str) -> str:
        """Return an Avro schema as JSON."""
        with translated_errors():
            return self._client.describe_schema(schemaArn=schema_arn)["schema"]["schema"]


def _job(description: Mapping[str, Any]) -> ImportJob:
    job = ImportJob.from_api(description)
    return dataclasses.replace(job, is_denied=job.has_failed and is_permission_missing(job.failure_reason))


def _tags(tags: Mapping[str, str]) -> "list[TagTypeDef]":
    return [{"tagKey": key, "tagValue": value} for key, value in tags.items()]
