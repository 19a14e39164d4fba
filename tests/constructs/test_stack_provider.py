"""The provider that the imports of a stack share, and its settings before the first import."""

import pydoc
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize import DatasetImportJob, DataSource, IImportProvider, ImportProvider, Waiter
from tests.constructs.provider_stacks import SUBNETS, find, functions_of, network
from tests.constructs.rendered import imports_of

DATA = DataSource.s3_uri("s3://lake/x.csv")


def every(seconds: int) -> Waiter:
    return Waiter.provider_framework(poll_interval=cdk.Duration.seconds(seconds))


def interval_of(stack: cdk.Stack) -> str:
    return str(functions_of(stack)[0]["Environment"]["Variables"]["POLL_INTERVAL_SECONDS"])


def test_the_shared_provider_has_the_settings_of_the_call_before_the_first_import(
    stack: cdk.Stack, dataset: IDatasetRef
) -> None:
    key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:us-east-1:000000000000:key/mine")
    provider = ImportProvider.of(
        stack,
        every(60),
        vpc=network(stack),
        encryption_key=key,
        log_retention=logs.RetentionDays.ONE_DAY,
        reserved_concurrent_executions=3,
        architecture=lambda_.Architecture.X86_64,
    )
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DATA)
    functions = functions_of(stack)
    assert len(functions) == 4
    assert [each["VpcConfig"]["SubnetIds"] for each in functions] == [SUBNETS] * 4
    assert {each["KmsKeyArn"] for each in functions} == {key.key_arn}
    assert functions[0]["ReservedConcurrentExecutions"] == 3
    assert functions[0]["Architectures"] == ["x86_64"]
    assert {each["Properties"]["RetentionInDays"] for each in find(stack, "AWS::Logs::LogGroup").values()} == {1}
    (resource,) = imports_of(stack)
    assert resource["Properties"]["ServiceToken"] == stack.resolve(provider.service_token)


@pytest.mark.parametrize(
    "settings", [{"log_retention": logs.RetentionDays.ONE_DAY}, {"reserved_concurrent_executions": 3}]
)
def test_settings_after_the_first_import_are_refused(
    stack: cdk.Stack, dataset: IDatasetRef, settings: dict[str, Any]
) -> None:
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DATA)
    (name,) = settings
    with pytest.raises(
        ValueError, match=f"^{name}: the functions of stack Recommendations .* use ImportProvider.of.* before the first"
    ):
        ImportProvider.of(stack, **settings)


def test_the_shared_provider_is_returned_without_settings(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DATA)
    provider = ImportProvider.of(stack)
    assert provider is ImportProvider.of(stack, every(10))
    assert provider is not ImportProvider.of(stack, Waiter.crhelper())


def test_an_import_without_a_waiter_has_the_providers_interval(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    ImportProvider.of(stack, every(60))
    for number in range(2):
        DatasetImportJob(stack, f"Import{number}", dataset=dataset, data_source=DATA)
    assert interval_of(stack) == "60"


def test_the_error_for_another_interval_names_the_call_that_sets_it(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DATA)
    with pytest.raises(ValueError, match=r"^waiter: ") as refusal:
        DatasetImportJob(stack, "Other", dataset=dataset, data_source=DATA, waiter=every(30))
    assert str(refusal.value) == (
        "waiter: poll_interval is 30 s, but the imports of stack Recommendations share functions that poll every 10 s; "
        "use 10 s, or set the interval of all imports with ImportProvider.of(stack, waiter) before the first one"
    )
    other = cdk.Stack(cdk.App(), "Recommendations")
    ImportProvider.of(other, every(30))
    assert interval_of(other) == "30"


@pytest.mark.parametrize(
    ("owner", "names"),
    [
        (ImportProvider, ["service_token", "function_role", "log_group", "from_service_token", "from_exports"]),
        (IImportProvider, ["service_token", "function_role"]),
        (DatasetImportJob, ["role"]),
    ],
)
def test_every_public_property_is_in_the_help(owner: type, names: list[str]) -> None:
    shown = pydoc.plain(pydoc.render_doc(owner))
    for name in names:
        assert getattr(owner, name).__doc__
        assert f" {name}" in shown


def test_the_log_group_is_that_of_the_import_function(stack: cdk.Stack) -> None:
    provider = ImportProvider(stack, "Provider")
    (name,) = (
        name for name, group in find(stack, "AWS::Logs::LogGroup").items() if "LogGroupName" in group["Properties"]
    )
    assert stack.resolve(provider.log_group.log_group_name) == {"Ref": name}
