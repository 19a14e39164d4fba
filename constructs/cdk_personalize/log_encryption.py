"""What lets CloudWatch Logs encrypt log groups with a key.

The principal, the actions and the condition are those of the user guide, *Encrypt log data in CloudWatch Logs using AWS
KMS*, with each action that its wildcards stand for named.
"""

import json

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import region_info

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


def admit_logs(scope: Construct, key: kms.IKey) -> None:
    """Let CloudWatch Logs use the key for log groups of the stack's account and Region; warn if the app cannot.

    The groups cannot be named: theirs follow from the functions' names, and these functions need the key first.
    """
    stack = cdk.Stack.of(scope)
    statement = _statement(stack.partition, stack.region, stack.account, stack.url_suffix)
    if key.add_to_resource_policy(statement).statement_added:
        return
    region = _known(stack.region, _known(key.env.region, "<region>"))  # keys and log groups never leave their Region
    info = region_info.RegionInfo.get(region)
    readable = _statement(
        info.partition or "aws", region, _known(stack.account, "<account>"), info.domain_suffix or "amazonaws.com"
    )
    name = "of the logs" if cdk.Token.is_unresolved(key.key_arn) else key.key_arn
    cdk.Annotations.of(scope).add_warning_v2(
        "cdk-personalize:logsKeyPolicy",
        f"the policy of key {name} is not managed by this app, and CloudFormation cannot create the functions' log "
        f"groups unless it has this statement: {json.dumps(stack.resolve(readable.to_statement_json()))}",
    )


def _statement(partition: str, region: str, account: str, domain: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        actions=_ACTIONS,
        principals=[iam.ServicePrincipal(f"logs.{region}.{domain}")],
        resources=["*"],
        conditions={
            "ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:{partition}:logs:{region}:{account}:log-group:*"}
        },
    )


def _known(value: str, otherwise: str) -> str:
    return otherwise if cdk.Token.is_unresolved(value) else value
