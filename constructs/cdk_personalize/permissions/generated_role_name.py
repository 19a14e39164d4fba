"""The ARNs of roles of the app, as far as they are known before the roles are there."""

import re

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from cdk_personalize.permissions.principals import outermost

_SHARE = 25
"""How many characters stack and logical id each have in a role's name at least, if they are as long.

CloudFormation makes 64 of `<stack>-<logical id>-<12 characters>`, and shares out what is left evenly: `IdentifierUtils`
of the CloudFormation CLI's Java plugin. Names of roles that were created so agree with it.
"""


def arn_before_deployment(role: iam.IRole) -> str | None:
    """Return the ARN of a role that the app creates, or a pattern of it if CloudFormation generates the name.

    None for a role of somebody else's, whose ARN is what it is.
    """
    created = role.node.default_child
    if not isinstance(created, iam.CfnRole):
        return None
    stack = cdk.Stack.of(role)
    is_given = stack.resolve(created.role_name) is not None
    name = created.role_name if is_given else _generated_name(stack, stack.resolve(created.logical_id))
    return f"arn:{stack.partition}:iam::{stack.account}:role{created.path or '/'}{name}"


def _generated_name(stack: cdk.Stack, logical_id: str) -> str:
    parent = outermost(stack)
    stack_name = re.sub("-{2,}", "-", parent.stack_name)  # as CloudFormation does
    # The name of a nested stack begins with that of the outermost, and a short logical id leaves more to the stack.
    goes_on = parent is not stack or (len(stack_name) > _SHARE and len(logical_id) < _SHARE)
    return f"{stack_name[:_SHARE]}{'*' if goes_on else ''}-{logical_id[:_SHARE]}*"
