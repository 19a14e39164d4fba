"""How much fits into the policies of the function's role."""

import json
from collections.abc import Sequence

import aws_cdk as cdk
import jsii
from aws_cdk import aws_iam as iam

from constructs import IValidation

MAX_INLINE_POLICIES_LENGTH = 10_240
"""Characters in all inline policies of a role together, without white space (IAM quotas)."""

_OTHER_POLICIES_LENGTH = 800
"""What the function's log and its waiter need besides."""

_LENGTHS = {"AWS::Partition": 10, "AWS::Region": 14, "AWS::AccountId": 12, "AWS::StackName": 128, "AWS::StackId": 230}
_LONGEST_DATASET_ARN = 150


@jsii.implements(IValidation)
class FitIntoRole:
    """Refuses more rights than a role can hold, which otherwise fails in the middle of a deployment."""

    def __init__(self, role: iam.IRole, policies: Sequence[iam.Policy]) -> None:
        self._role = role
        self._policies = policies

    def validate(self) -> list[str]:
        """Return what is wrong, as the CDK asks for it."""
        length = _OTHER_POLICIES_LENGTH + sum(
            length_of(cdk.Stack.of(policy).resolve(policy.document.to_json())) for policy in self._policies
        )
        if length <= MAX_INLINE_POLICIES_LENGTH:
            return []
        return [
            f"provider: {self._role.node.path} with policies of {length:,} characters is not allowed, because a role "
            f"has room for {MAX_INLINE_POLICIES_LENGTH:,}; use another provider=ImportProvider(...) for the imports "
            "into some of the datasets"
        ]


def length_of(value: object) -> int:
    """Return how long a part of a policy is as JSON, what is known only at deployment at its longest."""
    match value:
        case {"Fn::Join": [_, list(parts)]}:
            return sum(length_of(part) for part in parts)
        case {"Ref": str(name)}:
            return _LENGTHS.get(name, _LONGEST_DATASET_ARN)
        case {"Fn::GetAtt": _} | {"Fn::ImportValue": _} | {"Fn::Select": _}:
            return _LONGEST_DATASET_ARN
        case dict():
            return 2 + sum(len(json.dumps(key)) + 2 + length_of(each) for key, each in value.items())
        case list():
            return 2 + sum(1 + length_of(each) for each in value)
    return len(json.dumps(value))
