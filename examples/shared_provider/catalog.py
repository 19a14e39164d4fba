"""The interactions with one catalog, imported with functions that are deployed elsewhere."""

import json

import aws_cdk as cdk
from aws_cdk import aws_personalize as personalize
from aws_cdk import aws_s3 as s3

from cdk_personalize import DatasetImportJob, DataSource, IImportProvider
from constructs import Construct

SCHEMA = {
    "type": "record",
    "name": "Interactions",
    "namespace": "com.amazonaws.personalize.schema",
    "fields": [
        {"name": "USER_ID", "type": "string"},
        {"name": "ITEM_ID", "type": "string"},
        {"name": "TIMESTAMP", "type": "long"},
    ],
    "version": "1.0",
}


class Catalog(Construct):
    """A dataset group with the stack's name, and the data of the bucket's folder of that name."""

    def __init__(self, scope: Construct, id: str, *, provider: IImportProvider) -> None:
        super().__init__(scope, id)
        name = cdk.Stack.of(self).stack_name
        dataset = personalize.CfnDataset(
            self,
            "Dataset",
            name=name,
            dataset_type="Interactions",
            dataset_group_arn=personalize.CfnDatasetGroup(self, "Group", name=name).attr_dataset_group_arn,
            schema_arn=personalize.CfnSchema(self, "Schema", name=name, schema=json.dumps(SCHEMA)).attr_schema_arn,
        )
        bucket = s3.Bucket.from_bucket_name(self, "Data", self.node.get_context("bucket"))
        DatasetImportJob(
            self,
            "Interactions",
            dataset=dataset,
            data_source=DataSource.bucket(bucket, f"{name.lower()}/"),
            data_version=self.node.get_context("day"),  # another day imports again
            provider=provider,
        )
