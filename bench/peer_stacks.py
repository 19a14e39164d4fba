"""Stacks of the peers with any number of imports on the same functions."""

from typing import cast

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from aws_cdk import custom_resources

from bench.peers.crhelper.stack import CrhelperPeer
from bench.peers.provider_framework.stack import ProviderFrameworkPeer


def provider_framework(app: cdk.App, id: str, number: int) -> None:
    """Wait with the CDK's Provider framework and a plain handler."""
    stack = ProviderFrameworkPeer(app, id, properties=_properties(0))
    provider = cast(custom_resources.Provider, stack.node.find_child("Provider"))
    _add_imports(stack, provider.service_token, number)


def crhelper(app: cdk.App, id: str, number: int) -> None:
    """Wait with crhelper as in its README."""
    stack = CrhelperPeer(app, id, properties=_properties(0))
    function = cast(lambda_.Function, stack.node.find_child("Function"))
    _add_imports(stack, function.function_arn, number)


def _add_imports(stack: cdk.Stack, service_token: str, number: int) -> None:
    """Add all but the first."""
    for index in range(1, number):
        cdk.CustomResource(stack, f"Import{index}", service_token=service_token, properties=_properties(index))


def _properties(index: int) -> dict[str, str]:
    return {
        "DatasetArn": f"arn:aws:personalize:us-east-1:123456789012:dataset/group{index}/INTERACTIONS",
        "DataLocation": f"s3://example-recommendation-data/interactions{index}/",
        "RoleArn": "arn:aws:iam::123456789012:role/import",
    }
