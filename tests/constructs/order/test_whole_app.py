"""What is laid over a whole app reaches everything in it, and everything works in every partition."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam

from cdk_personalize_handler.contract.properties import RESOURCE_TYPE
from tests.constructs.variants import EveryVariant

PARTITION_LITERALS = "@aws-cdk/core:enablePartitionLiterals"
TAGGABLE = {
    RESOURCE_TYPE,
    "AWS::EC2::SecurityGroup",
    "AWS::IAM::Role",
    "AWS::Lambda::Function",
    "AWS::Logs::LogGroup",
    "AWS::StepFunctions::StateMachine",
}
"""What the constructs make, but for policies and permissions, which have no tags."""


def resources_of(app: cdk.Stage) -> Iterator[Any]:
    for stack in app.synth().stacks:
        yield from stack.template.get("Resources", {}).values()


def test_a_permissions_boundary_by_aspect_reaches_every_role() -> None:
    app = cdk.App(analytics_reporting=False)
    EveryVariant(app)
    boundary = iam.ManagedPolicy.from_managed_policy_name(cdk.Stack(app, "Boundaries"), "Boundary", "boundary")
    iam.PermissionsBoundary.of(app).apply(boundary)
    assert_all_roles_have_a_boundary(app)


def test_a_permissions_boundary_of_the_app_reaches_every_role() -> None:
    boundary = cdk.PermissionsBoundary.from_name("boundary")
    app = cdk.App(analytics_reporting=False, context={"@aws-cdk/core:permissionsBoundary": {"name": "boundary"}})
    EveryVariant(app)
    assert_all_roles_have_a_boundary(app)
    stage = cdk.Stage(cdk.App(analytics_reporting=False), "Stage", permissions_boundary=boundary)
    EveryVariant(stage)
    assert_all_roles_have_a_boundary(stage)


def assert_all_roles_have_a_boundary(app: cdk.Stage) -> None:
    roles = [each["Properties"] for each in resources_of(app) if each["Type"] == "AWS::IAM::Role"]
    assert len(roles) > 20
    for role in roles:
        assert "boundary" in json.dumps(role.get("PermissionsBoundary"))


def test_tags_of_the_app_reach_everything_that_can_have_them() -> None:
    app = cdk.App(analytics_reporting=False)
    EveryVariant(app)
    cdk.Tags.of(app).add("team", "search")
    resources = list(resources_of(app))
    tag = {"Key": "team", "Value": "search"}
    untagged = {each["Type"] for each in resources if tag not in each.get("Properties", {}).get("Tags", [])}
    assert {each["Type"] for each in resources} >= TAGGABLE
    assert untagged == {"AWS::IAM::Policy", "AWS::Lambda::Permission", "AWS::S3::BucketPolicy"}


@pytest.mark.parametrize("literals", [False, True])
@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1", None])
def test_no_arn_has_the_aws_partition_in_another_partition(region: str | None, literals: bool, tmp_path: Path) -> None:
    app = cdk.App(analytics_reporting=False, context={PARTITION_LITERALS: literals}, outdir=str(tmp_path))
    EveryVariant(app, cdk.Environment(account="123456789012", region=region) if region else None)
    app.synth()
    assert_no_arn_of_the_aws_partition(tmp_path)


@pytest.mark.parametrize("literals", [False, True])
@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1"])
def test_the_statements_of_warnings_have_the_partition_of_the_region(region: str, literals: bool) -> None:
    app = cdk.App(analytics_reporting=False, context={PARTITION_LITERALS: literals})
    EveryVariant(app, cdk.Environment(account="123456789012", region=region))
    warnings = [str(message.entry.data) for stack in app.synth().stacks for message in stack.messages]
    ids = {match[1] for text in warnings if (match := re.search(r"\[ack: cdk-personalize:(\w+)\]", text))}
    assert ids == {"bucketPolicy", "keyPolicy", "logsKeyPolicy", "unorderedImports"}
    assert [text for text in warnings if "arn:aws:" in text] == []


def assert_no_arn_of_the_aws_partition(assembly: Path) -> None:
    files = [*assembly.rglob("*.template.json"), *assembly.rglob("*.assets.json")]
    assert files
    for file in files:
        assert "arn:aws:" not in file.read_text(), file.name
