"""Permissions of CloudWatch Logs to encrypt log groups with a key.

The principal, the actions and the condition are those of the user guide, *Encrypt log data in CloudWatch Logs using AWS
KMS*, with the actions in full instead of wildcards.
"""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms

from cdk_personalize._synth_warning import SynthWarning
from cdk_personalize.permissions.missing_statements import RequiredStatements, warn_of_missing_statements
from constructs import Construct

_ACTIONS = [
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:DescribeKey",
]


def allow_cloudwatch_logs(scope: Construct, key: kms.IKey) -> None:
    """Allow CloudWatch Logs to use the key for log groups of the stack's account and Region; warn if the app cannot.

    The policy cannot name the groups: their names have the functions' names, and the functions need the key first.
    """
    stack = cdk.Stack.of(scope)
    groups = f"arn:{stack.partition}:logs:{stack.region}:{stack.account}:log-group:*"
    statement = iam.PolicyStatement(
        actions=_ACTIONS,
        principals=[iam.ServicePrincipal(f"logs.{stack.region}.{stack.url_suffix}")],
        resources=["*"],
        conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}},
    )
    if not key.add_to_resource_policy(statement).statement_added:
        required = RequiredStatements(
            warning=SynthWarning.LOGS_KEY_POLICY,
            policy="the policy of key",
            name=key.key_arn,
            statements=[statement],
            otherwise="CloudFormation cannot create the functions' log groups",
        )
        warn_of_missing_statements(scope, required)
