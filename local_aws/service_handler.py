"""Personalize as a service of the local AWS: authorize the caller, then let the model answer.

It answers on a thread of its own, since it may read objects, which the event loop serves.
"""

import json

from local_aws import wire
from local_aws.ministack.extensions import Answer, Query, ServiceHandler, denial, off_loop
from local_aws.personalize import Personalize
from local_aws.personalize.authorization import required

SERVICE = "personalize"


def service_handler(model: Personalize) -> ServiceHandler:
    """Return the handler of requests to the model."""

    async def handle(_method: str, _path: str, headers: dict[str, str], body: bytes, query: Query) -> Answer:
        target = headers["x-amz-target"]
        for permission in required(wire.operation(target), _fields(body), model.arns):
            if (message := denial(SERVICE, headers, query, permission)) is not None:
                return _answer(400, wire.error_body("AccessDeniedException", message))
        return _answer(*await off_loop(wire.answer, model, target, body))

    return handle


def _fields(body: bytes) -> dict[str, object]:
    try:
        request = json.loads(body)
    except ValueError:
        return {}
    return request if isinstance(request, dict) else {}


def _answer(status: int, body: bytes) -> Answer:
    return status, {"Content-Type": wire.CONTENT_TYPE}, body
