"""What the function may do on behalf of imports.

Actions and resource types are those of the Service Authorization Reference for Amazon Personalize.
"""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from cdk_personalize.service_principal import PERSONALIZE
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
        self.add_statements(follow([self._generated_jobs]), list_jobs(), look_at_stacks([stack.stack_id]))

    def allow_import(
        self, scope: Construct, id: str, *, dataset_arn: str, job_name: str | None, import_role: iam.IRole
    ) -> iam.Policy:
        """Let the function start one import, under a generated name or the given one; return the right as a policy."""
        named_job = [f"{self._jobs}{job_name}"] if job_name else []
        start = start_imports([dataset_arn, self._generated_jobs, *named_job])
        pass_role = pass_roles([import_role.role_arn])
        follow_named = [follow(named_job)] if named_job else []
        return iam.Policy(scope, id, roles=[self._function_role], statements=[start, pass_role, *follow_named])


def start_imports(resources: Sequence[str]) -> iam.PolicyStatement:
    """Allow to start imports; both the datasets and the jobs must be named."""
    return iam.PolicyStatement(actions=["personalize:CreateDatasetImportJob"], resources=resources)


def pass_roles(roles: Sequence[str]) -> iam.PolicyStatement:
    """Allow to let Amazon Personalize, and no other service, assume roles."""
    return iam.PolicyStatement(
        actions=["iam:PassRole"],
        resources=roles,
        conditions={"StringEquals": {"iam:PassedToService": PERSONALIZE}},
    )


def follow(jobs: Sequence[str]) -> iam.PolicyStatement:
    """Allow to look at jobs, and to read and change their tags."""
    actions = ("DescribeDatasetImportJob", "ListTagsForResource", "TagResource", "UntagResource")
    return iam.PolicyStatement(actions=[f"personalize:{action}" for action in actions], resources=jobs)


def list_jobs() -> iam.PolicyStatement:
    """Allow to list the jobs; the action has no resource type, so nothing narrower than * can be named."""
    return iam.PolicyStatement(actions=["personalize:ListDatasetImportJobs"], resources=["*"])


def look_at_stacks(stacks: Sequence[str]) -> iam.PolicyStatement:
    """Allow to see what CloudFormation waits for: nothing is started for a resource that it has given up."""
    actions = ["cloudformation:DescribeStackResource", "cloudformation:DescribeStacks"]
    return iam.PolicyStatement(actions=actions, resources=stacks)
