"""What the function may do on behalf of the imports of one stack.

Actions and resource types are those of the Service Authorization Reference for Amazon Personalize.
"""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from cdk_personalize_handler import job_names
from constructs import Construct


class ImportPolicy(iam.Policy):
    """The rights that do not depend on any one import, so that an import may depend on another."""

    def __init__(self, scope: Construct, id: str, *, function_role: iam.IRole) -> None:
        super().__init__(scope, id, roles=[function_role])
        stack = cdk.Stack.of(self)
        self._function_role = function_role
        self._jobs = f"arn:{stack.partition}:personalize:{stack.region}:{stack.account}:dataset-import-job/"
        self._generated_jobs = self._jobs + (
            "*" if cdk.Token.is_unresolved(stack.stack_name) else f"{job_names.prefix(stack.stack_name)}*"
        )
        self.add_statements(
            _follow([self._generated_jobs]),
            # ListDatasetImportJobs has no resource type, so nothing narrower than * can be named.
            iam.PolicyStatement(actions=["personalize:ListDatasetImportJobs"], resources=["*"]),
            # Nothing is started for a resource that CloudFormation has given up.
            iam.PolicyStatement(
                actions=["cloudformation:DescribeStackResource", "cloudformation:DescribeStacks"],
                resources=[stack.stack_id],
            ),
        )

    def allow_import(
        self, scope: Construct, id: str, *, dataset_arn: str, job_name: str | None, import_role: iam.IRole
    ) -> iam.Policy:
        """Let the function start one import, under a generated name or the given one; return the right as a policy."""
        named_job = [f"{self._jobs}{job_name}"] if job_name else []
        start = iam.PolicyStatement(
            actions=["personalize:CreateDatasetImportJob"], resources=[dataset_arn, self._generated_jobs, *named_job]
        )
        pass_role = iam.PolicyStatement(
            actions=["iam:PassRole"],
            resources=[import_role.role_arn],
            conditions={"StringEquals": {"iam:PassedToService": "personalize.amazonaws.com"}},
        )
        follow_named = [_follow(named_job)] if named_job else []
        return iam.Policy(scope, id, roles=[self._function_role], statements=[start, pass_role, *follow_named])


def _follow(jobs: list[str]) -> iam.PolicyStatement:
    actions = ["personalize:DescribeDatasetImportJob", "personalize:TagResource", "personalize:UntagResource"]
    return iam.PolicyStatement(actions=actions, resources=jobs)
