"""Where the CSV files are, and the rights that Amazon Personalize needs to read them."""

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

from cdk_personalize.service_principal import PERSONALIZE
from cdk_personalize_handler import constraints
from cdk_personalize_handler.constraints import InvalidValue
from constructs import Construct, IDependable

_SHORTEST_BUCKET_NAME = "aaa"


@dataclass(frozen=True, kw_only=True)
class BoundDataSource:
    """A data source of an import, which the service may read.

    `location` is its S3 URI, `read_statements` are what the import's role must be allowed as well, `key` is what the
    data is encrypted with, if that is known, and `grants` are what must be deployed first.
    """

    location: str
    read_statements: Sequence[iam.PolicyStatement]
    key: kms.IKey | None
    grants: Sequence[IDependable]


class DataSource(ABC):
    """The location of the data: one CSV file, or a folder of them with a `/` at its end.

    Amazon Personalize reads with the import's role, and the bucket's policy must allow the service as well. Both are
    granted when the import is created.
    """

    @staticmethod
    def bucket(bucket: s3.IBucket, object_key: str) -> "DataSource":
        """Import a file (`data/interactions.csv`) or a folder (`data/interactions/`) of a bucket.

        The bucket policy is extended where the app can do that. A bucket from `Bucket.from_bucket_name` and the like
        keeps its policy: synth then warns with the statements to add. Raises `ValueError` for a key that is too long.
        """
        if not isinstance(object_key, str):
            raise InvalidValue("object_key", object_key, "the key of a file, or of a folder with a '/' at its end")
        if not cdk.Token.is_unresolved(object_key):
            name = _SHORTEST_BUCKET_NAME if cdk.Token.is_unresolved(bucket.bucket_name) else bucket.bucket_name
            constraints.data_location(f"s3://{name}/{object_key}", "object_key")
        return _BucketDataSource(bucket, object_key)

    @staticmethod
    def s3_uri(uri: str) -> "DataSource":
        """Import `s3://<bucket>/<file>.csv` or `s3://<bucket>/<folder>/`.

        The bucket keeps its policy: synth warns with the statements to add. Raises `ValueError` for any other URI.
        """
        begins_with_token = cdk.Token.is_unresolved(uri) and uri.startswith("$")
        if not begins_with_token and not (cdk.Token.is_unresolved(uri) and uri.startswith("s3://")):
            constraints.data_location(uri, "data_source")
        return _UriDataSource(uri)

    @abstractmethod
    def bind(self, scope: Construct) -> BoundDataSource:
        """Let the service read the data on behalf of the import at `scope`."""


class _BucketDataSource(DataSource):
    def __init__(self, bucket: s3.IBucket, object_key: str) -> None:
        self._bucket = bucket
        self._object_key = object_key

    def bind(self, scope: Construct) -> BoundDataSource:
        path = f"{self._bucket.bucket_name}/{self._object_key}"
        objects_arn = self._bucket.arn_for_objects(_pattern(self._object_key))
        statements = _read_statements(self._bucket.bucket_arn, objects_arn, iam.ServicePrincipal(PERSONALIZE))
        results = [self._bucket.add_to_resource_policy(statement) for statement in statements]
        if not all(result.statement_added for result in results):
            _warn_of_bucket_policy(scope, self._bucket.bucket_name, path)
        return BoundDataSource(
            location=f"s3://{path}",
            read_statements=_read_statements(self._bucket.bucket_arn, objects_arn),
            key=self._bucket.encryption_key,
            grants=[result.policy_dependable for result in results if result.policy_dependable],
        )


class _UriDataSource(DataSource):
    def __init__(self, uri: str) -> None:
        self._uri = uri

    def bind(self, scope: Construct) -> BoundDataSource:
        path = cdk.Fn.select(1, cdk.Fn.split("s3://", self._uri))
        bucket_name = cdk.Fn.select(0, cdk.Fn.split("/", path))
        s3_arn = f"arn:{cdk.Stack.of(scope).partition}:s3:::"
        _warn_of_bucket_policy(scope, bucket_name, path)
        return BoundDataSource(
            location=self._uri,
            read_statements=_read_statements(s3_arn + bucket_name, s3_arn + _pattern(path)),
            key=None,
            grants=[],
        )


def _pattern(path: str) -> str:
    """Name exactly the file, or all that is in the folder; what is known only at deployment may be either."""
    return f"{path}*" if not path or path.endswith("/") or cdk.Token.is_unresolved(path) else path


def _read_statements(bucket_arn: str, objects_arn: str, *principals: iam.IPrincipal) -> list[iam.PolicyStatement]:
    return [
        iam.PolicyStatement(actions=["s3:ListBucket"], resources=[bucket_arn], principals=list(principals)),
        iam.PolicyStatement(actions=["s3:GetObject"], resources=[objects_arn], principals=list(principals)),
    ]


def _warn_of_bucket_policy(scope: Construct, bucket_name: str, path: str) -> None:
    stack = cdk.Stack.of(scope)
    partition = "aws" if cdk.Token.is_unresolved(stack.partition) else stack.partition
    s3_arn = f"arn:{partition}:s3:::"
    statements = _read_statements(s3_arn + bucket_name, s3_arn + _pattern(path), iam.ServicePrincipal(PERSONALIZE))
    policy = stack.resolve([statement.to_statement_json() for statement in statements])
    bucket = "the data's bucket" if cdk.Token.is_unresolved(bucket_name) else f"bucket {bucket_name}"
    cdk.Annotations.of(scope).add_warning_v2(
        "cdk-personalize:bucketPolicy",
        f"the policy of {bucket} is not managed by this app, and Amazon Personalize cannot read the data unless it has "
        f"these statements: {json.dumps(policy)}",
    )
