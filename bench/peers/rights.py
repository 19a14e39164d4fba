"""What the functions of the peers may do: start imports and look at them."""

from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_


def may_import(*functions: lambda_.Function) -> None:
    """Let functions start imports and look at them."""
    for function in functions:
        function.add_to_role_policy(
            iam.PolicyStatement(
                actions=[
                    "personalize:CreateDatasetImportJob",
                    "personalize:DescribeDatasetImportJob",
                    "iam:PassRole",
                ],
                resources=["*"],
            )
        )
