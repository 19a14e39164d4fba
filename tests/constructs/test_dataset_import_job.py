import itertools
import json
from collections.abc import Mapping
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_personalize as personalize
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Annotations, Match, Template
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize import Dataset, DatasetImportJob, DataSource, ImportMode, ImportProvider, Waiter
from cdk_personalize_handler import contract
from tests import events

TYPE = contract.RESOURCE_TYPE


def imports_of(stack: cdk.Stack) -> list[Mapping[str, Any]]:
    return list(Template.from_stack(stack).find_resources(TYPE).values())


def test_every_parameter_of_the_service_can_be_set(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    DatasetImportJob(
        stack,
        "Import",
        dataset=dataset,
        data_source=DataSource.s3_uri("s3://lake/interactions/"),
        import_mode=ImportMode.INCREMENTAL,
        job_name="nightly",
        role=iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::000000000000:role/import"),
        data_version="2026-11-22",
        timeout=cdk.Duration.minutes(30),
        tags={"team": "search"},
        publish_attribution_metrics_to_s3=True,
    )
    (resource,) = imports_of(stack)
    properties = {name: value for name, value in resource["Properties"].items() if name != "ServiceToken"}
    assert properties == {
        "ServiceTimeout": "1860",
        "DatasetArn": events.DATASET_ARN,
        "DataSource": {"DataLocation": "s3://lake/interactions/"},
        "ImportMode": "INCREMENTAL",
        "JobName": "nightly",
        "RoleArn": "arn:aws:iam::000000000000:role/import",
        "DataVersion": "2026-11-22",
        "Timeout": "1800",
        "Tags": [{"Key": "team", "Value": "search"}],
        "PublishAttributionMetricsToS3": True,
    }


def test_every_attribute_of_the_contract_can_be_read(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    job = DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.s3_uri("s3://lake/x.csv"))
    reference = stack.resolve(job.dataset_import_job_arn)
    assert list(reference) == ["Ref"]
    logical_id = reference["Ref"]
    attributes = {
        job.job_name,
        job.status,
        job.dataset_arn,
        job.dataset_group_arn,
        job.data_location,
        job.role_arn,
        job.import_mode,
        job.publish_attribution_metrics_to_s3,
        job.failure_reason,
        job.creation_date_time,
        job.last_updated_date_time,
        job.duration_seconds,
    }
    read = [stack.resolve(attribute)["Fn::GetAtt"] for attribute in attributes]
    assert {name for _, name in read} | {"DatasetImportJobArn"} == set(contract.ATTRIBUTES)
    assert {owner for owner, _ in read} == {logical_id}


def test_the_import_waits_for_every_right_that_it_needs(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    key = kms.Key(stack, "Key")
    bucket = s3.Bucket(stack, "Lake", encryption_key=key)
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "interactions/"))
    (resource,) = imports_of(stack)
    template = Template.from_stack(stack)
    for policy in [*template.find_resources("AWS::S3::BucketPolicy"), *template.find_resources("AWS::KMS::Key")]:
        assert policy in resource["DependsOn"]
    function_policies = [name for name in resource["DependsOn"] if "ImportPolicy" in name]
    role_policies = [name for name in resource["DependsOn"] if "ImportRoleDefaultPolicy" in name]
    assert len(function_policies) == len(role_policies) == 1


def test_a_solution_is_ordered_after_the_data_by_reading_the_group_from_the_import(stack: cdk.Stack) -> None:
    dataset = personalize.CfnDataset(
        stack, "Dataset", name="n", dataset_type="Interactions", dataset_group_arn="g", schema_arn="s"
    )
    job = DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.s3_uri("s3://lake/x.csv"))
    personalize.CfnSolution(stack, "Solution", name="n", dataset_group_arn=job.dataset_group_arn)
    template = Template.from_stack(stack)
    (logical_id,) = template.find_resources(TYPE)
    template.has_resource_properties(
        "AWS::Personalize::Solution", {"DatasetGroupArn": {"Fn::GetAtt": [logical_id, "DatasetGroupArn"]}}
    )


@pytest.mark.parametrize("log_group_flag", [True, False])
def test_one_import_is_small_and_each_further_one_adds_three_resources(log_group_flag: bool) -> None:
    def count_with(imports: int) -> int:
        app = cdk.App(context={"@aws-cdk/aws-lambda:useCdkManagedLogGroup": log_group_flag})
        stack = cdk.Stack(app, "Recommendations")
        dataset = Dataset.from_dataset_arn(stack, "Dataset", events.DATASET_ARN)
        for number in range(imports):
            data = DataSource.s3_uri(f"s3://lake/{number}/")
            DatasetImportJob(stack, f"Import{number}", dataset=dataset, data_source=data)
        return len(Template.from_stack(stack).to_json()["Resources"])

    counts = [count_with(imports) for imports in (1, 2, 3)]
    assert counts[0] == (20 if log_group_flag else 19)
    assert [later - earlier for earlier, later in itertools.pairwise(counts)] == [3, 3]


def test_a_bucket_of_the_app_lets_the_role_and_the_service_read_the_folder_and_nothing_else(
    stack: cdk.Stack, dataset: IDatasetRef
) -> None:
    bucket = s3.Bucket(stack, "Lake")
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "interactions/"))
    template = Template.from_stack(stack)
    arn = stack.resolve(bucket.bucket_arn)
    objects = {"Fn::Join": ["", [arn, "/interactions/*"]]}
    reads = [
        {"Action": "s3:ListBucket", "Effect": "Allow", "Resource": arn},
        {"Action": "s3:GetObject", "Effect": "Allow", "Resource": objects},
    ]
    role_policy = template.find_resources(
        "AWS::IAM::Policy", {"Properties": {"PolicyName": Match.string_like_regexp("ImportRoleDefaultPolicy")}}
    )
    assert [policy["Properties"]["PolicyDocument"]["Statement"] for policy in role_policy.values()] == [reads]
    service = {"Principal": {"Service": "personalize.amazonaws.com"}}
    template.has_resource_properties(
        "AWS::S3::BucketPolicy", {"PolicyDocument": {"Statement": [read | service for read in reads]}}
    )
    Annotations.from_stack(stack).has_no_warning("*", Match.any_value())


@pytest.mark.parametrize(
    ("key", "pattern"), [("a/b.csv", "a/b.csv"), ("a/", "a/*"), ("", "*")], ids=["file", "folder", "whole bucket"]
)
def test_a_foreign_bucket_gets_a_warning_with_the_statements_to_add(
    stack: cdk.Stack, dataset: IDatasetRef, key: str, pattern: str
) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Lake", "lake")
    DatasetImportJob(stack, "ByBucket", dataset=dataset, data_source=DataSource.bucket(bucket, key))
    DatasetImportJob(stack, "ByUri", dataset=dataset, data_source=DataSource.s3_uri(f"s3://lake/{key}"))
    Template.from_stack(stack).resource_count_is("AWS::S3::BucketPolicy", 0)
    warnings = Annotations.from_stack(stack).find_warning("*", Match.string_like_regexp("the policy of bucket lake"))
    assert len(warnings) == 2
    for warning in warnings:
        text = str(warning.entry.data)
        assert "[ack: cdk-personalize:bucketPolicy]" in text
        statements = json.loads(text[text.index("[{") : text.index("}]") + 2])
        assert [statement["Resource"] for statement in statements] == [
            "arn:aws:s3:::lake",
            f"arn:aws:s3:::lake/{pattern}",
        ]


def test_the_role_trusts_personalize_for_this_account_only(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.s3_uri("s3://lake/x.csv"))
    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Role",
        {
            "AssumeRolePolicyDocument": {
                "Statement": [
                    {
                        "Action": "sts:AssumeRole",
                        "Effect": "Allow",
                        "Principal": {"Service": "personalize.amazonaws.com"},
                        "Condition": {
                            "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
                            "ArnLike": {"aws:SourceArn": Match.any_value()},
                        },
                    }
                ]
            }
        },
    )


def test_the_function_may_do_this_and_nothing_else(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    role = iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::000000000000:role/import")
    for name in (None, "nightly"):
        data = DataSource.s3_uri("s3://lake/x.csv")
        DatasetImportJob(stack, f"Import{name}", dataset=dataset, data_source=data, role=role, job_name=name)
    policies = Template.from_stack(stack).find_resources(
        "AWS::IAM::Policy", {"Properties": {"PolicyName": Match.string_like_regexp("ImportPolicy")}}
    )
    (policy,) = policies.values()
    jobs = "arn:<AWS::Partition>:personalize:<AWS::Region>:<AWS::AccountId>:dataset-import-job/"
    named = [f"{jobs}Recommendations-*", f"{jobs}nightly"]
    assert [readable(statement) for statement in policy["Properties"]["PolicyDocument"]["Statement"]] == [
        {
            "Effect": "Allow",
            "Action": "personalize:CreateDatasetImportJob",
            "Resource": [named[0], events.DATASET_ARN, named[1]],
        },
        {
            "Effect": "Allow",
            "Action": ["personalize:DescribeDatasetImportJob", "personalize:TagResource"],
            "Resource": named,
        },
        {
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": "arn:aws:iam::000000000000:role/import",
            "Condition": {"StringEquals": {"iam:PassedToService": "personalize.amazonaws.com"}},
        },
        {"Effect": "Allow", "Action": "personalize:ListDatasetImportJobs", "Resource": "*"},
    ]


def readable(value: Any) -> Any:
    """Write `Fn::Join` as the text that it makes, with `<name>` for a `Ref`."""
    if isinstance(value, dict) and list(value) == ["Fn::Join"]:
        return "".join(f"<{part['Ref']}>" if isinstance(part, dict) else part for part in value["Fn::Join"][1])
    if isinstance(value, dict):
        return {key: readable(item) for key, item in value.items()}
    return [readable(item) for item in value] if isinstance(value, list) else value


def test_a_provider_can_serve_another_stack_without_depending_on_it() -> None:
    app = cdk.App()
    shared = cdk.Stack(app, "Shared")
    provider = ImportProvider(shared, "Imports")
    user = cdk.Stack(app, "User")
    DatasetImportJob(
        user,
        "Import",
        dataset=Dataset.from_dataset_arn(user, "Dataset", events.DATASET_ARN),
        data_source=DataSource.s3_uri("s3://lake/x.csv"),
        provider=provider,
    )
    Template.from_stack(user).resource_count_is("AWS::Lambda::Function", 0)
    Template.from_stack(shared)
    assert user.dependencies == [shared]


def test_a_second_provider_can_poll_at_another_pace(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    data = DataSource.s3_uri("s3://lake/x.csv")
    slow = ImportProvider(stack, "Slow", waiter=Waiter.provider_framework(poll_interval=cdk.Duration.seconds(7)))
    DatasetImportJob(stack, "First", dataset=dataset, data_source=data)
    DatasetImportJob(stack, "Second", dataset=dataset, data_source=data, provider=slow)
    functions = Template.from_stack(stack).find_resources(
        "AWS::Lambda::Function", {"Properties": {"Handler": Match.string_like_regexp("cdk_personalize_handler")}}
    )
    intervals = {f["Properties"]["Environment"]["Variables"]["POLL_INTERVAL_SECONDS"] for f in functions.values()}
    assert intervals == {"10", "7"}


def test_the_logical_ids_of_a_release_never_change(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    """A ServiceToken and a custom resource cannot move in an update: these ids are public API."""
    job = DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.s3_uri("s3://lake/x.csv"))
    assert stack.resolve(job.dataset_import_job_arn) == {"Ref": "Import98530AF4"}
    (resource,) = imports_of(stack)
    assert resource["Properties"]["ServiceToken"] == {
        "Fn::GetAtt": ["PersonalizeImportProviderFrameworkframeworkonEvent4342AEDC", "Arn"]
    }
