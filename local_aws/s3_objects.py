"""The objects that imports read, fetched from Amazon S3 by boto3."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local_aws.personalize import ObjectError
from local_aws.personalize.objects import INVALID_LOCATION, StoredObject

_PIECE_BYTES = 1024 * 1024
_MISSING = {"NoSuchBucket", "NoSuchKey", "404"}
_DENIED = {"AccessDenied", "403"}
_ARCHIVES = {"GLACIER", "DEEP_ARCHIVE"}


class S3Objects:
    """Amazon S3 through a boto3 client; `client_for` returns the client that acts as a role."""

    def __init__(self, client_for: Callable[[str], Any], role_arn: str = ""):
        self._client_for = client_for
        self._client = client_for(role_arn)

    def as_role(self, role_arn: str) -> "S3Objects":
        """Return the objects as this role sees them."""
        return S3Objects(self._client_for, role_arn)

    def list(self, bucket: str, prefix: str) -> list[StoredObject]:
        """Return the matching objects; one that was restored from an archive can be read."""
        with _told_as_object_error(bucket):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=bucket, Prefix=prefix, OptionalObjectAttributes=["RestoreStatus"]
            )
            return [_stored(item) for page in pages for item in page.get("Contents", [])]

    def open(self, bucket: str, key: str) -> Iterable[bytes]:
        """Return the content in pieces of a megabyte."""
        with _told_as_object_error(bucket):
            pieces: Iterable[bytes] = self._client.get_object(Bucket=bucket, Key=key)["Body"].iter_chunks(_PIECE_BYTES)
            return pieces


def _stored(item: dict[str, Any]) -> StoredObject:
    is_restored = "RestoreExpiryDate" in item.get("RestoreStatus", {})
    is_archived = item.get("StorageClass") in _ARCHIVES and not is_restored
    return StoredObject(item["Key"], item["Size"], is_archived)


@contextmanager
def _told_as_object_error(bucket: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in _MISSING:
            raise ObjectError(INVALID_LOCATION) from error
        if code in _DENIED:
            raise ObjectError(
                "Insufficient privileges for accessing data in S3. Please look at "
                "https://docs.aws.amazon.com/personalize/latest/dg/granting-personalize-s3-access.html "
                f"and fix bucket policy on {bucket}."
            ) from error
        raise ObjectError(f"Amazon S3 refused to serve the data: {error}") from error
    except BotoCoreError as error:
        raise ObjectError(f"Amazon S3 could not be reached: {error}") from error
