"""The history: three datasets, each with one full import."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_personalize as personalize
from aws_cdk import aws_s3 as s3

from cdk_personalize import DatasetImportJob, DataSource, ImportProvider
from constructs import Construct

SCHEMAS = Path(__file__).parent / "schemas"


class HistoryStack(cdk.Stack):
    """A dataset group with its data, and the functions that import it here and in other stacks."""

    def __init__(self, scope: Construct, id: str, *, bucket_name: str) -> None:
        super().__init__(scope, id)
        self.bucket = s3.Bucket.from_bucket_name(self, "Data", bucket_name)
        # For a bucket without a policy. For any other, leave the line out: synth prints the statements to add.
        self.bucket.policy = s3.BucketPolicy(self, "DataPolicy", bucket=self.bucket)
        self.provider = ImportProvider(self, "ImportProvider")
        self._group = personalize.CfnDatasetGroup(self, "DatasetGroup", name=self.stack_name)
        self.interactions = self._import("Interactions")
        self._import("Items")
        self._import("Users")

    def _import(self, dataset_type: str) -> personalize.CfnDataset:
        name = dataset_type.lower()
        schema = personalize.CfnSchema(
            self,
            f"{dataset_type}Schema",
            name=f"{self.stack_name}-{name}",
            schema=(SCHEMAS / f"{name}.avsc").read_text(encoding="utf-8"),
        )
        dataset = personalize.CfnDataset(
            self,
            f"{dataset_type}Dataset",
            name=f"{self.stack_name}-{name}",
            dataset_type=dataset_type,
            dataset_group_arn=self._group.attr_dataset_group_arn,
            schema_arn=schema.attr_schema_arn,
        )
        DatasetImportJob(
            self,
            dataset_type,
            dataset=dataset,
            data_source=DataSource.bucket(self.bucket, f"history/{name}.csv"),
            provider=self.provider,
        )
        return dataset
