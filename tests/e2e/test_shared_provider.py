"""The example of stacks that share functions, deployed and destroyed one by one with the real CDK CLI."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_aws import LocalAws
from testing import cdk_cli
from testing.cdk_cli import PROJECT
from testing.data_access import admit_service
from testing.harness import CSV

EXAMPLE = PROJECT / "examples" / "shared_provider"
BUCKET = "example-recommendation-data"
CATALOGS = ("Movies", "Books", "Games")


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws(import_seconds=1, pending_seconds=0.5) as aws:
        aws.bootstrap(cdk_cli.CDK)
        s3 = aws.client("s3")
        s3.create_bucket(Bucket=BUCKET)
        for name in CATALOGS:
            s3.put_object(Bucket=BUCKET, Key=f"{name.lower()}/interactions.csv", Body=CSV)
        admit_service(aws, BUCKET)
        yield aws


def synthesize(folder: Path, app: str = "app.py", day: str = "1") -> Path:
    """Synthesize an app of the example as the CDK CLI does, and return the cloud assembly."""
    context = {"bucket": BUCKET, "poll_seconds": 2, "day": day}
    assembly = folder / f"{app}-{day}"
    environment = os.environ | {"CDK_OUTDIR": str(assembly), "CDK_CONTEXT_JSON": json.dumps(context)}
    subprocess.run([sys.executable, app], cwd=EXAMPLE, env=environment, check=True)
    return assembly


def cdk(aws: LocalAws, command: str, assembly: Path, stack: str) -> None:
    options = ("--require-approval", "never") if command == "deploy" else ("--force",)
    cdk_cli.succeed(aws, command, stack, *options, "--app", str(assembly), folder=EXAMPLE)


def imports(aws: LocalAws) -> list[str]:
    """The dataset groups that data has been imported into, one for each import that is done, oldest first."""
    personalize = aws.client("personalize")
    listed = personalize.list_dataset_import_jobs()["datasetImportJobs"]
    assert {job["status"] for job in listed} <= {"ACTIVE"}
    jobs = [personalize.describe_dataset_import_job(datasetImportJobArn=job["datasetImportJobArn"]) for job in listed]
    ordered = sorted((job["datasetImportJob"] for job in jobs), key=lambda job: job["creationDateTime"])
    return [job["datasetArn"].split("/")[1] for job in ordered]


def test_two_stacks_share_functions_and_neither_loses_its_permissions_by_the_other(
    aws: LocalAws, tmp_path: Path
) -> None:
    one_day, another = synthesize(tmp_path), synthesize(tmp_path, day="2")
    cdk(aws, "deploy", one_day, "--all")
    assert sorted(imports(aws)) == ["Books", "Movies"]
    cdk(aws, "deploy", another, "Movies")
    cdk(aws, "destroy", another, "Movies")
    assert imports(aws)[2:] == ["Movies"]
    cdk(aws, "deploy", another, "Books")
    assert imports(aws)[3:] == ["Books"]
    cdk(aws, "destroy", another, "Books")
    assert aws.client("personalize").list_datasets()["datasets"] == []


def test_a_product_team_imports_with_the_functions_that_a_platform_team_has_deployed(
    aws: LocalAws, tmp_path: Path
) -> None:
    before = imports(aws)
    cdk(aws, "deploy", synthesize(tmp_path, "platform_app.py"), "PersonalizeImports")
    product = synthesize(tmp_path, "product_app.py")
    cdk(aws, "deploy", product, "Games")
    assert imports(aws) == [*before, "Games"]
    stacks = aws.client("cloudformation").describe_stack_resources(StackName="Games")["StackResources"]
    assert "AWS::IAM::Policy" not in {each["ResourceType"] for each in stacks}
    cdk(aws, "destroy", product, "Games")
