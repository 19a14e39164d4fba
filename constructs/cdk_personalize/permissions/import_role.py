"""The role that Amazon Personalize assumes to read the data."""

import re
from collections.abc import Sequence
from typing import cast

import aws_cdk as cdk
import jsii
from aws_cdk import aws_iam as iam

from cdk_personalize._synth_warning import SynthWarning
from cdk_personalize.nag.acknowledgments import acknowledge_findings, acknowledge_grant
from cdk_personalize.permissions.missing_statements import RequiredStatements, warn_of_missing_statements
from cdk_personalize.permissions.principals import PERSONALIZE
from cdk_personalize.permissions.stack_policy import stack_policy_name
from constructs import Construct, IDependable, IValidation

IMPORT_ROLES = "/personalize-import/"
"""The beginning of the paths of all import roles, by which policies can name them."""

_SHARED_DEFAULT_POLICY = "Policy"
"""The ID, and so the name, of the CDK's default policy for an imported role in every stack, without this flag."""

_STACK_SAFE_DEFAULT_POLICY = "@aws-cdk/aws-iam:importedRoleStackSafeDefaultPolicyName"


def import_role_path(stack: cdk.Stack) -> str:
    """Return the path of the import roles of a stack."""
    return f"{IMPORT_ROLES}{stack.stack_name}/"


def has_import_role_path(role: iam.IRole, stack: cdk.Stack) -> bool:
    """Return whether the app creates a role with the path of the stack's import roles."""
    created = role.node.default_child
    return isinstance(created, iam.CfnRole) and created.path == import_role_path(stack)


def import_role_principal(stack: cdk.Stack, role: iam.IRole | None) -> iam.IPrincipal:
    """Return the principal of the role, or of all import roles of a stack, for a resource policy.

    A principal must exist when a policy names it. A role that the app creates is therefore in a condition: by its ARN,
    or by its path if its name is not known.
    """
    if role and not isinstance(role.node.default_child, iam.CfnRole):
        return iam.ArnPrincipal(role.role_arn)
    arns = role.role_arn if role else f"arn:{stack.partition}:iam::{stack.account}:role{import_role_path(stack)}*"
    return _one_of_account(stack.account, arns)


def _one_of_account(account: str, role_arn: str) -> iam.IPrincipal:
    return iam.AccountPrincipal(account).with_conditions({"ArnLike": {"aws:PrincipalArn": role_arn}})


def _service_of(stack: cdk.Stack) -> iam.ServicePrincipal:
    """Return Amazon Personalize as a principal, for jobs in the stack's account and Region."""
    return iam.ServicePrincipal(
        PERSONALIZE,
        conditions={
            "StringEquals": {"aws:SourceAccount": stack.account},
            "ArnLike": {"aws:SourceArn": f"arn:{stack.partition}:personalize:{stack.region}:{stack.account}:*"},
        },
    )


def create_import_role(
    scope: Construct, id: str, read_statements: Sequence[iam.PolicyStatement], preflight_role: iam.IRole | None
) -> iam.Role:
    """Create a role that Amazon Personalize can assume for this account and Region only, and that reads this data only.

    The conditions are those of the developer guide, *Cross-service confused deputy prevention*. The policy is inline,
    so that the role never exists without it. `preflight_role` can also assume the role.
    """
    stack = cdk.Stack.of(scope)
    service = _service_of(stack)
    preflight_principals = [iam.ArnPrincipal(preflight_role.role_arn)] if preflight_role else []
    return iam.Role(
        scope,
        id,
        description="Lets Amazon Personalize read the data of an import",
        path=import_role_path(stack),
        assumed_by=iam.CompositePrincipal(service, *preflight_principals),
        inline_policies={"ReadData": iam.PolicyDocument(statements=list(read_statements))},
    )


def grant_read(
    role: iam.IRole,
    read_statements: Sequence[iam.PolicyStatement],
    former_statements: Sequence[iam.PolicyStatement],
) -> list[IDependable]:
    """Allow a role of the user to read the data, if the app can change it; return what must be deployed first.

    A default policy that several stacks overwrite keeps the statements of the first releases: a change by an upgrade
    would take their permissions from the stacks that are not upgraded yet. Synth fails if the app defines the role and
    the role does not trust Amazon Personalize.
    """
    role.node.add_validation(cast(IValidation, _TrustCheck(role)))
    acknowledge_grant(role, read_statements)
    is_created = isinstance(role.node.default_child, iam.CfnRole)
    is_shared = not is_created and not cdk.FeatureFlags.of(role).is_enabled(_STACK_SAFE_DEFAULT_POLICY)
    results = [role.add_to_principal_policy(each) for each in (former_statements if is_shared else read_statements)]
    grants = [result.policy_dependable for result in results if result.policy_dependable]
    if is_shared and role.node.try_find_child(_SHARED_DEFAULT_POLICY):
        policy = _policy_of_stack(role)
        policy.add_statements(*read_statements)
        grants.append(policy)
    return grants


def _policy_of_stack(role: iam.IRole) -> iam.Policy:
    """Return a policy for an imported role that no other stack overwrites, beside the CDK's default policy.

    The default policy remains, since an upgrade that deleted it would delete it for all stacks.
    """
    stack = cdk.Stack.of(role)
    policy_id = f"PersonalizeImportRead{role.node.id}{role.node.addr[-8:]}"
    if existing := stack.node.try_find_child(policy_id):
        return cast(iam.Policy, existing)
    policy = iam.Policy(stack, policy_id, policy_name=stack_policy_name(stack, policy_id), roles=[role])
    acknowledge_findings(policy)
    return policy


def allow_preflight(scope: Construct, role: iam.IRole, preflight_role: iam.IRole) -> None:
    """Allow the function to assume a role of the user for preflight; warn if the app cannot change the role.

    The role of a third stack is not changed, since the function's stack can depend on that stack. The warning has the
    statements for Amazon Personalize and for the function, whose role is in a condition, since it does not exist yet.
    """
    stack = cdk.Stack.of(scope)
    if isinstance(role, iam.Role) and role.assume_role_policy and cdk.Stack.of(role) in (stack, preflight_role.stack):
        role.assume_role_policy.add_statements(_assumable_by(iam.ArnPrincipal(preflight_role.role_arn)))
        return
    function = _one_of_account(preflight_role.stack.account, preflight_role.role_arn)
    required = RequiredStatements(
        warning=SynthWarning.PREFLIGHT_TRUST,
        policy="the trust policy of role",
        name=role.role_name,
        statements=[_assumable_by(_service_of(stack)), _assumable_by(function)],
        otherwise="Amazon Personalize cannot assume the role, or preflight cannot read the data,",
        roles=[preflight_role],
        account=role.env.account,
    )
    warn_of_missing_statements(scope, required)


def _assumable_by(principal: iam.IPrincipal) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=["sts:AssumeRole"], principals=[principal])


@jsii.implements(IValidation)
class _TrustCheck:
    def __init__(self, role: iam.IRole) -> None:
        self._role = role

    def validate(self) -> list[str]:
        created = self._role.node.default_child
        if not isinstance(created, iam.CfnRole):
            return []
        trust = str(cdk.Stack.of(self._role).resolve(created.assume_role_policy_document))
        if PERSONALIZE in trust or re.search(r"'Service': (\{|\[.*\{)", trust):
            return []
        return [
            f"role: {PERSONALIZE} cannot assume {self._role.node.path}; use "
            f"assumed_by=iam.ServicePrincipal({PERSONALIZE!r}), or leave role out to have one created"
        ]
