"""The read access of an import to a bucket."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import aws_cdk as cdk
from aws_cdk import aws_iam as iam


@dataclass(frozen=True, kw_only=True)
class ReadAccess:
    """The permissions to list a part of a bucket and to read the objects in it.

    `object_arns` are patterns; `prefix` is the prefix of the objects' keys, None if it is not known.
    """

    bucket_arn: str
    object_arns: Sequence[str]
    prefix: str | None

    @classmethod
    def to_key(cls, bucket_arn: str, object_key: str) -> Self:
        """Return the access to exactly one location: a key without a final slash, or a token, is a file or a folder."""
        object_arns = [f"{bucket_arn}/{pattern}" for pattern in _patterns(object_key)]
        return cls(bucket_arn=bucket_arn, object_arns=object_arns, prefix=object_key)

    @classmethod
    def to_path(cls, partition: str, path: str) -> Self:
        """Return the access to `<bucket>/<key>`; with tokens, the two parts are known only at deployment."""
        s3_arn = f"arn:{partition}:s3:::"
        bucket_name, slash, object_key = path.partition("/")
        if slash and not cdk.Token.is_unresolved(bucket_name):
            return cls.to_key(f"{s3_arn}{bucket_name}", object_key)
        bucket_name = cdk.Fn.select(0, cdk.Fn.split("/", path))
        object_arns = [f"{s3_arn}{pattern}" for pattern in _patterns(path)]
        return cls(bucket_arn=f"{s3_arn}{bucket_name}", object_arns=object_arns, prefix=None)

    def of_former_policies(self) -> Self:
        """Return the access that the first releases granted: to a key without a final slash as a file only."""
        return replace(self, object_arns=self.object_arns[:1])

    def statements(self, *principals: iam.IPrincipal) -> list[iam.PolicyStatement]:
        """Return the statements for the policy of an identity, or, with principals, for the policy of a bucket."""
        within = {"StringLike": {"s3:prefix": f"{self.prefix}*"}} if self.prefix else {}
        return [
            iam.PolicyStatement(
                actions=["s3:ListBucket"], resources=[self.bucket_arn], principals=[*principals], conditions=within
            ),
            iam.PolicyStatement(actions=["s3:GetObject"], resources=[*self.object_arns], principals=[*principals]),
        ]


def _patterns(path: str) -> list[str]:
    """Return the patterns of the objects at a path; a prefix of a listing needs no second one.

    Amazon Personalize takes a location without a final slash that is a folder as one (published code of AWS).
    """
    if not path or path.endswith("/") or cdk.Token.is_unresolved(path):
        return [f"{path}*"]
    return [path, f"{path}/*"]
