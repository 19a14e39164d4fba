"""The role that Amazon Personalize assumes to read the data."""

import json
from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms

from cdk_personalize.acknowledgments import acknowledge_grant
from cdk_personalize.service_principal import PERSONALIZE
from constructs import Construct, IDependable

_KEY_ACTIONS = ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:CreateGrant", "kms:ListGrants"]
"""Developer guide, *Giving Amazon Personalize permission to use your AWS KMS key*."""


def create_import_role(scope: Construct, id: str, read_statements: Sequence[iam.PolicyStatement]) -> iam.Role:
    """Create a role that Amazon Personalize may assume for this account and Region only, and that reads this data only.

    The conditions are those of the developer guide, *Cross-service confused deputy prevention*. The rights are part of
    the role, so that it is never seen without them.
    """
    stack = cdk.Stack.of(scope)
    return iam.Role(
        scope,
        id,
        description="Lets Amazon Personalize read the data of an import",
        assumed_by=iam.ServicePrincipal(
            PERSONALIZE,
            conditions={
                "StringEquals": {"aws:SourceAccount": stack.account},
                "ArnLike": {"aws:SourceArn": f"arn:{stack.partition}:personalize:{stack.region}:{stack.account}:*"},
            },
        ),
        inline_policies={"ReadData": iam.PolicyDocument(statements=list(read_statements))},
    )


def grant_read(role: iam.IRole, read_statements: Sequence[iam.PolicyStatement]) -> list[IDependable]:
    """Let a role of the user read the data, if the app may change it; return what must be deployed first."""
    acknowledge_grant(role, read_statements)
    results = [role.add_to_principal_policy(statement) for statement in read_statements]
    return [result.policy_dependable for result in results if result.policy_dependable]


def grant_key(scope: Construct, role: iam.IRole, key: kms.IKey) -> list[IDependable]:
    """Open the data's key to the role and to the service; warn if the app cannot change its policy."""
    key.grant(role, *_KEY_ACTIONS)
    statement = iam.PolicyStatement(
        actions=_KEY_ACTIONS, principals=[iam.ServicePrincipal(PERSONALIZE)], resources=["*"]
    )
    if not key.add_to_resource_policy(statement).statement_added:
        policy = cdk.Stack.of(scope).resolve(statement.to_statement_json())
        name = "of the data" if cdk.Token.is_unresolved(key.key_arn) else key.key_arn
        cdk.Annotations.of(scope).add_warning_v2(
            "cdk-personalize:keyPolicy",
            f"the policy of key {name} is not managed by this app, and Amazon Personalize cannot read the data unless "
            f"it has this statement: {json.dumps(policy)}",
        )
    return [key, role]
