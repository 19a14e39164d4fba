"""What the account's policies allow a role or a service, as ministack's evaluator reads them.

Importing this module starts ministack's set-up, which reads its settings from the environment once.
"""

from collections.abc import Mapping
from typing import Any, cast

from ministack.core import iam_evaluator
from ministack.core.iam_evaluator import EvalContext, PrincipalInfo, ResolvedCredential
from ministack.core.responses import request_scope
from ministack.services import iam, kms, s3

from local_aws.account import ACCOUNT, REGION
from local_aws.personalize.authorization import PERSONALIZE, Context, Permission

Document = str | dict[str, Any]

_SESSION = "Personalize"


def allows(principal: str, permission: Permission) -> bool:
    """Return whether a role, given by its ARN, or a service, given by its principal, has a permission now.

    A service has only what the policy of the resource gives it; the policy of a role is its trust policy. A role has
    what its own policies, its permissions boundary and the policy of the resource come to together.
    """
    with request_scope(ACCOUNT, REGION):  # which ministack takes from a request otherwise
        policy = _resource_policy(permission)
        if policy is None:
            return False
        if principal.startswith("arn:"):
            return _role_is_allowed(principal, permission, policy)
        return service_is_allowed(policy, principal, permission)


def may_assume(trust_policy: Document, *, source_account: str, source_arn: str) -> bool:
    """Return whether a trust policy lets Amazon Personalize assume the role on behalf of a job in that account."""
    context: Context = {"aws:SourceAccount": source_account, "aws:SourceArn": source_arn}
    return service_is_allowed(trust_policy, PERSONALIZE, Permission("sts:AssumeRole", "*", context))


def service_is_allowed(policy: Document, service: str, permission: Permission) -> bool:
    """Return whether the policy of a role, bucket or key allows something to a service that acts as itself.

    ministack's own function for trust policies takes a service for the root of an account, so this is not used here.
    """
    keys = {"aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": service}
    # A service has neither ARN nor account: conditions on them compare with nothing.
    context = _context(permission, keys, arn="", kind="", account="")
    return iam_evaluator.evaluate_resource_policy(policy, context, service=service).decision == "Allow"


def _role_is_allowed(role_arn: str, permission: Permission, policy: Document) -> bool:
    role = _role(role_arn)
    if role is None:
        return False
    session = _session(role)
    keys = {"aws:PrincipalIsAWSService": "false", **session.keys}
    # The role's ARN, and not the session's, is what policies name and what aws:PrincipalArn is.
    context = _context(permission, keys, arn=role_arn, kind=session.type, account=session.account)
    own = iam_evaluator.evaluate(context, session.policies or [], *session.limits)
    is_key = permission.action.startswith("kms:")  # whose policy must allow it in any case
    result = iam_evaluator.combine_resource_policy(
        own, context, policy, ACCOUNT, required=is_key, limits=tuple(session.limits)
    )
    return result.decision == "Allow"


def _session(role: Mapping[str, Any]) -> PrincipalInfo:
    """Return what is known of a session of the role: its policies, the boundary and the tags."""
    session = ResolvedCredential(
        access_key_id="",
        secret_access_key="",
        account_id=ACCOUNT,
        principal_arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/{role['RoleName']}/{_SESSION}",
        principal_id=f"{role['RoleId']}:{_SESSION}",
        principal_type="AssumedRole",
    )
    # An error would be that of a key that is not known; this session has none.
    return cast(PrincipalInfo, iam_evaluator.resolve_principal("", ACCOUNT, session))


def _context(permission: Permission, keys: Mapping[str, Any], *, arn: str, kind: str, account: str) -> EvalContext:
    """Return a request over TLS from an address of AWS's, in no VPC, as ministack has it: with keys in lower case."""
    given = {**permission.context, **keys}
    return EvalContext(
        principal_arn=arn,
        principal_type=kind,
        principal_account=account,
        action=permission.action,
        resource_arn=permission.resource,
        region=REGION,
        source_ip="",
        secure_transport=True,
        service_context={key.lower(): value for key, value in given.items()},
    )


def _resource_policy(permission: Permission) -> Document | None:
    """Return the policy of a role, bucket or key, empty if it has none; None when there is no such resource."""
    match permission.action.partition(":")[0]:
        case "sts":
            role = _role(permission.resource)
            return role and role["AssumeRolePolicyDocument"]
        case "s3":
            found = s3.bucket_policy_for_arn(permission.resource)
        case _:
            found = kms.key_policy_for_arn(permission.resource)
    return found and found[0]


def _role(arn: str) -> dict[str, Any] | None:
    roles: Any = iam._roles
    role: dict[str, Any] | None = roles.get_scoped(ACCOUNT, None, arn.rpartition("/")[2])
    return role if role and role["Arn"] == arn else None
