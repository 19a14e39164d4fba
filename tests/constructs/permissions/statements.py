"""Statements that policies have for an import."""

from typing import Any

import aws_cdk as cdk
from aws_cdk.assertions import Template

SERVICE = {"Principal": {"Service": "personalize.amazonaws.com"}}
KEY_ACTIONS = ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:CreateGrant", "kms:ListGrants"]
ACCOUNT, OTHER_ACCOUNT, REGION = "000000000000", "111111111111", "us-east-1"

ROLE_TO_BE_CREATED = {
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
    "Condition": {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/personalize-import/Recommendations/*"}},
}


def reads(bucket: str, objects: str | list[str], prefix: str | None) -> list[dict[str, Any]]:
    within = {"Condition": {"StringLike": {"s3:prefix": prefix}}} if prefix else {}
    return [
        {"Action": "s3:ListBucket", "Effect": "Allow", "Resource": bucket} | within,
        {"Action": "s3:GetObject", "Effect": "Allow", "Resource": objects},
    ]


def file_or_folder(arn: str) -> list[str]:
    """The objects of a location that does not end in a slash."""
    return [arn, f"{arn}/*"]


def assumable_by(role_arn: str) -> dict[str, Any]:
    return {"Action": "sts:AssumeRole", "Effect": "Allow", "Principal": {"AWS": role_arn}}


def function_role_of(stack: cdk.Stack) -> str:
    """The ARN of the role of the import function, as another stack or the same one names it."""
    names = [name for name in Template.from_stack(stack).find_resources("AWS::IAM::Role") if "HandlerService" in name]
    (name,) = names
    return f"<{name}.Arn>"
