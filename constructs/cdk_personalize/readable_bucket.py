"""Buckets that Amazon Personalize cannot read whatever it is granted, as far as that can be seen at synth."""

from typing import Any, cast

import aws_cdk as cdk
import jsii
from aws_cdk import aws_s3 as s3

from cdk_personalize.service_principal import PERSONALIZE
from constructs import Construct, IValidation

_READS = {"*", "s3:*", "s3:get*", "s3:getobject", "s3:list*", "s3:listbucket"}
_VPC_KEYS = {"aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip"}


def check_readable(scope: Construct, bucket: s3.IBucket) -> None:
    """Let synth fail for a bucket of the app that serves one VPC only, and warn of one with the key that S3 manages.

    The service cannot read from a bucket that is limited to a VPC: developer guide, *Giving Amazon Personalize access
    to Amazon S3 resources*.
    """
    created = bucket.node.default_child
    if not isinstance(created, s3.CfnBucket):
        return
    bucket.node.add_validation(cast(IValidation, _ServesNoVpcOnly(bucket)))
    encryption = str(cdk.Stack.of(bucket).resolve(created.bucket_encryption)).lower()
    if "aws:kms" in encryption and "masterkeyid" not in encryption:
        cdk.Annotations.of(scope).add_warning_v2(
            "cdk-personalize:managedKey",
            f"bucket {bucket.node.path} is encrypted with the key aws/s3, whose policy cannot be changed, so that "
            "Amazon Personalize cannot read the data; use encryption_key=kms.Key(...) or BucketEncryption.S3_MANAGED",
        )


@jsii.implements(IValidation)
class _ServesNoVpcOnly:
    def __init__(self, bucket: s3.IBucket) -> None:
        self._bucket = bucket

    def validate(self) -> list[str]:
        if self._bucket.policy is None:
            return []
        policy = cdk.Stack.of(self._bucket).resolve(self._bucket.policy.document.to_json())
        if not any(_denies_all_but_a_vpc(statement) for statement in policy["Statement"]):
            return []
        return [
            f"data_source: bucket {self._bucket.node.path} is not allowed, because its policy denies all access from "
            "outside of a VPC, where Amazon Personalize is; use another bucket, or except the service and the import's "
            f"role from the Deny (aws:PrincipalServiceName {PERSONALIZE}, aws:PrincipalArn)"
        ]


def _denies_all_but_a_vpc(statement: dict[str, Any]) -> bool:
    """Tell whether a statement denies all that does not come from a VPC, with no exception that may be the service."""
    if statement["Effect"] != "Deny" or statement.get("Principal") not in ("*", {"AWS": "*"}):
        return False
    actions = statement.get("Action", [])
    actions = [actions] if isinstance(actions, str) else actions
    if not _READS & {action.lower() for action in actions}:
        return False
    conditions = statement.get("Condition", {})
    keys = {key.lower() for operator in conditions.values() for key in operator}
    return bool(keys) and keys <= _VPC_KEYS and all("Not" in operator for operator in conditions)
