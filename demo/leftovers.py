"""What is there of a stack, asked of the API."""

from botocore.exceptions import ClientError

from local_aws import LocalAws


def leftovers(aws: LocalAws, stack_name: str) -> list[str]:
    """Return the ARNs of the stack, if it exists, and of every resource in Personalize that can be deleted."""
    personalize = aws.client("personalize")
    return [
        *_stacks(aws, stack_name),
        *(group["datasetGroupArn"] for group in personalize.list_dataset_groups()["datasetGroups"]),
        *(dataset["datasetArn"] for dataset in personalize.list_datasets()["datasets"]),
        *(schema["schemaArn"] for schema in personalize.list_schemas()["schemas"]),
        *(solution["solutionArn"] for solution in personalize.list_solutions()["solutions"]),
    ]


def import_jobs(aws: LocalAws, prefix: str) -> list[str]:
    """Return the names of the import jobs that begin like this: jobs cannot be deleted."""
    jobs = aws.client("personalize").list_dataset_import_jobs()["datasetImportJobs"]
    return [job["jobName"] for job in jobs if job["jobName"].startswith(prefix)]


def _stacks(aws: LocalAws, stack_name: str) -> list[str]:
    try:
        stacks = aws.client("cloudformation").describe_stacks(StackName=stack_name)["Stacks"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ValidationError":
            raise
        return []  # CloudFormation's answer for a stack that does not exist.
    return [stack["StackId"] for stack in stacks]
