"""Buckets that Amazon Personalize cannot read."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Template
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize import DatasetImportJob, DataSource
from tests.constructs.rendered import warnings_of

VPC_ONLY = {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}
EXCEPT_THE_SERVICE = {"StringNotEqualsIfExists": {"aws:PrincipalServiceName": "personalize.amazonaws.com"}}


def test_a_bucket_with_the_key_of_s3_has_a_warning(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    bucket = s3.Bucket(stack, "Lake", encryption=s3.BucketEncryption.KMS_MANAGED)
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"))
    assert list(warnings_of(stack)) == ["cdk-personalize:managedKey"]


def test_synth_fails_for_more_locations_than_a_bucket_policy_can_hold(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    bucket = s3.Bucket(stack, "Lake")
    for number in range(80):
        data = DataSource.bucket(bucket, f"exports/tenant-{number:03}/interactions/")
        DatasetImportJob(stack, f"Import{number}", dataset=dataset, data_source=data)
    with pytest.raises(RuntimeError, match=r"data_source: the policy of bucket Recommendations/Lake has .* 20,480"):
        Template.from_stack(stack)


def test_any_number_of_imports_can_read_the_same_location(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    bucket = s3.Bucket(stack, "Lake")
    data = DataSource.bucket(bucket, "exports/")
    for number in range(40):
        DatasetImportJob(stack, f"Import{number}", dataset=dataset, data_source=data)
    (policy,) = Template.from_stack(stack).find_resources("AWS::S3::BucketPolicy").values()
    assert len(policy["Properties"]["PolicyDocument"]["Statement"]) == 2


@pytest.mark.parametrize(
    ("actions", "condition", "is_refused"),
    [
        (["s3:*"], VPC_ONLY, True),
        (["s3:GetObject"], {"StringNotEqualsIfExists": {"aws:sourceVpc": ["vpc-1", "vpc-2"]}}, True),
        (["s3:*"], {"Null": {"aws:SourceVpce": "true"}}, True),
        (["s3:PutObject"], VPC_ONLY, False),
        (["s3:*"], VPC_ONLY | EXCEPT_THE_SERVICE, False),
        (["s3:*"], {"Bool": {"aws:SecureTransport": "false"}}, False),
        (["s3:*"], {"StringEquals": {"aws:SourceVpce": "vpce-1"}}, False),
    ],
    ids=[
        "one endpoint",
        "two VPCs",
        "any endpoint",
        "writing only",
        "except the service",
        "without TLS",
        "not that endpoint",
    ],
)
def test_synth_fails_for_a_bucket_that_is_limited_to_a_vpc(
    stack: cdk.Stack, dataset: IDatasetRef, actions: list[str], condition: dict[str, Any], is_refused: bool
) -> None:
    bucket = s3.Bucket(stack, "Lake")
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"))
    bucket.add_to_resource_policy(
        iam.PolicyStatement(
            effect=iam.Effect.DENY,
            actions=actions,
            resources=[bucket.bucket_arn, bucket.arn_for_objects("*")],
            principals=[iam.AnyPrincipal()],
            conditions=condition,
        )
    )
    if is_refused:
        with pytest.raises(RuntimeError, match=r"data_source: the policy of bucket Recommendations/Lake denies .* VPC"):
            Template.from_stack(stack)
    else:
        Template.from_stack(stack)


def test_a_bucket_can_have_a_part_that_is_limited_to_a_vpc(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    bucket = s3.Bucket(stack, "Lake")
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "public/"))
    bucket.add_to_resource_policy(
        iam.PolicyStatement(
            effect=iam.Effect.DENY,
            actions=["s3:*"],
            resources=[bucket.arn_for_objects("private/*")],
            principals=[iam.AnyPrincipal()],
            conditions=VPC_ONLY,
        )
    )
    Template.from_stack(stack)
