"""The function's permissions for imports.

Actions and resource types are those of the Service Authorization Reference for Amazon Personalize.
"""

from collections.abc import Callable, Sequence
from typing import cast

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from cdk_personalize.nag.acknowledgments import acknowledge_findings
from cdk_personalize.permissions.import_role import has_import_role_path, import_role_path
from cdk_personalize.permissions.principals import PERSONALIZE, outermost
from cdk_personalize.permissions.stack_policy import stack_policy_name
from cdk_personalize_handler.contract import job_names
from constructs import Construct, IConstruct, IDependable

AddPolicy = Callable[[iam.Policy, str | None], None]
"""Takes a policy of the function's role, and the id that it had in earlier releases, None where it is the same."""


class FunctionPolicy(iam.Policy):
    """The function's permissions for the imports of one stack.

    Most of them are patterns for all imports of the stack, so that a new import does not wait until its own permission
    has propagated. A dataset or a role of the app, whose ARN is known only at deployment, has its own policy, so that
    an import can depend on another: with one policy, each import would depend on the datasets of all.

    On the role of another stack, to which further stacks can add policies, each policy has a name with this stack's ID.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        function_role: iam.IRole,
        add_policy: AddPolicy,
        former_id: str | None = None,
    ) -> None:
        """Define the policy; `add_policy` is called with it and with each further policy of the role.

        `former_id` is its id in releases in which stacks that share a role gave their policies one name; None for a
        policy in the role's own stack.
        """
        stack = cdk.Stack.of(scope)
        name = stack_policy_name(stack, id) if former_id else None
        super().__init__(scope, id, policy_name=name, roles=[function_role])
        self._function_role = function_role
        self._add_policy = add_policy
        self._is_on_shared_role = former_id is not None
        add_policy(self, former_id)
        self._jobs = f"arn:{stack.partition}:personalize:{stack.region}:{stack.account}:dataset-import-job/"
        generated_jobs = f"{self._jobs}{job_names.prefix(outermost(stack).stack_name)}*"
        created_roles = f"arn:{stack.partition}:iam::{stack.account}:role{import_role_path(stack)}*"
        self._start = start_imports([generated_jobs])
        self._tag = tag([generated_jobs])
        self._pass = pass_roles([created_roles])
        self._assume = assume_roles([created_roles])
        self._describe_schemas = describe_schemas(stack)
        self._with_preflight: list[iam.Policy] = []
        reads = (describe_jobs([f"{self._jobs}*"]), list_jobs(), describe_stacks([stack.stack_id]))
        self.add_statements(self._start, self._tag, self._pass, *reads)

    def allow_import(
        self,
        scope: Construct,
        *,
        dataset: IConstruct,
        dataset_arn: str,
        job_name: str | None,
        role: iam.IRole,
        with_preflight: bool,
    ) -> list[IDependable]:
        """Allow the function to start an import, with a generated name or `job_name`; return what grants it.

        `with_preflight` also allows it to read the data with the import's role.
        """
        grants: list[IDependable] = [self]
        if cdk.Token.is_unresolved(dataset_arn):
            grants.append(self._policy_of(dataset, start_imports([dataset_arn])))
        else:
            self._start.add_resources(dataset_arn)
        if with_preflight:
            self._allow_preflight(self, self._assume, self._describe_schemas)
        if not has_import_role_path(role, cdk.Stack.of(self)):
            if cdk.Token.is_unresolved(role.role_arn):
                policy = self._policy_of(role, pass_roles([role.role_arn]))
                grants.append(policy)
                if with_preflight:
                    self._allow_preflight(policy, assume_roles([role.role_arn]))
            else:
                self._pass.add_resources(role.role_arn)
                if with_preflight:
                    self._assume.add_resources(role.role_arn)
        if job_name:
            named = [f"{self._jobs}{job_name}"]
            if cdk.Token.is_unresolved(job_name):
                grants.append(self._policy_of(scope, start_imports(named), tag(named)))
            else:
                self._start.add_resources(*named)
                self._tag.add_resources(*named)
        return grants

    def _allow_preflight(self, policy: iam.Policy, *statements: iam.PolicyStatement) -> None:
        """Add these statements to a policy once, for the first import that needs them."""
        if policy not in self._with_preflight:
            policy.add_statements(*statements)
            self._with_preflight.append(policy)

    def _policy_of(self, construct: IConstruct, *statements: iam.PolicyStatement) -> iam.Policy:
        """Return the function's policy for a dataset, a role or a name of the app, which its imports share."""
        stack = cdk.Stack.of(self)
        what = f"Of{construct.node.id}{construct.node.addr[-8:]}{self._function_role.node.addr[-8:]}"
        former_id = f"PersonalizeImport{what}"
        # The ID has the construct's address, so only a construct of a third stack has the same ID in two stacks.
        is_named_alike = self._is_on_shared_role and cdk.Stack.of(construct) is not stack
        policy_id = f"PersonalizeImportRights{what}" if is_named_alike else former_id
        if existing := stack.node.try_find_child(policy_id):
            return cast(iam.Policy, existing)
        name = stack_policy_name(stack, policy_id) if is_named_alike else None
        policy = iam.Policy(
            stack, policy_id, policy_name=name, roles=[self._function_role], statements=list(statements)
        )
        acknowledge_findings(policy)
        self._add_policy(policy, former_id if is_named_alike else None)
        return policy


def start_imports(resources: Sequence[str]) -> iam.PolicyStatement:
    """Allow starting imports, for which IAM checks both dataset and job, and describing datasets."""
    actions = ("CreateDatasetImportJob", "DescribeDataset")
    return iam.PolicyStatement(actions=[f"personalize:{action}" for action in actions], resources=resources)


def pass_roles(roles: Sequence[str]) -> iam.PolicyStatement:
    """Allow passing roles to Amazon Personalize, and to no other service."""
    return iam.PolicyStatement(
        actions=["iam:PassRole"],
        resources=roles,
        conditions={"StringEquals": {"iam:PassedToService": PERSONALIZE}},
    )


def assume_roles(roles: Sequence[str]) -> iam.PolicyStatement:
    """Allow assuming import roles for preflight; a role must also trust the function."""
    return iam.PolicyStatement(actions=["sts:AssumeRole"], resources=roles)


def describe_schemas(stack: cdk.Stack) -> iam.PolicyStatement:
    """Allow describing schemas; a dataset can have a schema of any name."""
    schemas = f"arn:{stack.partition}:personalize:{stack.region}:{stack.account}:schema/*"
    return iam.PolicyStatement(actions=["personalize:DescribeSchema"], resources=[schemas])


def describe_jobs(jobs: Sequence[str]) -> iam.PolicyStatement:
    """Allow describing jobs.

    A rollback describes a job with the explicit name of the failed update, which is no longer in the template.
    """
    return iam.PolicyStatement(actions=["personalize:DescribeDatasetImportJob"], resources=jobs)


def tag(jobs: Sequence[str]) -> iam.PolicyStatement:
    """Allow reading and changing the tags of jobs."""
    actions = ("ListTagsForResource", "TagResource", "UntagResource")
    return iam.PolicyStatement(actions=[f"personalize:{action}" for action in actions], resources=jobs)


def list_jobs() -> iam.PolicyStatement:
    """Allow listing jobs; the action has no resource type, so the resource must be *."""
    return iam.PolicyStatement(actions=["personalize:ListDatasetImportJobs"], resources=["*"])


def describe_stacks(stacks: Sequence[str]) -> iam.PolicyStatement:
    """Allow describing stacks: no import is started for a resource that CloudFormation has cancelled."""
    actions = ["cloudformation:DescribeStackResource", "cloudformation:DescribeStacks"]
    return iam.PolicyStatement(actions=actions, resources=stacks)
