"""The KMS key of the data."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms

from cdk_personalize._intrinsics import listed
from cdk_personalize._synth_warning import SynthWarning
from cdk_personalize.permissions.import_role import import_role_principal
from cdk_personalize.permissions.missing_statements import (
    DATA_CANNOT_BE_READ,
    RequiredStatements,
    warn_of_missing_statements,
)
from cdk_personalize.permissions.principals import PERSONALIZE, is_of_another_account
from constructs import Construct, IDependable

_ACTIONS = ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:CreateGrant", "kms:ListGrants"]
"""Developer guide, *Giving Amazon Personalize permission to use your AWS KMS key*."""


def key_statement(key: kms.IKey) -> iam.PolicyStatement:
    """Return the statement with which an identity can read data that is encrypted with the key, or its alias."""
    if isinstance(key, kms.Alias):
        return key_statement(key.alias_target_key)
    before, is_alias, alias = key.key_arn.partition(":alias/")
    if not is_alias:
        return iam.PolicyStatement(actions=_ACTIONS, resources=[key.key_arn])
    # In IAM policies, a resource names a key by its ID; an alias can only be in a condition.
    of_the_alias = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": f"alias/{alias}"}}
    return iam.PolicyStatement(actions=_ACTIONS, resources=[f"{before}:key/*"], conditions=of_the_alias)


def allow_key_use(scope: Construct, key: kms.IKey, role: iam.IRole | None) -> list[IDependable]:
    """Allow the service to use a key, and the role if its own policy is not sufficient; return what does so.

    By default, the CDK creates keys whose use is left to the IAM policies of the account, such as that of the role.
    """
    service, by_role = (
        iam.PolicyStatement(actions=_ACTIONS, principals=[principal], resources=["*"])
        for principal in (iam.ServicePrincipal(PERSONALIZE), import_role_principal(cdk.Stack.of(scope), role))
    )
    is_enough = _leaves_use_to_account(key) and not is_of_another_account(key, scope)
    results = [key.add_to_resource_policy(statement) for statement in ([service] if is_enough else [service, by_role])]
    if not all(result.statement_added for result in results):
        required = RequiredStatements(
            warning=SynthWarning.KEY_POLICY,
            policy="the policy of key",
            name=key.key_arn,
            statements=[by_role, service],
            otherwise=DATA_CANNOT_BE_READ,
            roles=[role] if role else [],
        )
        warn_of_missing_statements(scope, required)
    return [key]


def _leaves_use_to_account(key: kms.IKey) -> bool:
    if isinstance(key, kms.Alias):
        return _leaves_use_to_account(key.alias_target_key)
    created = key.node.default_child
    if not isinstance(created, kms.CfnKey):
        return False
    policy: Any = cdk.Stack.of(key).resolve(created.key_policy)
    return any(
        "kms:*" in listed(statement.get("Action", [])) and ":root" in str(statement.get("Principal"))
        for statement in policy["Statement"]
    )
