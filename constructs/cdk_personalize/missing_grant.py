"""Grants that the app cannot make, because the policy that must have them is not the app's."""

import json
from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import region_info

from constructs import Construct

DATA_CANNOT_BE_READ = "Amazon Personalize cannot read the data"


def warn_of_missing_grant(
    scope: Construct, id: str, policy: str, statements: Sequence[iam.PolicyStatement], otherwise: str
) -> None:
    """Warn at synth, with the statements to add as JSON, and what happens otherwise.

    `id` is what the warning can be acknowledged by, and `policy` says which one it is. What is known only at deployment
    stands as in `Fn::Sub`, like `${AWS::AccountId}`, or as `${...}`; the partition is `aws` if the Region is not known.
    """
    stack = cdk.Stack.of(scope)
    missing = [_as_text(stack.resolve(statement.to_statement_json()), stack.region) for statement in statements]
    cdk.Annotations.of(scope).add_warning_v2(
        f"cdk-personalize:{id}",
        f"{policy} is not managed by this app, and {otherwise} unless it has these statements: {json.dumps(missing)}",
    )


def _as_text(value: object, region: str) -> object:
    match value:
        case {"Fn::Join": [str(separator), list(parts)]}:
            return separator.join(str(_as_text(part, region)) for part in parts)
        case {"Ref": "AWS::Partition"}:
            return region_info.RegionInfo.get(region).partition or "aws"
        case {"Ref": "AWS::URLSuffix"}:
            return region_info.RegionInfo.get(region).domain_suffix or "amazonaws.com"
        case {"Ref": str(name)}:
            return f"${{{name}}}"
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return f"${{{name}.{attribute}}}"
        case dict() if any(key.startswith("Fn::") for key in value):
            return "${...}"
        case dict():
            return {key: _as_text(each, region) for key, each in value.items()}
        case list():
            return [_as_text(each, region) for each in value]
    return value
