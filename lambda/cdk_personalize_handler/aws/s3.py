"""The only caller of Amazon S3, and of AWS STS: the data of an import, read as the import's own role.

The function sees what Amazon Personalize will see as that role, and needs no permissions for data or keys itself.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from cdk_personalize_handler.aws.errors import CLIENT_CONFIG, PREFLIGHT_SESSION, NotFound, translated_errors
from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.preflight import Sample
from cdk_personalize_handler.preflight.objects import list_request

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

_SESSION_SECONDS = 900
"""The shortest session (API reference, *AssumeRole*)."""


_CONNECT_SECONDS = 1
"""For each of the addresses of Amazon S3; a VPC may have no route to any of them."""


class S3:
    """Amazon S3 as `preflight_runner.DataService`. It connects once for each import."""

    def as_role(self, role_arn: str) -> "S3AsRole":
        """Return the objects as a role sees them; raise `Rejected` if the function cannot assume it."""
        with translated_errors():
            response = boto3.client("sts", config=CLIENT_CONFIG).assume_role(
                RoleArn=role_arn, RoleSessionName=PREFLIGHT_SESSION, DurationSeconds=_SESSION_SECONDS
            )
        credentials = response["Credentials"]
        client = boto3.client(
            "s3",
            config=CLIENT_CONFIG.merge(Config(connect_timeout=_CONNECT_SECONDS)),
            aws_access_key_id=credentials["AccessKeyId"],
            aws_secret_access_key=credentials["SecretAccessKey"],
            aws_session_token=credentials["SessionToken"],
        )
        return S3AsRole(client)


class S3AsRole:
    """Amazon S3 as `preflight_runner.Objects`."""

    def __init__(self, client: "S3Client") -> None:
        self._client = client

    def pages(self, location: str) -> Iterator[Mapping[str, Any]]:
        """Return the responses of `ListObjectsV2`, each requested when it is needed; none of a missing bucket."""
        pages = self._client.get_paginator("list_objects_v2").paginate(**list_request(location))
        try:
            with translated_errors():
                yield from pages
        except NotFound:
            return

    def read_sample(self, location: str, key: str, size: int) -> Sample:
        """Return as many bytes of an object, or all of a smaller one.

        Whether it is whole follows from this response: the object may have been replaced since it was listed.
        """
        bucket = constraints.data_location(location, "data_location")["bucket"]
        with translated_errors():
            try:
                response = self._client.get_object(Bucket=bucket, Key=key, Range=f"bytes=0-{size - 1}")
            except self._client.exceptions.InvalidObjectState:
                return Sample(key, None)
            with response["Body"] as body:
                content = body.read(size)
        total = response.get("ContentRange", "").rpartition("/")[2] or response["ContentLength"]
        return Sample(key, content, is_whole=len(content) == int(total))
