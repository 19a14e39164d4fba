"""What botocore and CloudFormation let through is refused at synth, by name, with the value and what is allowed."""

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Template
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize import Dataset, DatasetImportJob, DataSource, Waiter
from testing import events

DATA = DataSource.s3_uri("s3://lake/interactions/")


def test_a_duration_with_a_token_is_refused(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    duration = cdk.Duration.seconds(cdk.CfnParameter(stack, "Parameter", type="Number").value_as_number)
    with pytest.raises(ValueError, match=r"^timeout: the duration is not known at synth"):
        DatasetImportJob(stack, "Import", dataset=dataset, data_source=DATA, timeout=duration)
    with pytest.raises(ValueError, match=r"^poll_interval: the duration is not known at synth"):
        Waiter.provider_framework(poll_interval=duration)


def test_a_location_that_begins_wrongly_is_refused_whatever_follows(stack: cdk.Stack) -> None:
    with pytest.raises(ValueError, match=r"^uri: "):
        DataSource.s3_uri(f"https://{cdk.CfnParameter(stack, 'Parameter').value_as_string}/x.csv")


def test_a_pattern_is_refused_whatever_is_known_only_at_deployment(stack: cdk.Stack) -> None:
    value = cdk.CfnParameter(stack, "Parameter").value_as_string
    lake = s3.Bucket(stack, "Lake")
    with pytest.raises(ValueError, match=r"^uri: .* use one file, or a folder"):
        DataSource.s3_uri(f"s3://{lake.bucket_name}/*.csv")
    with pytest.raises(ValueError, match=r"^object_key: .* use one file, or a folder"):
        DataSource.bucket(lake, f"{value}/*.csv")
    with pytest.raises(
        ValueError, match=r"^object_key: .* use '[^/].*', or DataSource.s3_uri if the keys begin with '/'"
    ):
        DataSource.bucket(lake, f"/{value}")


@pytest.mark.parametrize("milliseconds", [65 * 60 * 1000, 301_000, 0, 1500])
def test_a_poll_interval_out_of_range_is_refused(milliseconds: int) -> None:
    with pytest.raises(ValueError, match=r"^poll_interval: .* use whole seconds, 1 to 300"):
        Waiter.provider_framework(poll_interval=cdk.Duration.millis(milliseconds))


@pytest.mark.parametrize(
    ("env", "what"),
    [
        ({"region": "eu-west-1", "account": "000000000000"}, "region, eu-west-1"),
        ({"region": "us-east-1", "account": "111111111111"}, "account, 111111111111"),
    ],
)
def test_a_dataset_of_another_account_or_region_is_refused(
    env: dict[str, str], what: str, dataset: IDatasetRef
) -> None:
    stack = cdk.Stack(cdk.App(), "Elsewhere", env=cdk.Environment(**env))
    with pytest.raises(ValueError, match=f"^dataset: .* a dataset in the stack's {what}"):
        DatasetImportJob(stack, "Import", dataset=dataset, data_source=DATA)


def in_account(account: str) -> cdk.Environment:
    return cdk.Environment(account=account, region="us-east-1")


@pytest.mark.parametrize("is_created", [False, True])
def test_a_role_of_another_account_is_refused(is_created: bool) -> None:
    app = cdk.App()
    stack = cdk.Stack(app, "Here", env=in_account("000000000000"))
    theirs = cdk.Stack(app, "Theirs", env=in_account("111111111111"))
    role = iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::111111111111:role/theirs")
    if is_created:
        role = iam.Role(theirs, "Role", assumed_by=iam.ServicePrincipal("personalize.amazonaws.com"))
    dataset = Dataset.from_dataset_arn(stack, "Dataset", events.DATASET_ARN)
    shown = "Theirs/Role" if is_created else "arn:aws:iam::111111111111:role/theirs"
    with pytest.raises(ValueError, match=f"^role: '{shown}' .* use a role in the stack's account, 000000000000$"):
        DatasetImportJob(stack, "Import", dataset=dataset, data_source=DATA, role=role)
    assert not stack.node.try_find_child("Import")


@pytest.mark.parametrize(
    ("env", "role_arn"),
    [
        (None, "arn:aws:iam::111111111111:role/theirs"),
        (in_account("000000000000"), cdk.Fn.import_value("Role")),
        (in_account("000000000000"), f"arn:aws:iam::{cdk.Aws.ACCOUNT_ID}:role/mine"),
        (in_account("000000000000"), "arn:aws:iam::000000000000:role/mine"),
    ],
    ids=["account of the stack unknown", "ARN unknown", "account of the role unknown", "one account"],
)
def test_a_role_is_refused_only_if_both_accounts_are_known(env: cdk.Environment | None, role_arn: str) -> None:
    stack = cdk.Stack(cdk.App(), "Here", env=env)
    dataset = Dataset.from_dataset_arn(stack, "Dataset", events.DATASET_ARN)
    role = iam.Role.from_role_arn(stack, "Role", role_arn)
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DATA, role=role)
    Template.from_stack(stack)


def test_two_poll_intervals_in_one_stack_are_refused(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    DatasetImportJob(stack, "First", dataset=dataset, data_source=DATA)
    slow = Waiter.provider_framework(poll_interval=cdk.Duration.seconds(30))
    with pytest.raises(ValueError, match=r"^waiter: poll_interval is 30 s, but .* Recommendations .*; use 10 s"):
        DatasetImportJob(stack, "Second", dataset=dataset, data_source=DATA, waiter=slow)


def test_a_tag_that_an_aspect_adds_is_checked_at_synth(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DATA)
    cdk.Tags.of(stack).add("team", "s" * 257)
    with pytest.raises(RuntimeError, match=r"tags 'team': .* at most 256"):
        Template.from_stack(stack)


def test_synth_does_not_check_tokens(stack: cdk.Stack) -> None:
    value = cdk.CfnParameter(stack, "Parameter").value_as_string
    DatasetImportJob(
        stack,
        "Import",
        dataset=Dataset.from_dataset_arn(stack, "Dataset", value),
        data_source=DataSource.s3_uri(value),
        job_name=value,
        data_version=value,
        tags={"known": value, value: "known"},
    )
