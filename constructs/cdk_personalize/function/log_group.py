"""The log group of a function."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs

from constructs import Construct


class FunctionLog(Construct):
    """The log group of a function, with Lambda's default name, and the function's permission to write to it only.

    The group remains when the stack is deleted: after the rollback of a failed first deployment, it alone has the
    reason. CloudFormation no longer manages it then; delete it by hand. The function cannot create log groups, so that
    a deleted one does not return without a key and a retention.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        function: lambda_.Function,
        encryption_key: kms.IKey | None,
        retention: logs.RetentionDays,
    ) -> None:
        super().__init__(scope, id)
        self.group = logs.LogGroup(
            self,
            "Group",
            log_group_name=f"/aws/lambda/{function.function_name}",
            encryption_key=encryption_key,
            retention=retention,
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )
        # Not in the role's default policy: the function depends on that, and the group depends on the function's name.
        policy = iam.Policy(
            self,
            "WritePolicy",
            statements=[
                iam.PolicyStatement(
                    actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[self.group.log_group_arn]
                )
            ],
        )
        if function.role:
            policy.attach_to_role(function.role)
