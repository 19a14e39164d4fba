"""The settings of a stack's functions can be given to `ImportProvider.of` after its imports have been deployed."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk.assertions import Template

from cdk_personalize import Dataset, DatasetImportJob, DataSource, ImportProvider
from testing import events
from tests.constructs.provider_stacks import SUBNETS, both_waiters, network
from tests.constructs.variants import WAITERS
from tests.synth.in_place import imported, lost

Settings = Callable[[cdk.Stack], dict[str, Any]]

SETTINGS: dict[str, Settings] = {
    "vpc": lambda stack: {"vpc": network(stack)},
    "vpc, its subnets and security groups": lambda stack: {
        "vpc": network(stack),
        "vpc_subnets": ec2.SubnetSelection(subnets=[ec2.Subnet.from_subnet_id(stack, "Subnet", SUBNETS[1])]),
        "security_groups": [ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-12345678")],
    },
    "encryption_key": lambda stack: {"encryption_key": kms.Key(stack, "Key")},
    "log_retention": lambda _: {"log_retention": logs.RetentionDays.ONE_DAY},
    "reserved_concurrent_executions": lambda _: {"reserved_concurrent_executions": 8},
    "architecture": lambda _: {"architecture": lambda_.Architecture.X86_64},
    "poll_interval": lambda _: {"poll_interval": cdk.Duration.minutes(3)},
}


def synthesize(waiter: str, settings: Settings) -> Any:
    stack = cdk.Stack(cdk.App(), "Recommendations")
    given = settings(stack)
    interval = {"poll_interval": given.pop("poll_interval")} if "poll_interval" in given else {}
    if given or interval:
        ImportProvider.of(stack, WAITERS[waiter](**interval), **given)
    dataset = Dataset.from_dataset_arn(stack, "Dataset", events.DATASET_ARN)
    data = DataSource.s3_uri("s3://lake/x.csv")
    waiters: dict[str, Any] = {} if waiter == "framework" else {"waiter": WAITERS[waiter](**interval)}
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data, **waiters)
    return Template.from_stack(stack).to_json()


@both_waiters
@pytest.mark.parametrize("setting", list(SETTINGS))
def test_cloudformation_changes_a_setting_in_place_and_no_import_notices(waiter: str, setting: str) -> None:
    before, after = synthesize(waiter, lambda _: {}), synthesize(waiter, SETTINGS[setting])
    assert before != after
    assert lost(before, after) == []
    assert imported(before, after) == []
