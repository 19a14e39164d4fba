"""What botocore and CloudFormation let through is refused at synth, by name, with the value and what is allowed."""

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Template
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize import Dataset, DatasetImportJob, DataSource, Waiter

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
