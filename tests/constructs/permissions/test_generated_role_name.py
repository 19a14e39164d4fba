"""Patterns of the ARNs of roles whose names CloudFormation generates, against names that it has generated."""

from fnmatch import fnmatchcase

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam

from cdk_personalize.permissions.generated_role_name import arn_before_deployment

ENV = cdk.Environment(account="000000000000", region="us-east-1")
LAMBDA = iam.ServicePrincipal("lambda.amazonaws.com")


def arn_of(stack: cdk.Stack, logical_id: str | None = None, **more: str) -> str:
    role = iam.Role(stack, "Role", assumed_by=LAMBDA, **more)  # type: ignore[arg-type]
    if logical_id:
        role.node.default_child.override_logical_id(logical_id)  # type: ignore[union-attr]
    arn = str(arn_before_deployment(role))
    return arn.replace(stack.partition, "aws")


@pytest.mark.parametrize(
    ("stack_name", "logical_id", "pattern", "generated"),
    [
        (
            "OpenReception-Web-dev",
            "CustomS3AutoDeleteObjectsCustomResourceProviderRole3B1BD092",
            "OpenReception-Web-dev-CustomS3AutoDeleteObjects*",
            "OpenReception-Web-dev-CustomS3AutoDeleteObjectsCust-yIrNw85NvcWP",
        ),
        (
            "amplify-amplifyvitereactt-main-branch",
            "amplifyAuthauthenticatedUserRoleD8DA3689",
            "amplify-amplifyvitereactt-amplifyAuthauthenticatedU*",
            "amplify-amplifyvitereactt-amplifyAuthauthenticatedU-wSVvvMsmXV3m",
        ),
        (
            "staging-WebAppStack",
            "FrontCrossAccountZoneDelegationRole12345678",
            "staging-WebAppStack-FrontCrossAccountZoneDele*",
            "staging-WebAppStack-FrontCrossAccountZoneDelegati-QVR17XIY35S3",
        ),
        (
            "a-stack-with-a-name-of-more-than-25-characters",
            "Mine6B13081E",
            "a-stack-with-a-name-of-mo*-Mine6B13081E*",
            "a-stack-with-a-name-of-more-than-25-ch-Mine6B13081E-QVR17XIY35S3",
        ),
        ("two--dashes", "Mine6B13081E", "two-dashes-Mine6B13081E*", "two-dashes-Mine6B13081E-QVR17XIY35S3"),
    ],
)
def test_a_generated_name_begins_with_the_shortened_stack_name_and_logical_id(
    stack_name: str, logical_id: str, pattern: str, generated: str
) -> None:
    arn = arn_of(cdk.Stack(cdk.App(), "Stack", env=ENV, stack_name=stack_name), logical_id)
    assert arn == f"arn:aws:iam::000000000000:role/{pattern}"
    assert len(generated) <= 64
    assert fnmatchcase(f"arn:aws:iam::000000000000:role/{generated}", arn)


def test_a_name_in_a_nested_stack_begins_with_the_top_level_stack() -> None:
    stack = cdk.Stack(cdk.App(), "Outermost", env=ENV)
    arn = arn_of(cdk.NestedStack(cdk.NestedStack(stack, "Between"), "Inner"), "RoleOfTheFunctionThatImports")
    assert arn == "arn:aws:iam::000000000000:role/Outermost*-RoleOfTheFunctionThatImpo*"


def test_an_explicit_name_is_known() -> None:
    stack = cdk.Stack(cdk.App(), "Stack", env=ENV)
    assert arn_of(stack, role_name="mine", path="/ours/") == "arn:aws:iam::000000000000:role/ours/mine"


def test_an_imported_role_is_known() -> None:
    stack = cdk.Stack(cdk.App(), "Stack", env=ENV)
    role = iam.Role.from_role_arn(stack, "Theirs", "arn:aws:iam::000000000000:role/theirs")
    assert arn_before_deployment(role) is None
