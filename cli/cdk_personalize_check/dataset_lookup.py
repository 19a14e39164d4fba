"""A dataset as Amazon Personalize describes it to whoever runs the command."""

from typing import TYPE_CHECKING

from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.preflight import Dataset, Target

if TYPE_CHECKING:
    from boto3 import Session
    from types_boto3_personalize import PersonalizeClient


def target(session: "Session", dataset_arn: str, import_mode: str) -> Target:
    """Return what the caller would import into: in the caller's account, and in the Region of the dataset.

    Raises `InvalidValue` for an ARN that is none.
    """
    region = constraints.dataset_arn(dataset_arn, "--dataset-arn")["region"]
    caller = session.client("sts", region_name=region).get_caller_identity()
    return Target(dataset_arn=dataset_arn, import_mode=import_mode, account_id=caller["Account"], region=region)


def describe(session: "Session", target: Target) -> Dataset | None:
    """Return the dataset with its schema, or None if there is none in the target's account and Region.

    Earlier imports are only asked for where it depends on them.
    """
    if target.is_elsewhere:
        return None
    client = session.client("personalize", region_name=target.region)
    try:
        described = client.describe_dataset(datasetArn=target.dataset_arn)["dataset"]
    except client.exceptions.ResourceNotFoundException:
        return None
    schema = client.describe_schema(schemaArn=described["schemaArn"])["schema"]["schema"]
    has_landed = target.import_mode == "INCREMENTAL" and _may_have_landed(client, target.dataset_arn)
    return Dataset(status=described["status"], avro_schema=schema, has_landed=has_landed)


def _may_have_landed(client: "PersonalizeClient", dataset_arn: str) -> bool:
    """Tell whether there is an earlier import; one that runs may land before the next one is started."""
    pages = client.get_paginator("list_dataset_import_jobs").paginate(datasetArn=dataset_arn)
    jobs = (job for page in pages for job in page["datasetImportJobs"])
    return any(not job.get("status", "").endswith("FAILED") for job in jobs)
