"""Policies of several stacks on one role, each with a name that no other stack uses.

A role has one inline policy of each name: two stacks with the same name overwrite, and delete, each other's policy. The
CDK names a policy after its logical ID, which is the same for constructs with the same path in different stacks.
"""

import re

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from constructs import Construct

KEEP_FORMER_POLICIES = "cdk-personalize:keepFormerPolicies"
"""The context key for keeping policies also under their former names; `false` turns that off. Default: true."""

_MAX_NAME_LENGTH = 128
_UUID_LENGTH = 36


def stack_policy_name(stack: cdk.Stack, id: str) -> str:
    """Return a unique name for the policy with that ID, whose end is unique among such policies in the stack.

    The UUID in a stack's ARN is unique among all stacks: those of other apps and Regions, and nested stacks.
    """
    text = re.sub(r"[^A-Za-z0-9]", "", id)[-(_MAX_NAME_LENGTH - 1 - _UUID_LENGTH) :]
    return f"{text}-{cdk.Fn.select(2, cdk.Fn.split('/', stack.stack_id))}"


def keep_former_policy(scope: Construct, id: str, policy: iam.Policy, role: iam.IRole) -> iam.Policy | None:
    """Keep the policy also under its former name, which other stacks use for theirs.

    Stacks that an earlier release deployed have their permissions by that name only, so an upgrade must not delete it.
    After all of them are upgraded, the context key turns this off.
    """
    if str(scope.node.try_get_context(KEEP_FORMER_POLICIES)).lower() == "false":
        return None
    return iam.Policy(scope, id, document=policy.document, roles=[role])
