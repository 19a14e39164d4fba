"""What people without the CDK do in an account, with boto3 alone."""

from pathlib import Path
from typing import Any

from local_aws import LocalAws
from testing.harness import CSV

PROVIDER = "personalize-import"


class Account:
    """Stacks on a local AWS that were never near the CDK: what a CloudFormation author does."""

    def __init__(self, aws: LocalAws) -> None:
        self.aws = aws
        self._cloudformation = aws.client("cloudformation")

    def deploy_provider(self, template: Path, *, stack: str = PROVIDER, **parameters: str) -> None:
        """Do what docs/cloudformation.md says, with the template and the zip files beside it."""
        s3 = self.aws.client("s3")
        s3.create_bucket(Bucket="code")
        for archive in template.parent.glob("*.zip"):
            s3.upload_file(str(archive), "code", f"imports/{archive.name}")
        self.create(stack, template.read_text(), CodeBucket="code", CodeKeyPrefix="imports/", **parameters)

    def create_bucket(self, name: str) -> str:
        """Create a bucket with the data, and return its name."""
        s3 = self.aws.client("s3")
        s3.create_bucket(Bucket=name)
        s3.put_object(Bucket=name, Key="interactions.csv", Body=CSV)
        return name

    def start(self, operation: str, stack: str, body: str, **parameters: str) -> None:
        """Begin to create or update a stack."""
        getattr(self._cloudformation, f"{operation}_stack")(
            StackName=stack,
            TemplateBody=body,
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            Capabilities=["CAPABILITY_IAM"],
        )

    def create(self, stack: str, body: str, **parameters: str) -> None:
        """Create a stack, and wait for it."""
        self.start("create", stack, body, **parameters)
        self.wait("stack_create_complete", stack)

    def update(self, stack: str, body: str, **parameters: str) -> None:
        """Update a stack, and wait for it."""
        self.start("update", stack, body, **parameters)
        self.wait("stack_update_complete", stack)

    def delete(self, stack: str) -> None:
        """Delete a stack, and wait for it."""
        stack_id = self._cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackId"]
        self._cloudformation.delete_stack(StackName=stack)
        self.wait("stack_delete_complete", stack_id)

    def outputs(self, stack: str) -> dict[str, str]:
        """The outputs of a stack."""
        (described,) = self._cloudformation.describe_stacks(StackName=stack)["Stacks"]
        return {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}

    def reasons(self, stack: str) -> str:
        """Why things happened in a stack."""
        events = self._cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
        return "\n".join(event.get("ResourceStatusReason", "") for event in events)

    def log(self, provider: str = PROVIDER) -> list[str]:
        """Every line that the import function of a provider's stack has written."""
        logs = self.aws.client("logs")
        groups = logs.describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{provider}-")["logGroups"]
        return [
            event["message"]
            for group in groups
            for event in logs.filter_log_events(logGroupName=group["logGroupName"])["events"]
        ]

    def jobs(self) -> list[dict[str, Any]]:
        """All import jobs of the Region."""
        return list(self.aws.client("personalize").list_dataset_import_jobs()["datasetImportJobs"])

    def wait(self, what: str, stack: str) -> None:
        """Wait until a stack is there, or raise `WaiterError`."""
        self._cloudformation.get_waiter(what).wait(StackName=stack, WaiterConfig={"Delay": 1, "MaxAttempts": 120})
