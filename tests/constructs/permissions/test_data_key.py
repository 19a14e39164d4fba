"""The use of the KMS key of the data."""

import json

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Template
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize import Dataset, DatasetImportJob, DataSource
from testing import events
from tests.constructs.permissions.statements import (
    ACCOUNT,
    KEY_ACTIONS,
    REGION,
    ROLE_TO_BE_CREATED,
    SERVICE,
)
from tests.constructs.rendered import import_role_of, readable, statements_in, warnings_of


def test_only_role_and_service_can_use_a_key_of_the_app(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    bucket = s3.Bucket(stack, "Lake", encryption_key=kms.Key(stack, "Key"))
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"))
    template = Template.from_stack(stack)
    ((key_id, key),) = template.find_resources("AWS::KMS::Key").items()
    account, *added = key["Properties"]["KeyPolicy"]["Statement"]
    assert account["Principal"]["AWS"]["Fn::Join"][1][-1] == ":root"
    allow = {"Action": KEY_ACTIONS, "Effect": "Allow"}
    assert added == [{**allow, **SERVICE, "Resource": "*"}]
    (policy,) = import_role_of(template)["Policies"]
    assert policy["PolicyDocument"]["Statement"][2:] == [{**allow, "Resource": f"<{key_id}.Arn>"}]


def test_an_imported_key_has_a_warning_with_the_statements_to_add(known_stack: cdk.Stack) -> None:
    key_arn = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/mine"
    key = kms.Key.from_key_arn(known_stack, "Key", key_arn)
    bucket = s3.Bucket.from_bucket_attributes(known_stack, "Lake", bucket_name="lake", encryption_key=key)
    dataset = Dataset.from_dataset_arn(known_stack, "Dataset", events.DATASET_ARN)
    DatasetImportJob(known_stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"))
    warning = warnings_of(known_stack)["cdk-personalize:keyPolicy"]
    assert f"the policy of key {key_arn} is not managed by this app" in warning
    allow = {"Action": KEY_ACTIONS, "Effect": "Allow", "Resource": "*"}
    assert statements_in(warning) == [allow | ROLE_TO_BE_CREATED, allow | SERVICE]


def test_an_unknown_account_is_written_in_a_warning_as_in_fn_sub(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    key = kms.Key.from_key_arn(stack, "Key", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/mine")
    bucket = s3.Bucket.from_bucket_attributes(stack, "Lake", bucket_name="lake", encryption_key=key)
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"))
    by_role, _ = statements_in(warnings_of(stack)["cdk-personalize:keyPolicy"])
    assert by_role["Principal"] == {"AWS": "arn:aws:iam::${AWS::AccountId}:root"}


def test_a_key_of_the_app_can_be_named_by_an_alias(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    key = kms.Key(stack, "Key")
    bucket = s3.Bucket(stack, "Lake", encryption_key=key.add_alias("lake"))
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"))
    (policy,) = import_role_of(Template.from_stack(stack))["Policies"]
    (statement,) = policy["PolicyDocument"]["Statement"][2:]
    assert statement == {"Action": KEY_ACTIONS, "Effect": "Allow", "Resource": readable(stack.resolve(key.key_arn))}


def test_an_imported_key_can_be_named_by_an_alias(known_stack: cdk.Stack) -> None:
    key = kms.Alias.from_alias_name(known_stack, "Key", "alias/lake")
    bucket = s3.Bucket.from_bucket_attributes(known_stack, "Lake", bucket_name="lake", encryption_key=key)
    dataset = Dataset.from_dataset_arn(known_stack, "Dataset", events.DATASET_ARN)
    DatasetImportJob(known_stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"))
    (policy,) = import_role_of(Template.from_stack(known_stack))["Policies"]
    (statement,) = policy["PolicyDocument"]["Statement"][2:]
    assert statement["Resource"] == f"arn:<AWS::Partition>:kms:{REGION}:{ACCOUNT}:key/*"
    assert statement["Condition"] == {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/lake"}}
    assert "cdk-personalize:keyPolicy" in warnings_of(known_stack)


def test_a_key_without_a_statement_for_its_account_allows_the_role(known_stack: cdk.Stack) -> None:
    administrator = iam.PolicyStatement(
        actions=["kms:*"], resources=["*"], principals=[iam.ArnPrincipal(f"arn:aws:iam::{ACCOUNT}:role/keys")]
    )
    key = kms.Key(known_stack, "Key", policy=iam.PolicyDocument(statements=[administrator]))
    bucket = s3.Bucket(known_stack, "Lake", encryption_key=key)
    dataset = Dataset.from_dataset_arn(known_stack, "Dataset", events.DATASET_ARN)
    DatasetImportJob(known_stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"))
    (resource,) = Template.from_stack(known_stack).find_resources("AWS::KMS::Key").values()
    _, *added = readable(resource["Properties"]["KeyPolicy"]["Statement"])
    allow = {"Action": KEY_ACTIONS, "Effect": "Allow", "Resource": "*"}
    by_role = json.loads(json.dumps(ROLE_TO_BE_CREATED).replace("arn:aws:", "arn:<AWS::Partition>:"))
    assert added == [allow | SERVICE, allow | by_role]


def test_a_key_with_not_action_for_its_account_allows_the_role(known_stack: cdk.Stack) -> None:
    all_but_deletion = iam.PolicyStatement(
        not_actions=["kms:ScheduleKeyDeletion"], resources=["*"], principals=[iam.AccountRootPrincipal()]
    )
    key = kms.Key(known_stack, "Key", policy=iam.PolicyDocument(statements=[all_but_deletion]))
    bucket = s3.Bucket(known_stack, "Lake", encryption_key=key)
    dataset = Dataset.from_dataset_arn(known_stack, "Dataset", events.DATASET_ARN)
    DatasetImportJob(known_stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"))
    (resource,) = Template.from_stack(known_stack).find_resources("AWS::KMS::Key").values()
    assert len(resource["Properties"]["KeyPolicy"]["Statement"]) == 3
