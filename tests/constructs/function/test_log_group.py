"""What the functions write is kept, encrypted and ended as it is asked for, and there before anything is imported."""

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk.assertions import Template
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize import Dataset, DatasetImportJob, DataSource
from cdk_personalize_handler.contract.properties import RESOURCE_TYPE
from testing import events
from tests.constructs.provider_stacks import both_waiters, create, find, functions_of
from tests.constructs.rendered import readable, statements_in, warnings_of

DATA = DataSource.s3_uri("s3://lake/x.csv")
LOG_ACTIONS = [
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:DescribeKey",
]


@both_waiters
def test_the_import_functions_log_group_has_lambdas_name_and_outlives_a_rollback(stack: cdk.Stack, waiter: str) -> None:
    create(stack, waiter)
    (function_id,) = (name for name in find(stack, "AWS::Lambda::Function") if name.startswith("ProviderHandler"))
    groups = find(stack, "AWS::Logs::LogGroup").values()
    (group,) = (each for each in groups if "LogGroupName" in each["Properties"])
    assert group["Properties"] == {
        "LogGroupName": {"Fn::Join": ["", ["/aws/lambda/", {"Ref": function_id}]]},
        "RetentionInDays": 90,
    }
    assert (group["DeletionPolicy"], group["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert len(groups) == (2 if waiter == "framework" else 1)


@both_waiters
def test_a_feature_flag_makes_no_difference_to_the_logs(waiter: str) -> None:
    templates = []
    for flag in (True, False):
        stack = cdk.Stack(cdk.App(context={"@aws-cdk/aws-lambda:useCdkManagedLogGroup": flag}), "Recommendations")
        create(stack, waiter)
        templates.append(Template.from_stack(stack).to_json())
    assert templates[0] == templates[1]


@both_waiters
def test_the_import_function_can_write_to_its_own_log_only(stack: cdk.Stack, waiter: str) -> None:
    create(stack, waiter)
    (role,) = (each for name, each in find(stack, "AWS::IAM::Role").items() if name.startswith("ProviderHandler"))
    assert set(role["Properties"]) == {"AssumeRolePolicyDocument"}
    (group_id,) = (name for name in find(stack, "AWS::Logs::LogGroup") if name.startswith("ProviderLogGroup"))
    (policy,) = (each for name, each in find(stack, "AWS::IAM::Policy").items() if "WritePolicy" in name)
    assert policy["Properties"]["PolicyDocument"]["Statement"] == [
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": {"Fn::GetAtt": [group_id, "Arn"]},
        }
    ]


@both_waiters
def test_no_custom_resource_runs_before_there_is_a_log(stack: cdk.Stack, dataset: IDatasetRef, waiter: str) -> None:
    provider = create(stack, waiter)
    hours = cdk.Duration.hours(2)
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DATA, provider=provider, timeout=hours)
    log = {name for kind in ("AWS::Logs::LogGroup", "AWS::IAM::Policy") for name in find(stack, kind)}
    log = {name for name in log if name.startswith("ProviderLog")}
    assert len(log) == 2
    links = find(stack, RESOURCE_TYPE).values()
    assert len(links) == 3
    assert all(log <= set(link["DependsOn"]) for link in links)


def test_an_import_of_another_stack_waits_for_the_stack_with_the_log() -> None:
    app = cdk.App()
    shared, user = cdk.Stack(app, "Shared"), cdk.Stack(app, "User")
    dataset = Dataset.from_dataset_arn(user, "Dataset", events.DATASET_ARN)
    DatasetImportJob(user, "Import", dataset=dataset, data_source=DATA, provider=create(shared))
    Template.from_stack(user).resource_count_is("AWS::Logs::LogGroup", 0)
    assert user.dependencies == [shared]


@both_waiters
def test_a_key_of_the_app_encrypts_environments_and_logs_and_allows_cloudwatch_logs(
    stack: cdk.Stack, waiter: str
) -> None:
    create(stack, waiter, encryption_key=kms.Key(stack, "Key"))
    ((key_id, key),) = find(stack, "AWS::KMS::Key").items()
    arn = {"Fn::GetAtt": [key_id, "Arn"]}
    assert all(each["KmsKeyArn"] == arn for each in functions_of(stack))
    assert all(each["Properties"]["KmsKeyId"] == arn for each in find(stack, "AWS::Logs::LogGroup").values())
    _account, logs_may = key["Properties"]["KeyPolicy"]["Statement"]
    groups = "arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:*"
    assert readable(logs_may) == {
        "Effect": "Allow",
        "Principal": {"Service": "logs.<AWS::Region>.<AWS::URLSuffix>"},
        "Action": LOG_ACTIONS,
        "Resource": "*",
        "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}},
    }


@pytest.mark.parametrize(
    ("account", "region", "key_arn", "service", "groups"),
    [
        (
            "123456789012",
            "eu-west-1",
            "arn:aws:kms:eu-west-1:123456789012:key/mine",
            "logs.eu-west-1.amazonaws.com",
            "arn:aws:logs:eu-west-1:123456789012:log-group:*",
        ),
        (
            "123456789012",
            "cn-north-1",
            "arn:aws-cn:kms:cn-north-1:999999999999:key/mine",
            "logs.cn-north-1.amazonaws.com.cn",
            "arn:aws-cn:logs:cn-north-1:123456789012:log-group:*",
        ),
        (
            None,
            None,
            "arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/mine",
            "logs.${AWS::Region}.amazonaws.com",
            "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:*",
        ),
    ],
)
def test_an_imported_key_has_a_warning_with_the_statement_to_add(
    account: str | None, region: str | None, key_arn: str, service: str, groups: str
) -> None:
    stack = cdk.Stack(cdk.App(), "Imports", env=cdk.Environment(account=account, region=region))
    create(stack, encryption_key=kms.Key.from_key_arn(stack, "Key", key_arn))
    text = warnings_of(stack)["cdk-personalize:logsKeyPolicy"]
    assert f"the policy of key {key_arn} is not managed by this app" in text
    (statement,) = statements_in(text)
    assert statement == {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": LOG_ACTIONS,
        "Resource": "*",
        "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}},
    }
    Template.from_stack(stack).resource_properties_count_is("AWS::Logs::LogGroup", {"KmsKeyId": key_arn}, 2)


@both_waiters
def test_logs_have_the_retention_of_the_parameter(stack: cdk.Stack, waiter: str) -> None:
    create(stack, waiter, log_retention=logs.RetentionDays.ONE_YEAR)
    groups = find(stack, "AWS::Logs::LogGroup").values()
    assert {each["Properties"]["RetentionInDays"] for each in groups} == {365}


@both_waiters
def test_lambda_logs_only_failures_itself(stack: cdk.Stack, waiter: str) -> None:
    create(stack, waiter)
    functions = find(stack, "AWS::Lambda::Function")
    (function,) = (function for name, function in functions.items() if name.startswith("ProviderHandler"))
    assert function["Properties"]["LoggingConfig"] == {"LogFormat": "JSON", "SystemLogLevel": "WARN"}
