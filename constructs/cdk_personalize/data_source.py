"""The location of the CSV files, and the permissions that Amazon Personalize needs to read them."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3

from cdk_personalize._arguments import check_arguments, check_location
from cdk_personalize._synth_warning import SynthWarning
from cdk_personalize.order.upload import Upload, refuse_bootstrap_bucket, refuse_bootstrap_name
from cdk_personalize.permissions.bucket_checks import check_readable
from cdk_personalize.permissions.data_key import allow_key_use, key_statement
from cdk_personalize.permissions.import_role import import_role_principal
from cdk_personalize.permissions.missing_statements import (
    DATA_CANNOT_BE_READ,
    RequiredStatements,
    warn_of_missing_statements,
)
from cdk_personalize.permissions.principals import PERSONALIZE, is_of_another_account
from cdk_personalize.permissions.read_access import ReadAccess
from constructs import Construct, IDependable


@dataclass(frozen=True, kw_only=True)
class BoundDataSource:
    """A data source that Amazon Personalize can read for an import.

    `location` is its S3 URI, with the parts `bucket_name` and `object_key` as far as they are known. `role_statements`
    are the permissions of the import's role, `former_role_statements` those that the first releases granted, and
    `grants` must be deployed before the import.
    """

    location: str
    bucket_name: str
    object_key: str
    role_statements: Sequence[iam.PolicyStatement]
    former_role_statements: Sequence[iam.PolicyStatement]
    grants: Sequence[IDependable]


class DataSource(ABC):
    """The location of the data: one CSV file, or a folder of CSV files with `/` at the end.

    Amazon Personalize also takes a folder without the `/`, so the permissions for a key without it are those for a file
    and for a folder of this name. Synth warns of a key that ends neither in `/` nor in `.csv`.

    Up to three policies must allow the read: that of the import's role, that of the bucket for Amazon Personalize, and
    that of a KMS key for both. The constructs add the statements to policies of the app. For other policies, synth
    warns with the statements to add.
    """

    @staticmethod
    @check_arguments()
    def bucket(bucket: s3.IBucket, object_key: str) -> "DataSource":
        """Import a file (`data/interactions.csv`) or a folder (`data/interactions/`) of a bucket.

        The policies of the bucket and of its `encryption_key` get the statements that the service needs. An imported
        bucket or key, such as `Bucket.from_bucket_name(...)`, keeps its policy: synth warns with the statements to add.

        With the `deployed_bucket` of a `BucketDeployment`, the import reads the deployment's bucket and waits for it.

        Raises `ValueError` for a key that is too long, begins with `/` or contains `*`, since a location is one file or
        one folder, and for the bucket of an asset, whose policy the app cannot change. Synth fails for a bucket that is
        limited to a VPC, since the service cannot read it.
        """
        check_location(bucket, object_key)
        refuse_bootstrap_bucket("bucket", bucket)
        return _BucketDataSource(bucket, object_key)

    @staticmethod
    @check_arguments()
    def s3_uri(uri: str) -> "DataSource":
        """Import `s3://<bucket>/<file>.csv` or `s3://<bucket>/<folder>/`.

        The bucket keeps its policy: synth warns with the statements to add, and also of a key that begins with `/`.

        Raises `ValueError` for any other URI and for one that contains `*`. For the URI of an asset,
        `DatasetImportJob` raises it.
        """
        return _UriDataSource(uri)

    @abstractmethod
    def bind(self, scope: Construct, role: iam.IRole | None) -> BoundDataSource:
        """Allow the service to read the data for the import at `scope`; with None, a role will be created."""


class _BucketDataSource(DataSource):
    def __init__(self, bucket: s3.IBucket, object_key: str) -> None:
        self._bucket = bucket
        self._object_key = object_key

    def bind(self, scope: Construct, role: iam.IRole | None) -> BoundDataSource:
        refuse_bootstrap_name("bucket", scope, self._bucket.bucket_name)
        upload = Upload.behind(self._bucket)
        bucket = (upload and upload.destination()) or self._bucket
        check_readable(scope, bucket)
        _warn_of_file_or_folder(scope, "object_key", self._object_key)
        access = ReadAccess.to_key(bucket.bucket_arn, self._object_key)
        readers: list[iam.IPrincipal] = [iam.ServicePrincipal(PERSONALIZE)]
        if is_of_another_account(bucket, scope):
            readers.append(import_role_principal(cdk.Stack.of(scope), role))
        wanted = [statement for reader in readers for statement in access.statements(reader)]
        results = [bucket.add_to_resource_policy(statement) for statement in wanted]
        if not all(result.statement_added for result in results):
            _warn_of_bucket_policy(scope, bucket.bucket_name, wanted, role)
        grants = [result.policy_dependable for result in results if result.policy_dependable]
        if upload:
            grants.append(upload.deployment)
        key_use = [key_statement(bucket.encryption_key)] if bucket.encryption_key else []
        if bucket.encryption_key:
            grants += allow_key_use(scope, bucket.encryption_key, role)
        return BoundDataSource(
            location=f"s3://{bucket.bucket_name}/{self._object_key}",
            bucket_name=bucket.bucket_name,
            object_key=self._object_key,
            role_statements=[*access.statements(), *key_use],
            former_role_statements=[*access.of_former_policies().statements(), *key_use],
            grants=grants,
        )


class _UriDataSource(DataSource):
    def __init__(self, uri: str) -> None:
        self._uri = uri

    def bind(self, scope: Construct, role: iam.IRole | None) -> BoundDataSource:
        refuse_bootstrap_name("data_source", scope, self._uri)
        # A part of the URI may be a token, and so may all of it.
        path = self._uri.removeprefix("s3://") if self._uri.startswith("s3://") else _after_scheme(self._uri)
        known_bucket, _, object_key = path.partition("/")
        _warn_of_empty_folder(scope, object_key)
        _warn_of_file_or_folder(scope, "uri", object_key)
        access = ReadAccess.to_path(cdk.Stack.of(scope).partition, path)
        bucket_name = cdk.Fn.select(0, cdk.Fn.split("/", path))
        _warn_of_bucket_policy(scope, bucket_name, access.statements(iam.ServicePrincipal(PERSONALIZE)), role)
        return BoundDataSource(
            location=self._uri,
            bucket_name=known_bucket,
            object_key=object_key,
            role_statements=access.statements(),
            former_role_statements=access.of_former_policies().statements(),
            grants=[],
        )


def _after_scheme(uri: str) -> str:
    return cdk.Fn.select(1, cdk.Fn.split("s3://", uri))


def _warn_of_empty_folder(scope: Construct, object_key: str) -> None:
    if object_key.startswith("/"):
        SynthWarning.EMPTY_FOLDER.add_to(
            scope,
            f"uri: the key {object_key!r} begins with '/', and only objects whose keys also do are imported; "
            f"use {object_key.lstrip('/')!r} for all other objects",
        )


def _warn_of_file_or_folder(scope: Construct, parameter: str, object_key: str) -> None:
    if object_key and not object_key.lower().endswith(("/", ".csv")) and not cdk.Token.is_unresolved(object_key):
        SynthWarning.FILE_OR_FOLDER.add_to(
            scope,
            f"{parameter}: the key {object_key!r} ends neither in '/' nor in '.csv', and Amazon Personalize imports a "
            f"file of this name, or the folder if it is one; use '{object_key}/' for a folder, or name the file "
            f"'{object_key}.csv'",
        )


def _warn_of_bucket_policy(
    scope: Construct, bucket_name: str, statements: Sequence[iam.PolicyStatement], role: iam.IRole | None
) -> None:
    required = RequiredStatements(
        warning=SynthWarning.BUCKET_POLICY,
        policy="the policy of bucket",
        name=bucket_name,
        statements=statements,
        otherwise=DATA_CANNOT_BE_READ,
        roles=[role] if role else [],
    )
    warn_of_missing_statements(scope, required)
