"""Grants that the app cannot make, because the policy that must have them is not the app's."""

import json
from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from constructs import Construct


def warn_of_missing_grant(scope: Construct, id: str, resource: str, statements: Sequence[iam.PolicyStatement]) -> None:
    """Warn at synth, with the statements to add as JSON; `id` is what the warning can be acknowledged by.

    What is known only at deployment stands as in `Fn::Sub`, like `${AWS::AccountId}`.
    """
    stack = cdk.Stack.of(scope)
    policy = [_as_text(stack.resolve(statement.to_statement_json())) for statement in statements]
    cdk.Annotations.of(scope).add_warning_v2(
        f"cdk-personalize:{id}",
        f"the policy of {resource} is not managed by this app, and Amazon Personalize cannot read the data unless it "
        f"has these statements: {json.dumps(policy)}",
    )


def _as_text(value: object) -> object:
    match value:
        case {"Fn::Join": [str(separator), list(parts)]}:
            return separator.join(str(_as_text(part)) for part in parts)
        case {"Ref": str(name)}:
            return "aws" if name == "AWS::Partition" else f"${{{name}}}"
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return f"${{{name}.{attribute}}}"
        case dict():
            return {key: _as_text(each) for key, each in value.items()}
        case list():
            return [_as_text(each) for each in value]
    return value
