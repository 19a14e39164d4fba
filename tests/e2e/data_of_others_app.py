"""An import of what the app itself uploads, and two from a bucket, with a key and a role, that are not the app's."""

import json
import os
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_personalize as personalize
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_deployment as s3_deployment

from cdk_personalize import DatasetImportJob, DataSource, Waiter
from testing.deployment import POLL_SECONDS, STACK
from testing.harness import CSV, SCHEMA

ENV = cdk.Environment(account="000000000000", region="us-east-1")
QUICK = Waiter.provider_framework(poll_interval=cdk.Duration.seconds(POLL_SECONDS))


def add_import(name: str, data_source: DataSource, **more: Any) -> None:
    group = personalize.CfnDatasetGroup(stack, f"{name}Group", name=name)
    schema = personalize.CfnSchema(stack, f"{name}Schema", name=name, schema=json.dumps(SCHEMA))
    dataset = personalize.CfnDataset(
        stack,
        f"{name}Dataset",
        name=name,
        dataset_type="Interactions",
        dataset_group_arn=group.attr_dataset_group_arn,
        schema_arn=schema.attr_schema_arn,
    )
    DatasetImportJob(stack, name, dataset=dataset, data_source=data_source, waiter=QUICK, **more)


app = cdk.App()
stack = cdk.Stack(app, STACK, env=ENV)
lake = s3.Bucket(stack, "Lake", encryption_key=kms.Key(stack, "Key"))
upload = s3_deployment.BucketDeployment(
    stack,
    "Upload",
    destination_bucket=lake,
    destination_key_prefix="data",
    sources=[s3_deployment.Source.data("interactions.csv", CSV.decode())],
)
uploaded = DataSource.bucket(upload.deployed_bucket, "data/interactions.csv")
add_import("Uploaded", uploaded, data_version=cdk.Fn.select(0, upload.object_keys))

their_key = kms.Key.from_key_arn(stack, "TheirKey", os.environ["THEIR_KEY"])
their_lake = s3.Bucket.from_bucket_attributes(stack, "TheirLake", bucket_name="theirs", encryption_key=their_key)
their_role = iam.Role.from_role_arn(stack, "TheirRole", f"arn:aws:iam::{ENV.account}:role/theirs")
for name in ("One", "Two"):
    add_import(name, DataSource.bucket(their_lake, f"{name}.csv"), role=their_role)
app.synth()
