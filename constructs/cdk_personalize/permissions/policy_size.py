"""The size of the inline policies of the function's role."""

import json
from collections.abc import Mapping
from typing import Any

import aws_cdk as cdk
import jsii
from aws_cdk import aws_iam as iam

from cdk_personalize._intrinsics import is_intrinsic, render
from cdk_personalize.permissions.stack_policy import KEEP_FORMER_POLICIES
from constructs import IValidation

MAX_INLINE_POLICIES_LENGTH = 10_240
"""Characters in all inline policies of a role together, without white space (IAM quotas)."""

_OTHER_POLICIES_LENGTH = 800
"""The length of the policies for the function's log and its waiter."""

_LENGTHS = {"AWS::Partition": 10, "AWS::Region": 14, "AWS::AccountId": 12, "AWS::StackName": 128, "AWS::StackId": 230}
_MAX_DATASET_ARN_LENGTH = 150


@jsii.implements(IValidation)
class RolePolicySize:
    """Lets synth fail for more inline policies than a role can hold, which otherwise fails during a deployment."""

    def __init__(self, role: iam.IRole) -> None:
        self._role = role
        self._policies: list[iam.Policy] = []
        self._former: list[iam.Policy] = []

    def add(self, policy: iam.Policy) -> None:
        """Count a policy that one stack adds to the role."""
        self._policies.append(policy)

    def add_former(self, policy: iam.Policy) -> None:
        """Count a policy that exists once for all stacks that give it the same id, since its name has that id."""
        self._former.append(policy)

    def length(self) -> int:
        """Return how many characters the policies take."""
        shared: dict[str, int] = {}
        for policy in self._former:
            shared[policy.node.id] = max(shared.get(policy.node.id, 0), document_length(policy))
        return sum(map(document_length, self._policies)) + sum(shared.values())

    def validate(self) -> list[str]:
        """Return the errors, which the CDK reports."""
        length = _OTHER_POLICIES_LENGTH + self.length()
        if length <= MAX_INLINE_POLICIES_LENGTH:
            return []
        remedy = "another provider=ImportProvider(...) for the imports into some of the datasets"
        if self._former:
            remedy += (
                f", or the context {KEEP_FORMER_POLICIES}=false; stacks that an earlier release deployed can then lack "
                "permissions until they are deployed again, so deploy all of them"
            )
        return [
            f"provider: the inline policies of {self._role.node.path} have {length:,} characters, and a role has room "
            f"for {MAX_INLINE_POLICIES_LENGTH:,}; use {remedy}"
        ]


def document_length(policy: iam.Policy) -> int:
    """Return how many characters a policy takes, without white space."""
    stack = cdk.Stack.of(policy)
    lengths = _LENGTHS
    if not cdk.Token.is_unresolved(stack.stack_name):
        lengths = lengths | {
            "AWS::StackId": lengths["AWS::StackId"] - lengths["AWS::StackName"] + len(stack.stack_name)
        }
    # As the template has it: without statements that are there twice.
    return length_of(stack.resolve(policy.document), lengths)


def length_of(value: Any, lengths: Mapping[str, int] = _LENGTHS) -> int:
    """Return the length of a policy as JSON, without white space, with the longest value of each reference.

    `lengths` has those of pseudo parameters.
    """

    def longest(part: Any) -> str | None:
        if not is_intrinsic(part):
            return None
        return "x" * lengths.get(part.get("Ref", ""), _MAX_DATASET_ARN_LENGTH)

    return len(json.dumps(render(value, longest), separators=(",", ":")))
