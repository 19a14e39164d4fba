"""All stacks of `app` on a local AWS, by the real CDK CLI, in one deployment."""

import sys
from pathlib import Path

from bench.peers import app as peers
from local_aws import LocalAws
from testing import cdk_cli
from testing.cdk_cli import PROJECT
from testing.data_access import admit_service, create_role, read_statements
from testing.datasets import create_datasets
from testing.harness import CSV


class DeploymentFailed(Exception):
    """The CDK CLI failed; the text is the end of what it printed."""


def prepare(aws: LocalAws) -> None:
    """Bootstrap, and create the data, a role that may read it, and a dataset for each stack."""
    aws.bootstrap(cdk_cli.CDK)
    s3 = aws.client("s3")
    s3.create_bucket(Bucket=peers.BUCKET)
    s3.put_object(Bucket=peers.BUCKET, Key="good.csv", Body=CSV)
    admit_service(aws, peers.BUCKET)
    create_role(aws, "import", *read_statements(peers.BUCKET))
    create_datasets(aws.client("personalize"), *peers.STACKS)


def deploy(aws: LocalAws, folder: Path) -> None:
    """Deploy the stacks at the same time, and wait for them; raise `DeploymentFailed`."""
    app = ["--app", f"{sys.executable} -m bench.peers.app", "--output", str(folder / "cdk.out")]
    together = ["--all", "--concurrency", str(len(peers.STACKS))]
    command = ("deploy", *together, *app, "--require-approval", "never")
    done = cdk_cli.run(aws, *command, folder=PROJECT, variables={"PYTHONPATH": str(PROJECT)})
    if done.returncode:
        raise DeploymentFailed("\n".join(done.stdout.splitlines()[-30:]))
