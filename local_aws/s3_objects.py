"""The objects that imports read, fetched from Amazon S3 by boto3."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local_aws.personalize import ObjectError
from local_aws.personalize.objects import AWS_MANAGED_KEY, INVALID_LOCATION, StoredObject

_PIECE_BYTES = 1024 * 1024
_MISSING = {"NoSuchBucket", "NoSuchKey", "404"}
_ARCHIVES = {"GLACIER", "DEEP_ARCHIVE"}


class S3Objects:
    """Amazon S3 and AWS KMS through boto3 clients, which act as the account's root."""

    def __init__(self, s3: Any, kms: Any):
        self._s3 = s3
        self._kms = kms

    def list(self, bucket: str, prefix: str) -> list[StoredObject]:
        """Return the matching objects; one that was restored from an archive can be read."""
        with _told_as_object_error():
            pages = self._s3.get_paginator("list_objects_v2").paginate(
                Bucket=bucket, Prefix=prefix, OptionalObjectAttributes=["RestoreStatus"]
            )
            return [_stored(item) for page in pages for item in page.get("Contents", [])]

    def open(self, bucket: str, key: str) -> Iterable[bytes]:
        """Return the content in pieces of a megabyte."""
        with _told_as_object_error():
            pieces: Iterable[bytes] = self._s3.get_object(Bucket=bucket, Key=key)["Body"].iter_chunks(_PIECE_BYTES)
            return pieces

    def encryption_key(self, bucket: str, key: str | None = None) -> str | None:
        """Return the ARN of the KMS key of an object, or of the bucket's default encryption."""
        with _told_as_object_error():
            if key is None:
                configuration = self._s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]
                default = configuration["Rules"][0]["ApplyServerSideEncryptionByDefault"]
                return self._key_arn(default["SSEAlgorithm"], default.get("KMSMasterKeyID"))
            described = self._s3.head_object(Bucket=bucket, Key=key)
            return self._key_arn(described.get("ServerSideEncryption"), described.get("SSEKMSKeyId"))

    def _key_arn(self, algorithm: str | None, key_id: str | None) -> str | None:
        if algorithm != "aws:kms":
            return None
        if key_id is None or key_id.endswith(AWS_MANAGED_KEY):
            return AWS_MANAGED_KEY
        return str(self._kms.describe_key(KeyId=key_id)["KeyMetadata"]["Arn"])


def _stored(item: dict[str, Any]) -> StoredObject:
    is_restored = "RestoreExpiryDate" in item.get("RestoreStatus", {})
    is_archived = item.get("StorageClass") in _ARCHIVES and not is_restored
    return StoredObject(item["Key"], item["Size"], is_archived)


@contextmanager
def _told_as_object_error() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] in _MISSING:
            raise ObjectError(INVALID_LOCATION) from error
        raise ObjectError(f"Amazon S3 refused to serve the data: {error}") from error
    except BotoCoreError as error:
        raise ObjectError(f"Amazon S3 could not be reached: {error}") from error
