"""The KMS key that the data is encrypted with."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms

from cdk_personalize.environment import is_of_another_account
from cdk_personalize.import_role import import_role_principal
from cdk_personalize.missing_grant import DATA_CANNOT_BE_READ, warn_of_missing_grant
from cdk_personalize.service_principal import PERSONALIZE
from constructs import Construct, IDependable

_ACTIONS = ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:CreateGrant", "kms:ListGrants"]
"""Developer guide, *Giving Amazon Personalize permission to use your AWS KMS key*."""


def key_statement(key: kms.IKey) -> iam.PolicyStatement:
    """Return what an identity needs to read what is encrypted with the key."""
    return iam.PolicyStatement(actions=_ACTIONS, resources=[key.key_arn])


def open_key(scope: Construct, key: kms.IKey, role: iam.IRole | None) -> list[IDependable]:
    """Open a key's policy to the service, and to the role where its own policy is not enough; return what does it.

    A key of the app leaves its use to the policies of its account's roles, as the CDK creates it. To name the role in
    the key's policy would be a cycle: the role names the bucket, and the bucket the key.
    """
    service, by_role = (
        iam.PolicyStatement(actions=_ACTIONS, principals=[principal], resources=["*"])
        for principal in (iam.ServicePrincipal(PERSONALIZE), import_role_principal(cdk.Stack.of(scope), role))
    )
    wanted = [service, by_role] if is_of_another_account(key, scope) else [service]
    results = [key.add_to_resource_policy(statement) for statement in wanted]
    if not all(result.statement_added for result in results):
        name = "of the data" if cdk.Token.is_unresolved(key.key_arn) else key.key_arn
        warn_of_missing_grant(scope, "keyPolicy", f"key {name}", [by_role, service], DATA_CANNOT_BE_READ)
    return [key]
