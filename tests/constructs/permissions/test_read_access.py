"""The read access of an import: to a bucket of the app, an imported bucket, and a URI."""

import json
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Template
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize import Dataset, DatasetImportJob, DataSource
from testing import events
from tests.constructs.permissions.statements import (
    ACCOUNT,
    OTHER_ACCOUNT,
    REGION,
    ROLE_TO_BE_CREATED,
    SERVICE,
    file_or_folder,
    reads,
)
from tests.constructs.rendered import import_role_of, readable, statements_in, warnings_of


def one_or_all(arns: list[str]) -> str | list[str]:
    """Resources as the CDK writes them."""
    return arns if len(arns) > 1 else arns[0]


@pytest.mark.parametrize(
    ("key", "objects", "prefix"),
    [
        ("a/b.csv", ["/a/b.csv", "/a/b.csv/*"], "a/b.csv*"),
        ("a/b", ["/a/b", "/a/b/*"], "a/b*"),
        ("a/", ["/a/*"], "a/*"),
        ("", ["/*"], None),
    ],
    ids=["file", "file or folder", "folder", "whole bucket"],
)
def test_role_and_service_can_read_only_the_data_in_a_bucket_of_the_app(
    stack: cdk.Stack, dataset: IDatasetRef, key: str, objects: list[str], prefix: str | None
) -> None:
    bucket = s3.Bucket(stack, "Lake")
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, key))
    template = Template.from_stack(stack)
    arn = readable(stack.resolve(bucket.bucket_arn))
    expected = reads(arn, one_or_all([f"{arn}{each}" for each in objects]), prefix)
    role = import_role_of(template)
    (policy,) = role["Policies"]
    assert policy["PolicyDocument"]["Statement"] == expected
    assert "ManagedPolicyArns" not in role
    (bucket_policy,) = template.find_resources("AWS::S3::BucketPolicy").values()
    statements = readable(bucket_policy["Properties"]["PolicyDocument"]["Statement"])
    assert statements == [statement | SERVICE for statement in expected]
    assert list(warnings_of(stack)) == (["cdk-personalize:fileOrFolder"] if key == "a/b" else [])


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("s3://lake/a/b.csv", reads("arn:P:s3:::lake", file_or_folder("arn:P:s3:::lake/a/b.csv"), "a/b.csv*")),
        ("s3://lake/a/", reads("arn:P:s3:::lake", "arn:P:s3:::lake/a/*", "a/*")),
        ("s3://<Lake>/a/", reads("arn:P:s3:::<Lake>/a/[/0]", "arn:P:s3:::<Lake>/a/*", None)),
        ("<Lake>", reads("arn:P:s3:::<Lake>[s3://1][/0]", "arn:P:s3:::<Lake>[s3://1]*", None)),
    ],
    ids=["file", "folder", "bucket known at deployment", "known at deployment"],
)
def test_the_import_role_can_read_only_the_location_of_a_uri(
    stack: cdk.Stack, dataset: IDatasetRef, uri: str, expected: list[dict[str, Any]]
) -> None:
    lake = cdk.CfnParameter(stack, "Lake").value_as_string
    data = DataSource.s3_uri(uri.replace("<Lake>", lake))
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data)
    (policy,) = import_role_of(Template.from_stack(stack))["Policies"]
    assert json.loads(json.dumps(policy["PolicyDocument"]["Statement"]).replace("<AWS::Partition>", "P")) == expected


@pytest.mark.parametrize("named_by", ["bucket", "URI"])
@pytest.mark.parametrize(
    ("key", "objects", "prefix"),
    [("a/b.csv", ["a/b.csv", "a/b.csv/*"], "a/b.csv*"), ("a/", ["a/*"], "a/*"), ("", ["*"], None)],
)
def test_an_imported_bucket_has_a_warning_with_the_statements_to_add(
    known_stack: cdk.Stack, key: str, objects: list[str], prefix: str | None, named_by: str
) -> None:
    dataset = Dataset.from_dataset_arn(known_stack, "Dataset", events.DATASET_ARN)
    bucket = s3.Bucket.from_bucket_name(known_stack, "Lake", "lake")
    data = DataSource.bucket(bucket, key) if named_by == "bucket" else DataSource.s3_uri(f"s3://lake/{key}")
    job = DatasetImportJob(known_stack, "Import", dataset=dataset, data_source=data)
    ((warning_id, text),) = warnings_of(known_stack).items()
    assert warning_id == "cdk-personalize:bucketPolicy"
    assert "the policy of bucket lake is not managed by this app" in text
    expected = reads("arn:aws:s3:::lake", one_or_all([f"arn:aws:s3:::lake/{each}" for each in objects]), prefix)
    assert statements_in(text) == [statement | SERVICE for statement in expected]
    assert job.required_statements == {warning_id: statements_in(text)}
    Template.from_stack(known_stack).resource_count_is("AWS::S3::BucketPolicy", 0)


def test_an_imported_bucket_in_another_account_must_allow_the_role_as_well(known_stack: cdk.Stack) -> None:
    bucket = s3.Bucket.from_bucket_attributes(known_stack, "Lake", bucket_name="lake", account=OTHER_ACCOUNT)
    dataset = Dataset.from_dataset_arn(known_stack, "Dataset", events.DATASET_ARN)
    mine = iam.Role.from_role_arn(known_stack, "Mine", f"arn:aws:iam::{ACCOUNT}:role/import")
    expected = reads("arn:aws:s3:::lake", file_or_folder("arn:aws:s3:::lake/x.csv"), "x.csv*")
    data = DataSource.bucket(bucket, "x.csv")
    DatasetImportJob(known_stack, "Import", dataset=dataset, data_source=data, role=mine)
    by_role = {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/import"}}
    assert statements_in(warnings_of(known_stack)["cdk-personalize:bucketPolicy"]) == [
        statement | reader for reader in (SERVICE, by_role) for statement in expected
    ]


def test_a_bucket_of_the_app_in_another_account_allows_role_and_service() -> None:
    app = cdk.App()
    lake = cdk.Stack(app, "Lake", env=cdk.Environment(account=OTHER_ACCOUNT, region=REGION))
    bucket = s3.Bucket(lake, "Bucket", bucket_name="lake")
    stack = cdk.Stack(app, "Recommendations", env=cdk.Environment(account=ACCOUNT, region=REGION))
    dataset = Dataset.from_dataset_arn(stack, "Dataset", events.DATASET_ARN)
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"))
    template = Template.from_stack(lake)
    (policy,) = template.find_resources("AWS::S3::BucketPolicy").values()
    by_role = json.loads(json.dumps(ROLE_TO_BE_CREATED).replace("arn:aws:", "arn:<AWS::Partition>:"))
    arn = readable(lake.resolve(bucket.bucket_arn))
    listing, getting = reads(arn, file_or_folder(f"{arn}/x.csv"), "x.csv*")
    listing_by_role = listing | by_role | {"Condition": listing["Condition"] | by_role["Condition"]}
    assert readable(policy["Properties"]["PolicyDocument"]["Statement"]) == [
        listing | SERVICE,
        getting | SERVICE,
        listing_by_role,
        getting | by_role,
    ]


def test_an_imported_value_is_written_in_a_warning_by_its_export(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    data = DataSource.s3_uri(f"s3://{cdk.Fn.import_value('Lake')}/x.csv")
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data)
    _, getting = statements_in(warnings_of(stack)["cdk-personalize:bucketPolicy"])
    assert getting["Resource"] == "arn:aws:s3:::${Lake}/x.csv*"
