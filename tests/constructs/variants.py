"""Every way to use the constructs, in one app: what holds of them holds everywhere."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

from cdk_personalize import (
    Dataset,
    DatasetImportJob,
    DataSource,
    ImportProvider,
    ImportProviderStack,
    Preflight,
    Waiter,
)
from constructs import Construct

WAITERS = {"framework": Waiter.provider_framework, "crhelper": Waiter.crhelper}
FOREIGN_KEY = "key/12345678-1234-1234-1234-123456789012"
USERS_STACK = "Users"
"""What the user of the constructs has made, in ways that are the user's business."""


class EveryVariant:
    """Stacks with imports by both waiters; beside the users' own and the standalone ones, a plain and a company's."""

    def __init__(self, scope: Construct, env: cdk.Environment | None = None) -> None:
        self._scope = scope
        self._env = env
        self._users = cdk.Stack(scope, USERS_STACK, env=env)
        self._arn_start = f"arn:{self._partition(self._users)}"
        self._key = kms.Key(self._users, "Key", enable_key_rotation=True)
        self._bucket = s3.Bucket(self._users, "Bucket", encryption_key=self._key)
        for name, waiter in WAITERS.items():
            self._add_plain(f"Plain-{name}", waiter())
            self._add_company(f"Company-{name}", waiter())
            self._add_standalone(f"Standalone-{name}", waiter())

    def _add_plain(self, name: str, waiter: Waiter) -> None:
        stack = cdk.Stack(self._scope, name, env=self._env)
        own = s3.Bucket(stack, "Bucket", enforce_ssl=True)
        foreign_key = kms.Key.from_key_arn(stack, "ForeignKey", self._arn(stack, "kms", FOREIGN_KEY))
        foreign = s3.Bucket.from_bucket_attributes(
            stack, "ForeignBucket", bucket_name="foreign", encryption_key=foreign_key
        )
        role = iam.Role(stack, "MyRole", assumed_by=iam.ServicePrincipal("personalize.amazonaws.com"))
        role_arn = f"{self._arn_start}:iam::{stack.account}:role/foreign"
        foreign_role = iam.Role.from_role_arn(stack, "ForeignRole", role_arn)
        location = cdk.CfnParameter(stack, "Location").value_as_string
        self._add_import(stack, "File", DataSource.bucket(own, "interactions.csv"), waiter=waiter)
        self._add_import(stack, "Folder", DataSource.bucket(own, "folder/"), waiter=waiter)
        self._add_import(stack, "WithKey", DataSource.bucket(self._bucket, "encrypted/"), waiter=waiter)
        self._add_import(stack, "Foreign", DataSource.bucket(foreign, "foreign/"), waiter=waiter)
        self._add_import(stack, "Uri", DataSource.s3_uri("s3://foreign/file.csv"), waiter=waiter)
        self._add_import(stack, "Late", DataSource.s3_uri(location), waiter=waiter)
        self._add_import(stack, "MyRoles", DataSource.bucket(self._bucket, "mine/"), waiter=waiter, role=role)
        self._add_import(
            stack,
            "ForeignRoles",
            DataSource.bucket(own, "theirs/"),
            waiter=waiter,
            role=foreign_role,
            preflight=Preflight.OFF,  # which would need a statement in the role's trust policy
        )
        self._add_import(
            stack,
            "Relay",
            DataSource.bucket(own, "large/"),
            waiter=waiter,
            timeout=cdk.Duration.hours(2),
            job_name="nightly",
            tags={"team": "search"},
        )

    def _add_company(self, name: str, waiter: Waiter) -> None:
        shared = cdk.Stack(self._scope, f"{name}-provider", env=self._env)
        vpc = ec2.Vpc.from_vpc_attributes(
            shared,
            "Vpc",
            vpc_id="vpc-12345678",
            availability_zones=["a", "b"],
            private_subnet_ids=["subnet-12345678", "subnet-87654321"],
        )
        provider = ImportProvider(
            shared,
            "Provider",
            waiter=waiter,
            vpc=vpc,
            encryption_key=kms.Key(shared, "Key", enable_key_rotation=True),
            reserved_concurrent_executions=5,
        )
        key = kms.Key.from_key_arn(shared, "ForeignKey", self._arn(shared, "kms", FOREIGN_KEY))
        ImportProvider(shared, "ForeignKeys", waiter=waiter, encryption_key=key)
        stack = cdk.Stack(self._scope, name, env=self._env)
        self._add_import(stack, "Import", DataSource.bucket(self._bucket, "company/"), provider=provider)

    def _add_standalone(self, name: str, waiter: Waiter) -> None:
        datasets = self._arn(self._users, "personalize", "dataset/movies/*")
        ImportProviderStack(
            self._scope, name, dataset_arns=[datasets], waiter=waiter, export_name=f"Token-{name}", env=self._env
        )

    def _add_import(self, stack: cdk.Stack, name: str, data_source: DataSource, **arguments: object) -> None:
        dataset = Dataset.from_dataset_arn(stack, f"{name}Dataset", self._arn(stack, "personalize", "dataset/m/ITEMS"))
        DatasetImportJob(stack, name, dataset=dataset, data_source=data_source, **arguments)  # type: ignore[arg-type]

    def _arn(self, stack: cdk.Stack, service: str, resource: str) -> str:
        return f"{self._arn_start}:{service}:{stack.region}:{stack.account}:{resource}"

    @staticmethod
    def _partition(stack: cdk.Stack) -> str:
        if cdk.Token.is_unresolved(stack.region):
            return stack.partition
        return str(cdk.region_info.RegionInfo.get(stack.region).partition)
