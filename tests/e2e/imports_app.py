"""An app of imports into datasets that exist, as the environment variable IMPORTS asks for them."""

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_personalize as personalize
from aws_cdk.interfaces.aws_personalize import IDatasetRef

import cdk_personalize_handler
from cdk_personalize import Dataset, DatasetImportJob, DataSource, ImportProvider, Preflight, Waiter
from constructs import Construct
from tests.e2e.deployment import POLL_SECONDS
from tests.world import SCHEMA

REGION, ACCOUNT = "us-east-1", "000000000000"
WAITERS = {
    "provider_framework": lambda: Waiter.provider_framework(poll_interval=cdk.Duration.seconds(POLL_SECONDS)),
    "crhelper": Waiter.crhelper,
}


def seconds(value: int | None) -> cdk.Duration | None:
    return None if value is None else cdk.Duration.seconds(value)


def find(stack: cdk.Stack, group: str) -> IDatasetRef:
    arn = f"arn:aws:personalize:{REGION}:{ACCOUNT}:dataset/{group}/INTERACTIONS"
    return Dataset.from_dataset_arn(stack, f"Dataset-{group}", arn)


def create_dataset(stack: cdk.Stack, name: str) -> IDatasetRef:
    group = personalize.CfnDatasetGroup(stack, "DatasetGroup", name=name)
    schema = personalize.CfnSchema(stack, "Schema", name=name, schema=json.dumps(SCHEMA))
    return personalize.CfnDataset(
        stack,
        "Dataset",
        name=name,
        dataset_type="Interactions",
        dataset_group_arn=group.attr_dataset_group_arn,
        schema_arn=schema.attr_schema_arn,
    )


def find_role(stack: cdk.Stack, name: str) -> iam.IRole:
    return iam.Role.from_role_arn(stack, f"Role-{name}", f"arn:aws:iam::{ACCOUNT}:role/{name}", mutable=False)


def add_import(stack: cdk.Stack, provider: ImportProvider, number: int, asked: dict[str, Any]) -> None:
    name = f"Import{number}"
    scope: Construct = stack
    for step in asked.get("path", []):
        scope = Construct(scope, step)
    job = DatasetImportJob(
        scope,
        name,
        dataset=create_dataset(stack, asked["group"]) if asked.get("creates_dataset") else find(stack, asked["group"]),
        data_source=DataSource.s3_uri(f"s3://lake/{asked['key']}"),
        data_version=asked.get("version"),
        tags=asked.get("tags"),
        timeout=seconds(asked.get("timeout")),
        hand_over=seconds(asked.get("hand_over")),
        job_name=asked.get("job_name"),
        role=find_role(stack, asked["role"]) if "role" in asked else None,
        preflight=Preflight(asked.get("preflight", Preflight.ON)),
        provider=provider,
    )
    if "after" in asked:
        job.node.add_dependency(stack.node.find_child(f"Import{asked['after']}"))
    cdk.CfnOutput(stack, f"{name}Arn", value=job.dataset_import_job_arn)
    cdk.CfnOutput(stack, f"{name}Status", value=job.status)


asked = json.loads(os.environ["IMPORTS"])
with tempfile.TemporaryDirectory() as folder:
    if asked.get("changed_code"):
        changed = Path(
            shutil.copytree(Path(cdk_personalize_handler.__file__).parent, Path(folder) / "cdk_personalize_handler")
        )
        (changed / "answers.py").open("a").write("\n# another version of the function\n")
        cdk_personalize_handler.__file__ = str(changed / "__init__.py")
    app = cdk.App()
    stack = cdk.Stack(app, asked["stack"])
    provider = ImportProvider.of(stack, WAITERS[asked["waiter"]]())
    cdk.CfnOutput(stack, "ServiceToken", value=provider.service_token)
    for number, each in enumerate(asked["imports"]):
        add_import(stack, provider, number, each)
    app.synth()
