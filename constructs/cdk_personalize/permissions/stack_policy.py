"""Policies on a role that several stacks add to, each under a name that no other stack gives.

An inline policy is known by its name: two stacks that name theirs alike overwrite, and delete, each other's. The CDK
names a policy after its logical id, which is the same wherever a construct has the same path in its stack.
"""

import re

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from constructs import Construct

KEEP_FORMER_POLICIES = "cdk-personalize:keepFormerPolicies"
"""The key in the app's context that says whether policies are kept under their former names, as they are by default."""

_MAX_NAME_LENGTH = 128
_UUID_LENGTH = 36


def stack_policy_name(stack: cdk.Stack, id: str) -> str:
    """Return a name for the policy of that id, which ends as no other id of such a policy in the stack.

    The UUID in a stack's ARN tells it from all others: those of other apps and Regions, and nested ones.
    """
    text = re.sub(r"[^A-Za-z0-9]", "", id)[-(_MAX_NAME_LENGTH - 1 - _UUID_LENGTH) :]
    return f"{text}-{cdk.Fn.select(2, cdk.Fn.split('/', stack.stack_id))}"


def keep_former_policy(scope: Construct, id: str, policy: iam.Policy, role: iam.IRole) -> iam.Policy | None:
    """Keep the policy under the name that it had before, and that other stacks gave theirs.

    Stacks that are not upgraded yet have their rights by that name alone, so an upgrade must not delete it. Once there
    is no such stack left, the app's context can say so.
    """
    if str(scope.node.try_get_context(KEEP_FORMER_POLICIES)).lower() == "false":
        return None
    return iam.Policy(scope, id, document=policy.document, roles=[role])
