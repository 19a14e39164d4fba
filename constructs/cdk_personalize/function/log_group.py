"""Where a function writes its log."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs

from constructs import Construct


class FunctionLog(Construct):
    """The log group of a function, named as Lambda names it, and the function's right to write there and nowhere else.

    The group stays when the rest is deleted: of a first deployment that has failed, it is all that tells why once the
    rollback is through. CloudFormation then no longer knows it; delete it by hand. The function cannot create a group,
    so none comes back without a key and an end.
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
        # Not in the role's default policy, which the function depends on, whose name the group has.
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
