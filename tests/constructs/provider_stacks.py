"""Stacks with the functions only, and what is in them."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk.assertions import Template

from cdk_personalize import ImportProvider
from tests.constructs.variants import WAITERS

SUBNETS = ["subnet-12345678", "subnet-87654321"]

both_waiters = pytest.mark.parametrize("waiter", list(WAITERS))


def create(stack: cdk.Stack, waiter: str = "framework", **parameters: Any) -> ImportProvider:
    return ImportProvider(stack, "Provider", waiter=WAITERS[waiter](), **parameters)


def network(stack: cdk.Stack) -> ec2.IVpc:
    return ec2.Vpc.from_vpc_attributes(
        stack, "Vpc", vpc_id="vpc-12345678", availability_zones=["a", "b"], private_subnet_ids=SUBNETS
    )


def find(stack: cdk.Stack, resource_type: str) -> dict[str, Any]:
    return dict(Template.from_stack(stack).find_resources(resource_type))


def functions_of(stack: cdk.Stack) -> list[Any]:
    """The properties of the functions, the import function first."""
    functions = [each["Properties"] for each in find(stack, "AWS::Lambda::Function").values()]
    return sorted(functions, key=lambda each: not each["Handler"].startswith("cdk_personalize_handler"))
