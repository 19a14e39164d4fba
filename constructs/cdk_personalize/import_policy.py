"""What the function may do on behalf of the imports of one stack."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from cdk_personalize_handler import contract
from constructs import Construct


class ImportPolicy(iam.Policy):
    """The function's rights, in the stack of the imports, so that a shared provider does not depend on its users.

    Actions and resource types are those of the Service Authorization Reference for Amazon Personalize.
    """

    def __init__(self, scope: Construct, id: str, *, function_role: iam.IRole) -> None:
        super().__init__(scope, id, roles=[function_role])
        stack = cdk.Stack.of(self)
        prefix = contract.job_name_prefix(stack.stack_name) if not cdk.Token.is_unresolved(stack.stack_name) else ""
        self._jobs = f"arn:{stack.partition}:personalize:{stack.region}:{stack.account}:dataset-import-job/"
        self._start = iam.PolicyStatement(
            actions=["personalize:CreateDatasetImportJob"], resources=[f"{self._jobs}{prefix}*"]
        )
        self._follow = iam.PolicyStatement(
            actions=["personalize:DescribeDatasetImportJob", "personalize:TagResource"],
            resources=[f"{self._jobs}{prefix}*"],
        )
        self._pass_role = iam.PolicyStatement(
            actions=["iam:PassRole"],
            conditions={"StringEquals": {"iam:PassedToService": "personalize.amazonaws.com"}},
        )
        # ListDatasetImportJobs has no resource type, so nothing narrower than * can be named.
        list_jobs = iam.PolicyStatement(actions=["personalize:ListDatasetImportJobs"], resources=["*"])
        self.add_statements(self._start, self._follow, self._pass_role, list_jobs)

    def allow_import(self, *, dataset_arn: str, job_name: str | None, import_role: iam.IRole) -> None:
        """Add an import; a generated job name is covered by the stack's own prefix."""
        self._start.add_resources(dataset_arn)
        self._pass_role.add_resources(import_role.role_arn)
        if job_name:
            self._start.add_resources(f"{self._jobs}{job_name}")
            self._follow.add_resources(f"{self._jobs}{job_name}")
