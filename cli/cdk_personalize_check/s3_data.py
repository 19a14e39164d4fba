"""Data in Amazon S3, listed and read with the credentials of the caller."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cdk_personalize_check.full_check import Archived
from cdk_personalize_check.stream import READ_BYTES
from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.preflight import Finding, ListedObject, Listing, objects

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


class S3Data:
    """The object of an `s3://` location, or the objects directly in its folder.

    Raises `InvalidValue` for an invalid location, and `ClientError` if the caller cannot list the bucket.
    """

    def __init__(self, client: "S3Client", location: str) -> None:
        self._client = client
        self._bucket = constraints.data_location(location, "location")["bucket"]
        self._listing = objects.list_location(location, self._list)

    @property
    def objects(self) -> Sequence[ListedObject]:
        """The objects that an import of the location reads."""
        return self._listing.imported

    def check(self, *, dataset_type: str, import_mode: str) -> list[Finding]:
        """Check the objects without reading them."""
        return objects.check(self._listing, dataset_type=dataset_type, import_mode=import_mode)

    def read(self, key: str) -> Iterator[bytes]:
        """Yield the content of an object in chunks; raise `Archived` if only a read shows that it is archived."""
        try:
            body = self._client.get_object(Bucket=self._bucket, Key=key)["Body"]
        except self._client.exceptions.InvalidObjectState:
            raise Archived from None
        yield from body.iter_chunks(READ_BYTES)

    def _list(self, location: str) -> Listing:
        pages = self._client.get_paginator("list_objects_v2").paginate(**objects.list_request(location))
        try:
            return Listing.from_s3(location, pages)
        except self._client.exceptions.NoSuchBucket:
            return Listing(location=location, objects=(), has_bucket=False)
