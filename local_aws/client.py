"""A real boto3 client whose requests are answered by the model: real serialization and errors, no sockets."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config

from local_aws import wire
from local_aws.personalize import Personalize

if TYPE_CHECKING:
    from types_boto3_personalize import PersonalizeClient


def personalize_client(model: Personalize, *, config: Config | None = None) -> "PersonalizeClient":
    """Return a client of the model, which makes one attempt per call unless `config` says otherwise."""
    client = boto3.client(
        "personalize",
        region_name=model.arns.region,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106
        config=Config(retries={"total_max_attempts": 1}).merge(config or Config()),
    )

    def respond(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        target = request.headers["X-Amz-Target"]
        status, body = wire.answer(model, target if isinstance(target, str) else target.decode(), _bytes(request.body))
        return AWSResponse(request.url, status, _headers(), _RawBody(body))

    # botocore sends a request itself only when no handler of this event has answered; the stubs do not know of answers.
    client.meta.events.register("before-send.personalize", respond)  # type: ignore[arg-type]
    return client


def _headers() -> HTTPHeaders:
    headers = HTTPHeaders()
    headers["content-type"] = wire.CONTENT_TYPE
    return headers


def _bytes(body: Any) -> bytes:
    return body if isinstance(body, bytes) else str(body or "").encode()


class _RawBody(io.BytesIO):
    def stream(self) -> Iterator[bytes]:
        while piece := self.read():
            yield piece
