"""What botocore and CloudFormation let through is refused at synth, by name, with the value and what is allowed."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Template
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize import Dataset, DatasetImportJob, DataSource, ImportProvider, Waiter

DATA = DataSource.s3_uri("s3://lake/interactions/")


@pytest.mark.parametrize(
    ("arguments", "name", "value", "allowed"),
    [
        (lambda: {"job_name": "two words"}, "job_name", "two words", "letters, digits"),
        (lambda: {"job_name": "n" * 64}, "job_name", "nnn", "1 to 63"),
        (lambda: {"job_name": ""}, "job_name", "''", "1 to 63"),
        (lambda: {"data_version": ""}, "data_version", "''", "1 to 256 characters"),
        (lambda: {"import_mode": "NOPE"}, "import_mode", "NOPE", "FULL or INCREMENTAL"),
        (lambda: {"preflight": "off"}, "preflight", "off", "ON, WARN, OFF"),
        (lambda: {"timeout": cdk.Duration.seconds(9)}, "timeout", "9 s", "10 seconds to 36 hours"),
        (lambda: {"timeout": cdk.Duration.hours(37)}, "timeout", "133200", "10 seconds to 36 hours"),
        (lambda: {"hand_over": cdk.Duration.minutes(56)}, "hand_over", "3360", "10 seconds to 55 minutes"),
        (lambda: {"hand_over": cdk.Duration.seconds(5)}, "hand_over", "5", "10 seconds to 55 minutes"),
        (lambda: {"timeout": cdk.Duration.millis(45500)}, "timeout", "45.5", "whole seconds"),
        (lambda: {"tags": {"aws:team": "search"}}, "tags", "aws:team", "do not start with 'aws:'"),
        (lambda: {"tags": {"team": 1}}, "tags", "1", "text for keys and values"),
        (lambda: {"tags": {"": "search"}}, "tags", "''", "1 to 128"),
        (lambda: {"tags": {"team": "s" * 257}}, "tags 'team'", "sss", "at most 256"),
        (lambda: {"tags": {str(n): "" for n in range(51)}}, "tags", "51 tags", "at most 50"),
        (lambda: {"dataset": "arn:aws:personalize"}, "dataset", "arn:aws:personalize", "Dataset.from_dataset_arn"),
        (lambda: {"data_source": "s3://lake/"}, "data_source", "s3://lake/", "DataSource.bucket"),
    ],
)
def test_a_bad_argument_is_refused(
    stack: cdk.Stack,
    dataset: IDatasetRef,
    arguments: Callable[[], dict[str, Any]],
    name: str,
    value: str,
    allowed: str,
) -> None:
    with pytest.raises(ValueError, match=f"^{name}: ") as refusal:
        DatasetImportJob(stack, "Import", **{"dataset": dataset, "data_source": DATA, **arguments()})
    assert value in str(refusal.value)
    assert allowed in str(refusal.value)


@pytest.mark.parametrize("key", ["x" * 400, None])
def test_a_key_is_checked_even_if_the_buckets_name_is_known_only_at_deployment(stack: cdk.Stack, key: Any) -> None:
    with pytest.raises(ValueError, match=r"^object_key: "):
        DataSource.bucket(s3.Bucket(stack, "Lake"), key)


def test_a_time_that_is_known_only_at_deployment_is_refused(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    duration = cdk.Duration.seconds(cdk.CfnParameter(stack, "Parameter", type="Number").value_as_number)
    with pytest.raises(ValueError, match=r"^timeout: .* a time that is known at synth"):
        DatasetImportJob(stack, "Import", dataset=dataset, data_source=DATA, timeout=duration)
    with pytest.raises(ValueError, match=r"^poll_interval: .* a time that is known at synth"):
        Waiter.provider_framework(poll_interval=duration)


def test_a_location_that_begins_wrongly_is_refused_whatever_follows(stack: cdk.Stack) -> None:
    with pytest.raises(ValueError, match=r"^data_source: "):
        DataSource.s3_uri(f"https://{cdk.CfnParameter(stack, 'Parameter').value_as_string}/x.csv")


@pytest.mark.parametrize(
    "uri", ["lake/interactions.csv", "https://lake/x", "s3://lake", "s3://La/ke", "s3://l/" + "x" * 250]
)
def test_a_location_that_is_no_s3_uri_is_refused(uri: str) -> None:
    with pytest.raises(ValueError, match=r"^data_source: .* use s3://<bucket>/"):
        DataSource.s3_uri(uri)


@pytest.mark.parametrize(
    "arn", ["arn:aws:s3:::lake", "arn:aws:personalize:us-east-1:000000000000:schema/movies", "movies", ""]
)
def test_an_arn_of_something_else_is_refused(stack: cdk.Stack, arn: str) -> None:
    with pytest.raises(ValueError, match=r"^dataset_arn: .* use the ARN of a Personalize dataset"):
        Dataset.from_dataset_arn(stack, "Dataset", arn)


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
    with pytest.raises(ValueError, match=r"^waiter: .*the 10 s of the other imports in stack Recommendations"):
        DatasetImportJob(stack, "Second", dataset=dataset, data_source=DATA, waiter=slow)


def test_a_provider_has_its_waiter(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    with pytest.raises(ValueError, match=r"^waiter: .*one of them"):
        DatasetImportJob(
            stack,
            "Import",
            dataset=dataset,
            data_source=DATA,
            waiter=Waiter.provider_framework(),
            provider=ImportProvider(stack, "Provider"),
        )


def test_a_tag_that_an_aspect_adds_is_checked_at_synth(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DATA)
    cdk.Tags.of(stack).add("team", "s" * 257)
    with pytest.raises(RuntimeError, match=r"tags 'team': .* at most 256"):
        Template.from_stack(stack)


def test_what_is_known_only_at_deployment_is_not_judged_at_synth(stack: cdk.Stack) -> None:
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
