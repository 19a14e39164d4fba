"""An import by the two handlers that the documentation of the Provider framework outlines."""

from typing import Any

import boto3

personalize = boto3.client("personalize")

Event = dict[str, Any]


def on_event(event: Event, _context: object) -> Event:
    """Start the import; an import that was started stays."""
    print(event)
    if event["RequestType"] == "Delete":
        return {"PhysicalResourceId": event["PhysicalResourceId"]}
    properties = event["ResourceProperties"]
    job = personalize.create_dataset_import_job(
        jobName=f"import-{event['RequestId']}",
        datasetArn=properties["DatasetArn"],
        dataSource={"dataLocation": properties["DataLocation"]},
        roleArn=properties["RoleArn"],
    )
    return {"PhysicalResourceId": job["datasetImportJobArn"]}


def is_complete(event: Event, _context: object) -> Event:
    """Look at the job."""
    if event["RequestType"] == "Delete":
        return {"IsComplete": True}
    job = personalize.describe_dataset_import_job(datasetImportJobArn=event["PhysicalResourceId"])["datasetImportJob"]
    if job["status"] == "CREATE FAILED":
        raise RuntimeError(job["failureReason"])
    return {"IsComplete": job["status"] == "ACTIVE"}
