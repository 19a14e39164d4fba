"""The real CDK CLI on the local AWS, deploying imports into datasets that were there before."""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from cdk_personalize_handler.contract.properties import RESOURCE_TYPE
from local_aws import LocalAws
from testing import cdk_cli
from testing.data_access import admit_service, create_role, read_statements
from testing.datasets import create_datasets
from testing.harness import CSV
from testing.imports_app import synthesize

STACK = "Imports"
POLL_SECONDS = 2

FAULTY = {
    "bad.csv": b"USER_ID,TIMESTAMP\nu1,1700000000\n",
    "few.csv": b"USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1700000000\n",
}
"""Files that cannot be imported: the call refuses the first, which lacks a column, and the job of the second fails."""

TOO_FEW = "Number of records (1) is less than the required minimum of 1000"
"""What the service says of `few.csv`."""


class Outcome(NamedTuple):
    """What came of a command of the CLI."""

    code: int
    output: str
    seconds: float


@dataclass
class Deployment:
    """One local AWS with a bucket of data, and the stack of `imports_app`, whose imports wait with `waiter`."""

    aws: LocalAws
    folder: Path
    stack: str = STACK
    waiter: str = "provider_framework"

    def prepare(self, groups: int) -> None:
        """Bootstrap, and create the bucket, which admits the service, the datasets, and a role for imports by hand."""
        self.aws.bootstrap(cdk_cli.CDK)
        s3 = self.aws.client("s3")
        s3.create_bucket(Bucket="lake")
        s3.put_object(Bucket="lake", Key="good.csv", Body=CSV)
        for key, data in FAULTY.items():
            s3.put_object(Bucket="lake", Key=key, Body=data)
        admit_service(self.aws, "lake")
        create_role(self.aws, "import", *read_statements("lake"))
        create_datasets(self.aws.client("personalize"), *(f"group{number}" for number in range(groups)))

    def deploy(
        self, imports: list[dict[str, Any]], *options: str, changed_code: bool = False
    ) -> tuple[int, str, float]:
        """Deploy the stack with these imports; return exit code, output, and how many seconds it took."""
        output = self.folder / "cdk.out"
        shutil.rmtree(output, ignore_errors=True)
        synthesize(
            output,
            stack_name=self.stack,
            waiter=self.waiter,
            poll_seconds=POLL_SECONDS,
            imports=imports,
            changed_code=changed_code,
        )
        return self._run("deploy", "--require-approval", "never", *options)

    def destroy(self) -> Outcome:
        """Destroy the stack."""
        return self._run("destroy", "--force", self.stack)

    def jobs(self) -> list[dict[str, Any]]:
        """All import jobs of the Region, oldest first."""
        jobs = self.aws.client("personalize").list_dataset_import_jobs()["datasetImportJobs"]
        return sorted(jobs, key=lambda job: job["creationDateTime"])

    def import_by_hand(self, group: str, key: str, name: str) -> None:
        """Start an import that has nothing to do with the stack."""
        self.aws.client("personalize").create_dataset_import_job(
            jobName=name,
            datasetArn=f"arn:aws:personalize:us-east-1:000000000000:dataset/{group}/INTERACTIONS",
            dataSource={"dataLocation": f"s3://lake/{key}"},
            roleArn="arn:aws:iam::000000000000:role/import",
        )

    def until_idle(self) -> None:
        """Wait until no import runs."""
        while any(job["status"].startswith("CREATE") and job["status"] != "CREATE FAILED" for job in self.jobs()):
            time.sleep(1)
        time.sleep(3 * POLL_SECONDS)

    def status(self) -> str | None:
        """The stack's status, None if there is no stack."""
        stacks = self.aws.client("cloudformation").list_stacks()["StackSummaries"]
        statuses = [stack["StackStatus"] for stack in stacks if stack["StackName"] == self.stack]
        return next((status for status in statuses if status != "DELETE_COMPLETE"), None)

    def seconds_until_failure(self) -> float:
        """How long the first import of the stack took until it failed, by the times of the stack's events."""
        pages = self.aws.client("cloudformation").get_paginator("describe_stack_events")
        events = [event for page in pages.paginate(StackName=self.stack) for event in page["StackEvents"]]
        times = {
            event["ResourceStatus"]: event["Timestamp"]
            for event in reversed(events)
            if event["ResourceType"] == RESOURCE_TYPE and event["ResourceStatus"].startswith("CREATE")
        }
        return float((times["CREATE_FAILED"] - times["CREATE_IN_PROGRESS"]).total_seconds())

    def log(self) -> list[str]:
        """Every line that the import function has written."""
        logs = self.aws.client("logs")
        (group,) = logs.describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{self.stack}-")["logGroups"]
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"])
        return [event["message"] for page in pages for event in page["events"]]

    def _run(self, *command: str) -> Outcome:
        started = time.monotonic()
        done = cdk_cli.run(self.aws, *command, "--app", str(self.folder / "cdk.out"), folder=self.folder)
        return Outcome(done.returncode, done.stdout, time.monotonic() - started)
