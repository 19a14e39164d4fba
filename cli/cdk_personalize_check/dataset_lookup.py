"""The lookup of a dataset in Amazon Personalize with the credentials of the caller."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.preflight import Dataset, Target
from cdk_personalize_handler.preflight.dataset import can_have_landed

if TYPE_CHECKING:
    from boto3 import Session
    from types_boto3_personalize import PersonalizeClient


def target(session: "Session", dataset_arn: str, import_mode: str) -> Target:
    """Return the target of an import in the account of the caller and the Region of the dataset.

    Raises `InvalidValue` for an invalid ARN.
    """
    region = constraints.dataset_arn(dataset_arn, "--dataset-arn")["region"]
    caller = session.client("sts", region_name=region).get_caller_identity()
    return Target(dataset_arn=dataset_arn, import_mode=import_mode, account_id=caller["Account"], region=region)


def describe(session: "Session", target: Target) -> Dataset | None:
    """Return the dataset with its schema, or None if it does not exist in the account and Region of the target.

    Earlier imports are listed for an INCREMENTAL import only.
    """
    if target.is_elsewhere:
        return None
    client = session.client("personalize", region_name=target.region)
    try:
        described = client.describe_dataset(datasetArn=target.dataset_arn)["dataset"]
    except client.exceptions.ResourceNotFoundException:
        return None
    schema = client.describe_schema(schemaArn=described["schemaArn"])["schema"]["schema"]
    is_incremental = target.import_mode == "INCREMENTAL"
    has_landed = is_incremental and can_have_landed(_job_statuses(client, target.dataset_arn))
    return Dataset(status=described["status"], avro_schema=schema, has_landed=has_landed)


def _job_statuses(client: "PersonalizeClient", dataset_arn: str) -> Iterator[str]:
    pages = client.get_paginator("list_dataset_import_jobs").paginate(datasetArn=dataset_arn)
    return (job.get("status", "") for page in pages for job in page["datasetImportJobs"])
