"""Stacks that hold every kind of statement that the library writes."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_personalize as personalize
from aws_cdk import aws_s3 as s3

from cdk_personalize import DatasetImportJob, DataSource, Waiter
from cdk_personalize.permissions.principals import PERSONALIZE
from tools.code_parameters import add_code_parameters, by_parameters, write_zip_files

Template = dict[str, Any]

STACK_NAME = "Recommendations"
POLL_SECONDS = 4
_QUICK = Waiter.provider_framework(poll_interval=cdk.Duration.seconds(POLL_SECONDS))
FILE = "interactions.csv"
_COLUMNS = {"USER_ID": "string", "ITEM_ID": "string", "TIMESTAMP": "long"}
_SCHEMA = {
    "type": "record",
    "name": "Interactions",
    "namespace": "com.amazonaws.personalize.schema",
    "fields": [{"name": name, "type": kind} for name, kind in _COLUMNS.items()],
    "version": "1.0",
}


def synthesize(folder: Path) -> dict[str, Template]:
    """Write the code of all scenarios to the folder, and return their templates by name."""
    return {name: _synthesize(folder, create) for name, create in SCENARIOS.items()}


def _synthesize(folder: Path, create: Callable[[cdk.Stack], None]) -> Template:
    with tempfile.TemporaryDirectory() as assembly:
        app = cdk.App(analytics_reporting=False, outdir=assembly, context={"aws:cdk:enable-path-metadata": True})
        stack = cdk.Stack(app, STACK_NAME, synthesizer=by_parameters())
        add_code_parameters(stack)
        create(stack)
        app.synth()
        write_zip_files(Path(assembly), stack, folder)
        template: Template = json.loads(Path(assembly, stack.template_file).read_text())
        return template


def _default(stack: cdk.Stack) -> None:
    _create_import(stack, waiter=_QUICK)


def _own_role_and_name(stack: cdk.Stack) -> None:
    role = iam.Role(stack, "YourRole", assumed_by=iam.ServicePrincipal(PERSONALIZE))
    _create_import(stack, role=role, job_name=f"given-{cdk.Aws.STACK_NAME}", waiter=_QUICK)


def _crhelper(stack: cdk.Stack) -> None:
    _create_import(stack, waiter=Waiter.crhelper())


def _create_import(stack: cdk.Stack, **options: Any) -> None:
    key = kms.Key(stack, "Key", removal_policy=cdk.RemovalPolicy.DESTROY)
    bucket = s3.Bucket(stack, "Lake", encryption_key=key, removal_policy=cdk.RemovalPolicy.DESTROY)
    group = personalize.CfnDatasetGroup(stack, "DatasetGroup", name=cdk.Aws.STACK_NAME)
    schema = personalize.CfnSchema(stack, "Schema", name=cdk.Aws.STACK_NAME, schema=json.dumps(_SCHEMA))
    dataset = personalize.CfnDataset(
        stack,
        "Dataset",
        name=cdk.Aws.STACK_NAME,
        dataset_type="Interactions",
        dataset_group_arn=group.attr_dataset_group_arn,
        schema_arn=schema.attr_schema_arn,
    )
    DatasetImportJob(
        stack,
        "Import",
        dataset=dataset,
        data_source=DataSource.bucket(bucket, FILE),
        data_version=cdk.CfnParameter(stack, "DataVersion", default="1").value_as_string,
        tags={"team": "search"},
        **options,
    )


SCENARIOS = {"an import": _default, "with your role and job name": _own_role_and_name, "on crhelper": _crhelper}
"""The first is the usual one; of the others, what they have beside it matters."""


def good_data() -> bytes:
    """Return a file that can be imported."""
    rows = "".join(f"u{number},i{number},1700000000\n" for number in range(1000))
    return f"{','.join(_COLUMNS)}\n{rows}".encode()


def broken_data() -> bytes:
    """Return a file that lacks a column."""
    return good_data().replace(b"ITEM_ID", b"ITEM", 1)
