"""An import by the functions that crhelper's README outlines, with the arguments that it shows."""

import logging
from typing import Any

import boto3
from crhelper import CfnResource

logger = logging.getLogger(__name__)
helper = CfnResource(json_logging=False, log_level="DEBUG", boto_level="CRITICAL", sleep_on_delete=120, ssl_verify=None)
try:
    personalize = boto3.client("personalize")
except Exception as error:
    helper.init_failure(error)

Event = dict[str, Any]


@helper.create
@helper.update
def start(event: Event, _context: Any) -> str:
    """Start the import."""
    logger.info("Got %s", event["RequestType"])
    properties = event["ResourceProperties"]
    job = personalize.create_dataset_import_job(
        jobName=f"import-{event['RequestId']}",
        datasetArn=properties["DatasetArn"],
        dataSource={"dataLocation": properties["DataLocation"]},
        roleArn=properties["RoleArn"],
    )
    return str(job["datasetImportJobArn"])


@helper.delete
def delete(_event: Event, _context: Any) -> None:
    """An import that was started stays."""
    logger.info("Got Delete")


@helper.poll_create
@helper.poll_update
def poll(event: Event, _context: Any) -> str | None:
    """Look at the job; no id means another poll."""
    arn = str(event["CrHelperData"]["PhysicalResourceId"])
    job = personalize.describe_dataset_import_job(datasetImportJobArn=arn)["datasetImportJob"]
    if job["status"] == "CREATE FAILED":
        raise RuntimeError(job["failureReason"])
    return arn if job["status"] == "ACTIVE" else None


def handler(event: Event, context: Any) -> None:
    """The function's entry point."""
    helper(event, context)
