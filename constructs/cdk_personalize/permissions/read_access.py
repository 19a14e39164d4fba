"""The read access of an import to a bucket."""

from dataclasses import dataclass
from typing import Self

import aws_cdk as cdk
from aws_cdk import aws_iam as iam


@dataclass(frozen=True, kw_only=True)
class ReadAccess:
    """The permissions to list a part of a bucket and to read the objects in it.

    `objects_arn` is a pattern; `prefix` is the prefix of the objects' keys, None if it is not known.
    """

    bucket_arn: str
    objects_arn: str
    prefix: str | None

    @classmethod
    def to_key(cls, bucket_arn: str, object_key: str) -> Self:
        """Return the access to exactly one file, or to all objects in a folder; a token can be either."""
        return cls(bucket_arn=bucket_arn, objects_arn=f"{bucket_arn}/{_pattern(object_key)}", prefix=object_key)

    @classmethod
    def to_path(cls, partition: str, path: str) -> Self:
        """Return the access to `<bucket>/<key>`; with tokens, the two parts are known only at deployment."""
        s3_arn = f"arn:{partition}:s3:::"
        bucket_name, slash, object_key = path.partition("/")
        if slash and not cdk.Token.is_unresolved(bucket_name):
            return cls.to_key(f"{s3_arn}{bucket_name}", object_key)
        bucket_name = cdk.Fn.select(0, cdk.Fn.split("/", path))
        return cls(bucket_arn=f"{s3_arn}{bucket_name}", objects_arn=f"{s3_arn}{_pattern(path)}", prefix=None)

    def statements(self, *principals: iam.IPrincipal) -> list[iam.PolicyStatement]:
        """Return the statements for the policy of an identity, or, with principals, for the policy of a bucket."""
        within = {"StringLike": {"s3:prefix": f"{self.prefix}*"}} if self.prefix else {}
        return [
            iam.PolicyStatement(
                actions=["s3:ListBucket"], resources=[self.bucket_arn], principals=[*principals], conditions=within
            ),
            iam.PolicyStatement(actions=["s3:GetObject"], resources=[self.objects_arn], principals=[*principals]),
        ]


def _pattern(path: str) -> str:
    return f"{path}*" if not path or path.endswith("/") or cdk.Token.is_unresolved(path) else path
