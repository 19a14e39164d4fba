"""A role, a bucket and a key in ministack, made by its own code and with the policies that a test gives them."""

import json
from typing import Any

from ministack.services import iam, kms, s3

from local_aws.ministack import iam_evaluator
from local_aws.personalize.authorization import PERSONALIZE, Permission

ACCOUNT = "000000000000"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/data/import"
FILE = "arn:aws:s3:::lake/items.csv"

Statement = dict[str, Any]

SERVICE = {"Service": PERSONALIZE}
TRUST = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": SERVICE}


def allow(action: str, resource: str = "*", **more: Any) -> Statement:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: str, **more: Any) -> Statement:
    return allow(action, Principal="*") | {"Effect": "Deny", **more}


def document(*statements: Statement) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


class Account:
    """The role `import` of team search, which trusts the service, the bucket `lake`, and a key; nothing else."""

    def __init__(self) -> None:
        self.reset()
        tag = {"Tags.member.1.Key": "team", "Tags.member.1.Value": "search"}
        self._iam("create_role", Path="/data/", AssumeRolePolicyDocument=document(TRUST), **tag)
        _call(s3, "create_bucket", "lake", b"", {})
        self.key = json.loads(_call(kms, "create_key", {"Policy": document()}))["KeyMetadata"]["Arn"]

    def reset(self) -> None:
        """Forget everything."""
        services: Any = (iam, s3, kms)
        for service in services:
            service.reset()

    def _iam(self, operation: str, **parameters: str) -> None:
        _call(iam, operation, {"RoleName": "import"} | parameters)

    def grant(self, *statements: Statement) -> None:
        """Set the role's inline policy."""
        self._iam("put_role_policy", PolicyName="inline", PolicyDocument=document(*statements))

    def attach(self, *statements: Statement) -> None:
        """Attach a managed policy to the role."""
        self._iam("create_policy", PolicyName="managed", PolicyDocument=document(*statements))
        self._iam("attach_role_policy", PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/managed")

    def limit(self, *statements: Statement) -> None:
        """Set the role's permissions boundary."""
        self._iam("create_policy", PolicyName="boundary", PolicyDocument=document(*statements))
        self._iam("put_role_permissions_boundary", PermissionsBoundary=f"arn:aws:iam::{ACCOUNT}:policy/boundary")

    def set_bucket_policy(self, *statements: Statement) -> None:
        _call(s3, "put_bucket_policy", "lake", document(*statements).encode())

    def set_key_policy(self, *statements: Statement) -> None:
        _call(kms, "put_key_policy", {"KeyId": self.key, "Policy": document(*statements)})

    def may_read(self, principal: str) -> bool:
        return iam_evaluator.allows(principal, Permission("s3:GetObject", FILE, {}))

    def may_decrypt(self, principal: str) -> bool:
        return iam_evaluator.allows(principal, Permission("kms:Decrypt", self.key, {}))


def _call(service: object, operation: str, *arguments: object) -> bytes:
    status, _, body = getattr(service, f"_{operation}")(*arguments)
    assert status < 300, body
    return bytes(body)
