"""The role that Amazon Personalize assumes to read the data."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from constructs import Construct


def create_import_role(scope: Construct, id: str) -> iam.Role:
    """Create a role that Amazon Personalize may assume for this account and Region only.

    The conditions are those of the developer guide, *Cross-service confused deputy prevention*.
    """
    stack = cdk.Stack.of(scope)
    return iam.Role(
        scope,
        id,
        description="Lets Amazon Personalize read the data of an import",
        assumed_by=iam.ServicePrincipal(
            "personalize.amazonaws.com",
            conditions={
                "StringEquals": {"aws:SourceAccount": stack.account},
                "ArnLike": {"aws:SourceArn": f"arn:{stack.partition}:personalize:{stack.region}:{stack.account}:*"},
            },
        ),
    )
