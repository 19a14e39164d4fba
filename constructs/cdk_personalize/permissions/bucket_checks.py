"""Buckets that Amazon Personalize cannot read with any permission, as far as synth can tell."""

from typing import Any, cast

import aws_cdk as cdk
import jsii
from aws_cdk import aws_s3 as s3

from cdk_personalize._intrinsics import listed
from cdk_personalize._synth_warning import SynthWarning
from cdk_personalize.permissions.policy_size import length_of
from cdk_personalize.permissions.principals import PERSONALIZE
from constructs import Construct, IValidation

MAX_BUCKET_POLICY_LENGTH = 20 * 1024
"""Bytes (Amazon S3 user guide, *Bucket policies*)."""

_READS = {"*", "s3:*", "s3:get*", "s3:getobject", "s3:list*", "s3:listbucket"}
_VPC_KEYS = {"aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip"}


def check_readable(scope: Construct, bucket: s3.IBucket) -> None:
    """Let synth fail for a bucket of the app that is limited to a VPC, and warn of one with an AWS managed key.

    Amazon Personalize cannot read from a bucket that is limited to a VPC: developer guide, *Giving Amazon Personalize
    access to Amazon S3 resources*. Synth also fails for a bucket policy that is too long.
    """
    created = bucket.node.default_child
    if not isinstance(created, s3.CfnBucket):
        return
    bucket.node.add_validation(cast(IValidation, BucketPolicyCheck(bucket)))
    encryption = str(cdk.Stack.of(bucket).resolve(created.bucket_encryption)).lower()
    if "aws:kms" in encryption and "masterkeyid" not in encryption:
        SynthWarning.MANAGED_KEY.add_to(
            scope,
            f"bucket {bucket.node.path} is encrypted with the key aws/s3, whose policy cannot be changed; Amazon "
            "Personalize cannot read the data; use encryption_key=kms.Key(...) or BucketEncryption.S3_MANAGED",
        )


@jsii.implements(IValidation)
class BucketPolicyCheck:
    """Lets synth fail for a bucket policy that is too long, or denies all access from outside a VPC."""

    def __init__(self, bucket: s3.IBucket) -> None:
        self._bucket = bucket

    def validate(self) -> list[str]:
        """Return the errors, which the CDK reports."""
        bucket, stack = self._bucket, cdk.Stack.of(self._bucket)
        if bucket.policy is None:
            return []
        # As the template has it: without statements that are there twice.
        policy = stack.resolve(bucket.policy.document)
        everything = stack.resolve([bucket.bucket_arn, bucket.arn_for_objects("*"), "*"])
        errors = []
        if any(_denies_all_but_a_vpc(statement, everything) for statement in policy["Statement"]):
            errors.append(
                f"data_source: the policy of bucket {bucket.node.path} denies all access from outside a VPC, and "
                "Amazon Personalize reads from outside; use another bucket, or exclude the service and the import's "
                f"role from the Deny (aws:PrincipalServiceName {PERSONALIZE}, aws:PrincipalArn)"
            )
        if (length := length_of(policy)) > MAX_BUCKET_POLICY_LENGTH:
            errors.append(
                f"data_source: the policy of bucket {bucket.node.path} has {length:,} bytes, and a bucket policy has "
                f"room for {MAX_BUCKET_POLICY_LENGTH:,}; use fewer locations, such as one folder for several imports, "
                "or several buckets"
            )
        return errors


def _denies_all_but_a_vpc(statement: dict[str, Any], everything: list[Any]) -> bool:
    """Return whether a statement denies all requests from outside a VPC, without an exception for the service."""
    if statement["Effect"] != "Deny" or statement.get("Principal") not in ("*", {"AWS": "*"}):
        return False
    actions, resources = (listed(statement.get(name, [])) for name in ("Action", "Resource"))
    if not _READS & {action.lower() for action in actions} or not any(each in everything for each in resources):
        return False
    conditions = statement.get("Condition", {})
    keys = {key.lower() for operator in conditions.values() for key in operator}
    is_negated = all("Not" in operator or operator == "Null" for operator in conditions)
    return bool(keys) and keys <= _VPC_KEYS and is_negated
