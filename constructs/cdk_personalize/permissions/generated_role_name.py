"""The ARNs of roles of the app, as far as they are known before the deployment."""

import re

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from cdk_personalize.permissions.principals import outermost

_SHARE = 25
"""The minimum number of characters of the stack name, and of the logical ID, in a generated role name.

CloudFormation shortens `<stack>-<logical ID>-<12 characters>` to 64 characters, and divides the rest evenly:
`IdentifierUtils` of the CloudFormation CLI's Java plugin. The names of created roles agree with it.
"""


def arn_before_deployment(role: iam.IRole) -> str | None:
    """Return the ARN of a role that the app creates, or a pattern for it if CloudFormation generates the name.

    None for an imported role, whose ARN is known.
    """
    created = role.node.default_child
    if not isinstance(created, iam.CfnRole):
        return None
    stack = cdk.Stack.of(role)
    is_explicit = stack.resolve(created.role_name) is not None
    name = created.role_name if is_explicit else _generated_name(stack, stack.resolve(created.logical_id))
    return f"arn:{stack.partition}:iam::{stack.account}:role{created.path or '/'}{name}"


def _generated_name(stack: cdk.Stack, logical_id: str) -> str:
    parent = outermost(stack)
    stack_name = re.sub("-{2,}", "-", parent.stack_name)  # as CloudFormation does
    # The name of a nested stack begins with that of the outermost, and a short logical id leaves more to the stack.
    goes_on = parent is not stack or (len(stack_name) > _SHARE and len(logical_id) < _SHARE)
    return f"{stack_name[:_SHARE]}{'*' if goes_on else ''}-{logical_id[:_SHARE]}*"
