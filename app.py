"""The example: data in an existing bucket is imported into Personalize, and a solution is trained on it.

`cdk deploy -c bucket=<name>` deploys it. The bucket holds `interactions.csv` and, for each other schema in the folder
`-c schemas=<folder>` (by default `schemas`), the CSV file of the same name. `-c waiter=crhelper` waits with crhelper,
and `-c preflight=off` imports without preflight.
"""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_personalize as personalize
from aws_cdk import aws_s3 as s3

from cdk_personalize import DatasetImportJob, DataSource, Preflight, Waiter
from constructs import Construct


class RecommendationsStack(cdk.Stack):
    """A dataset group, its datasets with their data, and a solution that is created once the data has landed."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        bucket_name: str,
        schemas: Path,
        waiter: Waiter | None = None,
        preflight: Preflight = Preflight.ON,
    ) -> None:
        super().__init__(scope, id)
        self._waiter = waiter
        self._preflight = preflight
        bucket = s3.Bucket.from_bucket_name(self, "Data", bucket_name)
        # Personalize reads as a service too, so the bucket policy must allow it. This line creates the policy of a
        # bucket without one; CloudFormation refuses to overwrite another. Without it, synth prints what to add.
        bucket.policy = s3.BucketPolicy(self, "DataPolicy", bucket=bucket)
        group = personalize.CfnDatasetGroup(self, "DatasetGroup", name=f"{self.stack_name}-movies")

        imports = [
            self._import(group, bucket, schemas / f"{dataset_type.lower()}.avsc", dataset_type)
            for dataset_type in ("Interactions", "Items", "Users")
            if (schemas / f"{dataset_type.lower()}.avsc").exists()
        ]

        solution = personalize.CfnSolution(
            self,
            "Solution",
            name=f"{self.stack_name}-top-picks",
            dataset_group_arn=imports[0].dataset_group_arn,
            recipe_arn=f"arn:{self.partition}:personalize:::recipe/aws-user-personalization-v2",
        )
        solution.node.add_dependency(*imports)
        cdk.CfnOutput(self, "SolutionArn", value=solution.ref)

    def _import(
        self, group: personalize.CfnDatasetGroup, bucket: s3.IBucket, schema_file: Path, dataset_type: str
    ) -> DatasetImportJob:
        schema = personalize.CfnSchema(
            self, f"{dataset_type}Schema", name=f"{self.stack_name}-{schema_file.stem}", schema=schema_file.read_text()
        )
        dataset = personalize.CfnDataset(
            self,
            f"{dataset_type}Dataset",
            name=f"{self.stack_name}-{schema_file.stem}",
            dataset_type=dataset_type,
            dataset_group_arn=group.attr_dataset_group_arn,
            schema_arn=schema.attr_schema_arn,
        )
        job = DatasetImportJob(
            self,
            dataset_type,
            dataset=dataset,
            data_source=DataSource.bucket(bucket, f"{schema_file.stem}.csv"),
            preflight=self._preflight,
            waiter=self._waiter,
        )
        cdk.CfnOutput(self, f"{dataset_type}ImportJobArn", value=job.dataset_import_job_arn)
        cdk.CfnOutput(self, f"{dataset_type}ImportSeconds", value=job.duration_seconds)
        return job


WAITERS = {"provider-framework": Waiter.provider_framework, "crhelper": Waiter.crhelper}

app = cdk.App()
RecommendationsStack(
    app,
    "Recommendations",
    bucket_name=app.node.get_context("bucket"),
    schemas=Path(app.node.try_get_context("schemas") or Path(__file__).parent / "schemas"),
    waiter=WAITERS[app.node.try_get_context("waiter") or "provider-framework"](),
    preflight=Preflight[(app.node.try_get_context("preflight") or "on").upper()],
)
app.synth()
