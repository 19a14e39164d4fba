"""The service's wire protocol, JSON 1.1: what the client in a test and the server put between bytes and the model."""

import json

from local_aws.personalize import Personalize, ServiceError

CONTENT_TYPE = "application/x-amz-json-1.1"
TARGET_PREFIX = "AmazonPersonalize"


def operation(target: str) -> str:
    """Return the operation that the header `X-Amz-Target` names."""
    return target.rpartition(".")[2]


def answer(model: Personalize, target: str, body: bytes) -> tuple[int, bytes]:
    """Return HTTP status and body of the model's answer to a request."""
    try:
        try:
            request = json.loads(body or b"{}")
        except ValueError:
            raise ServiceError("SerializationException", "The request body is not JSON.") from None
        return 200, json.dumps(model.call(operation(target), request)).encode()
    except ServiceError as error:
        return error.http_status, error_body(error.code, error.message)


def error_body(code: str, message: str) -> bytes:
    """Return the body of an error answer."""
    return json.dumps({"__type": code, "message": message}).encode()
