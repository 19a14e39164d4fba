"""Who must be allowed what before an import reads its data: the role of the import, and the service itself.

Sources are the developer guide's pages "Giving Amazon Personalize access to Amazon S3 resources", "Giving Amazon
Personalize permission to use your AWS KMS key" and "Cross-service confused deputy prevention". The two sentences about
privileges are recorded; that those about a key are the same, and what is said of a role that cannot be assumed, is
assumed.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from local_aws.personalize.authorization import PERSONALIZE, Permission
from local_aws.personalize.objects import AWS_MANAGED_KEY, ObjectError, Objects, ObjectStore, StoredObject

_log = logging.getLogger(__name__)

# The guide names three more for imports and exports alike; that reading needs no more than these is assumed.
_KEY_ACTIONS = ("kms:Decrypt", "kms:DescribeKey")

_GUIDE = "https://docs.aws.amazon.com/personalize/latest/dg/granting-personalize-s3-access.html"


class Evaluator(Protocol):
    """What the policies of an account come to."""

    def __call__(self, principal: str, permission: Permission) -> bool:
        """Return whether a role, given by its ARN, or a service, given by its principal, has a permission."""


def everything_is_allowed(principal: str, permission: Permission) -> bool:  # noqa: ARG001
    """Evaluate as if there were no policies, for tests of something else."""
    return True


def assume_role(store: ObjectStore, allows: Evaluator, job_arn: str, role_arn: str) -> Objects:
    """Return the objects as an import reads them with its role, which the service assumes for it.

    Raises `ObjectError` if the role cannot be assumed.
    """
    permission = assumption(role_arn, job_arn)
    if not allows(PERSONALIZE, permission):
        _log_refusal(job_arn, PERSONALIZE, permission)
        raise ObjectError(f"Amazon Personalize could not assume the role {role_arn}.")
    return _ImportObjects(store, allows, job_arn, role_arn)


def assumption(role_arn: str, job_arn: str) -> Permission:
    """Return what the service needs in order to assume the role of a job."""
    account = job_arn.split(":")[4]
    return Permission("sts:AssumeRole", role_arn, {"aws:SourceAccount": account, "aws:SourceArn": job_arn})


@dataclass(frozen=True)
class _ImportObjects:
    """Lists and opens nothing that the role or the service may not."""

    store: ObjectStore
    allows: Evaluator
    job_arn: str
    role_arn: str

    def list(self, bucket: str, prefix: str) -> list[StoredObject]:
        key_arn = self.store.encryption_key(bucket)  # before all else: a missing bucket has no policy to speak of
        self._require(bucket, Permission("s3:ListBucket", self._arn(bucket), {"s3:prefix": prefix}), key_arn)
        return self.store.list(bucket, prefix)

    def open(self, bucket: str, key: str) -> Iterable[bytes]:
        key_arn = self.store.encryption_key(bucket, key)
        self._require(bucket, Permission("s3:GetObject", f"{self._arn(bucket)}/{key}", {}), key_arn)
        return self.store.open(bucket, key)

    def _arn(self, bucket: str) -> str:
        partition = self.job_arn.split(":")[1]
        return f"arn:{partition}:s3:::{bucket}"

    def _require(self, bucket: str, permission: Permission, key_arn: str | None) -> None:
        """Raise `ObjectError` in the service's words unless first the role, then the service may do this."""
        of_key = [Permission(action, key_arn, {}) for action in _KEY_ACTIONS] if key_arn else []
        remedies = {
            self.role_arn: f"{_GUIDE} and ensure your role is configured correctly.",
            PERSONALIZE: f"{_GUIDE}#attach-bucket-policy and fix bucket policy on {bucket}.",
        }
        for principal, remedy in remedies.items():
            for each in (permission, *of_key):
                if not self._allows(principal, each):
                    _log_refusal(self.job_arn, principal, each)
                    raise ObjectError(f"Insufficient privileges for accessing data in S3. Please look at {remedy}")

    def _allows(self, principal: str, permission: Permission) -> bool:
        if permission.resource == AWS_MANAGED_KEY:  # its policy is AWS's own: it admits the account, not the service
            return principal != PERSONALIZE
        return self.allows(principal, permission)


def _log_refusal(job_arn: str, principal: str, permission: Permission) -> None:
    """Log what the service does not tell."""
    given = ", ".join(f"{key} = {value}" for key, value in permission.context.items())
    lacking = f"{principal} lacks {permission.action} on {permission.resource}{given and f' ({given})'}"
    _log.warning("%s: %s", job_arn, lacking)
