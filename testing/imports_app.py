"""An app of imports into datasets that exist, synthesized in this process."""

import json
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from unittest import mock

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_personalize as personalize
from aws_cdk.interfaces.aws_personalize import IDatasetRef

import cdk_personalize_handler
from cdk_personalize import Dataset, DatasetImportJob, DataSource, ImportProvider, Preflight, Waiter
from constructs import Construct
from testing.harness import SCHEMA
from testing.short_relay import links_of

REGION, ACCOUNT = "us-east-1", "000000000000"
_CONTEXT = {"aws:cdk:enable-path-metadata": True}  # which the CLI sets, too
_one_at_a_time = threading.Lock()


def seconds(value: int | None) -> cdk.Duration | None:
    return None if value is None else cdk.Duration.seconds(value)


def create_waiter(name: str, poll_seconds: int) -> Waiter:
    if name == "provider_framework":
        return Waiter.provider_framework(poll_interval=cdk.Duration.seconds(poll_seconds))
    return {"crhelper": Waiter.crhelper}[name]()


def find(stack: cdk.Stack, group: str) -> IDatasetRef:
    arn = f"arn:aws:personalize:{REGION}:{ACCOUNT}:dataset/{group}/INTERACTIONS"
    return Dataset.from_dataset_arn(stack, f"Dataset-{group}", arn)


def create_dataset(stack: cdk.Stack, asked: dict[str, Any]) -> IDatasetRef:
    name, avro_schema = asked["group"], asked.get("schema", SCHEMA)
    group = personalize.CfnDatasetGroup(stack, "DatasetGroup", name=name)
    schema = personalize.CfnSchema(stack, "Schema", name=name, schema=json.dumps(avro_schema))
    return personalize.CfnDataset(
        stack,
        "Dataset",
        name=name,
        dataset_type=avro_schema["name"],
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
    creates_dataset = asked.get("creates_dataset")
    with links_of(asked["link_seconds"]) if "link_seconds" in asked else nullcontext():
        job = DatasetImportJob(
            scope,
            name,
            dataset=create_dataset(stack, asked) if creates_dataset else find(stack, asked["group"]),
            data_source=DataSource.s3_uri(f"s3://lake/{asked['key']}"),
            data_version=asked.get("version"),
            tags=asked.get("tags"),
            timeout=seconds(asked.get("timeout")),
            job_name=asked.get("job_name"),
            role=find_role(stack, asked["role"]) if "role" in asked else None,
            preflight=Preflight(asked.get("preflight", Preflight.ON)),
            provider=provider,
        )
    if "after" in asked:
        job.node.add_dependency(stack.node.find_child(f"Import{asked['after']}"))
    cdk.CfnOutput(stack, f"{name}Arn", value=job.dataset_import_job_arn)
    cdk.CfnOutput(stack, f"{name}Status", value=job.status)


@contextmanager
def another_version_of_the_function() -> Iterator[None]:
    """Let the function have other code, which does the same."""
    package = Path(cdk_personalize_handler.__file__).parent
    with tempfile.TemporaryDirectory() as folder:
        changed = shutil.copytree(package, Path(folder) / package.name)
        with (changed / "runtime.py").open("a") as file:
            file.write("\n# another version of the function\n")
        with mock.patch.object(cdk_personalize_handler, "__file__", str(changed / "__init__.py")):
            yield


def synthesize(
    output: Path,
    *,
    stack_name: str,
    waiter: str,
    poll_seconds: int,
    imports: list[dict[str, Any]],
    changed_code: bool,
) -> None:
    """Write the cloud assembly of a stack with these imports into a folder; threads take turns."""
    with _one_at_a_time, another_version_of_the_function() if changed_code else nullcontext():
        app = cdk.App(outdir=str(output), context=_CONTEXT)
        stack = cdk.Stack(app, stack_name)
        provider = ImportProvider.of(stack, create_waiter(waiter, poll_seconds))
        cdk.CfnOutput(stack, "ServiceToken", value=provider.service_token)
        for number, each in enumerate(imports):
            add_import(stack, provider, number, each)
        app.synth()
