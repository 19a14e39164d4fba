"""The policy of a role, bucket or key names no role or user of the account that does not exist, as on AWS.

IAM, S3 and KMS refuse such a policy, for they keep an identity's unique id in the place of its ARN ("IAM JSON policy
elements: Principal"). A role that is yet to come is named by a condition on `aws:PrincipalArn`.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import iam, kms, s3
from ministack.services.cloudformation import provisioners

from local_aws.account import ACCOUNT

Answer = tuple[int, dict[str, str], bytes]
Provisioned = tuple[str, dict[str, str]]

_IDENTITY = re.compile(rf"arn:aws:iam::{ACCOUNT}:(role|user)/(?:.*/)?([^/]+)")

# ministack's functions have no types.
_iam: Any = iam
_kms: Any = kms
_s3: Any = s3
_engine_trust_fault: Callable[[Any], str | None] = _iam._trust_policy_not_principal_error
_engine_put_bucket_policy: Callable[[str, bytes], Answer] = _s3._put_bucket_policy
_engine_put_key_policy: Callable[[dict[str, Any]], Answer] = _kms._put_key_policy
_engine_create_key: Callable[[dict[str, Any]], Answer] = _kms._create_key


def install() -> None:
    """Put this before the services' own steps."""
    _iam._trust_policy_not_principal_error = lambda document: _fault(document) or _engine_trust_fault(document)
    _s3._put_bucket_policy = _put_bucket_policy
    _kms._put_key_policy = lambda request: _key_policy_refused(request) or _engine_put_key_policy(request)
    _kms._create_key = lambda request: _key_policy_refused(request) or _engine_create_key(request)
    resource_types: Any = provisioners._RESOURCE_HANDLERS
    bucket_policy = resource_types["AWS::S3::BucketPolicy"]
    for step in "create", "update":
        bucket_policy[step] = _checked(bucket_policy[step])


def unknown(document: str | dict[str, Any]) -> Iterator[str]:
    """Yield the roles and users of the account that a policy names although they do not exist."""
    policy = json.loads(document) if isinstance(document, str) else document
    for statement in _many(policy.get("Statement", [])):
        principal = statement.get("Principal")
        for arn in _many(principal.get("AWS", [])) if isinstance(principal, dict) else ():
            if (named := _IDENTITY.fullmatch(arn)) and not _exists(named[1], named[2], arn):
                yield arn


def _exists(kind: str, name: str, arn: str) -> bool:
    identities = _iam._roles if kind == "role" else _iam._users
    identity = identities.get_scoped(ACCOUNT, None, name)
    return bool(identity and identity["Arn"] == arn)


def _many(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _fault(document: Any) -> str | None:
    return next((f'Invalid principal in policy: "AWS":"{arn}"' for arn in unknown(document or {})), None)


def _put_bucket_policy(name: str, body: bytes) -> Answer:
    if any(unknown(body.decode())):
        answer: Answer = _s3._error("MalformedPolicy", "Invalid principal in policy", 400)
        return answer
    return _engine_put_bucket_policy(name, body)


def _key_policy_refused(request: dict[str, Any]) -> Answer | None:
    if not any(unknown(request.get("Policy") or {})):
        return None
    message = "Policy contains a statement with one or more invalid principals."
    answer: Answer = error_response_json("MalformedPolicyDocumentException", message, 400)
    return answer


def _checked(step: Callable[..., Provisioned]) -> Callable[..., Provisioned]:
    def refuse_or_go_on(*arguments: Any) -> Provisioned:
        properties = next(each for each in reversed(arguments) if isinstance(each, dict))
        if any(unknown(properties.get("PolicyDocument") or {})):
            raise ValueError("Invalid principal in policy")
        return step(*arguments)

    return refuse_or_go_on
