"""What AWS itself has no call for: faults on demand and a look into the model, under a path of their own.

`POST /_local_aws/faults` adds a fault and `DELETE` clears them; `GET /_local_aws/calls` returns the operation log and
`GET /_local_aws/contents/<dataset ARN>` what a dataset holds. Served on the loopback interface only, without signature.
"""

import json
import ssl
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from local_aws.personalize import Call, Contents, Personalize
from local_aws.personalize.faults import Fault, from_json, to_json

PREFIX = "/_local_aws/"

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


def with_admin(app: Asgi, model: Personalize) -> Asgi:
    """Return the application with the admin paths in front of it."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await app(scope, receive, send)
            return
        status, answer = _answer(model, scope["method"], scope["path"].removeprefix(PREFIX), await _body(receive))
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})

    return serve


def _answer(model: Personalize, method: str, path: str, body: bytes) -> tuple[int, Any]:
    match method, *path.split("/", 1):
        case "POST", "faults":
            model.add_fault(from_json(json.loads(body)))
            return 200, {}
        case "DELETE", "faults":
            model.clear_faults()
            return 200, {}
        case "GET", "calls":
            return 200, [call._asdict() for call in model.calls]
        case "GET", "contents", dataset_arn:
            contents = model.dataset_contents(dataset_arn)
            return 200, {"import_jobs": contents.import_jobs, "rows": contents.rows}
    return 404, {"message": f"nothing at {method} {PREFIX}{path}"}


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body


class Admin:
    """The other end: calls the admin paths of a running server."""

    def __init__(self, endpoint: str, authority: Path):
        self._endpoint = endpoint
        self._tls = ssl.create_default_context(cafile=str(authority))

    def add_fault(self, fault: Fault) -> None:
        """Let a fault wait for the call or the job that it matches."""
        self._request("POST", "faults", json.dumps(to_json(fault)).encode())

    def clear_faults(self) -> None:
        """Forget the faults that have not acted yet."""
        self._request("DELETE", "faults")

    def calls(self) -> list[Call]:
        """Return every call to Personalize so far."""
        return [Call(**fields) for fields in self._request("GET", "calls")]

    def dataset_contents(self, dataset_arn: str) -> Contents:
        """Return which imports' data a dataset holds, and how many records."""
        fields = self._request("GET", f"contents/{dataset_arn}")
        return Contents(tuple(fields["import_jobs"]), fields["rows"])

    def _request(self, method: str, path: str, body: bytes | None = None) -> Any:
        request = urllib.request.Request(f"{self._endpoint}{PREFIX}{path}", body, method=method)  # noqa: S310
        with urllib.request.urlopen(request, context=self._tls) as answer:  # noqa: S310
            return json.load(answer)
