"""The entry points for the CDK's Provider framework, which calls `on_event` once and then `is_complete` in each poll.

One function serves both: what `on_event` returns comes back in the event of every poll.
"""

import functools
import logging
import os
import time
from collections.abc import Mapping
from typing import Any

from cdk_personalize_handler import request as requests
from cdk_personalize_handler.contract import POLL_INTERVAL_VARIABLE
from cdk_personalize_handler.lifecycle import Fail, Lifecycle, Succeed, Wait
from cdk_personalize_handler.personalize import Personalize, create_client
from cdk_personalize_handler.request import DeleteRequest, ImportRequest

_STARTED_AT = "StartedAt"
_RESOURCE_ID = "ResourceId"

_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)


class ImportFailed(Exception):
    """The request has failed; `str()` is the reason for CloudFormation."""


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Be whichever of the two handlers the event is for."""
    return is_complete(event) if _STARTED_AT in event else on_event(event)


def on_event(event: Mapping[str, Any]) -> dict[str, Any]:
    """Start the import that CloudFormation asks for, and name the resource after its job."""
    request = requests.parse(event)
    started_at = time.time()
    _advance(request, started_at)
    return {
        "PhysicalResourceId": request.target_arn,
        _STARTED_AT: started_at,
        _RESOURCE_ID: event.get("PhysicalResourceId"),
    }


def is_complete(event: Mapping[str, Any]) -> dict[str, Any]:
    """Look at the job of the request again, and answer once it has ended."""
    request = requests.parse({**event, "PhysicalResourceId": event[_RESOURCE_ID]})
    outcome = _advance(request, event[_STARTED_AT])
    if isinstance(outcome, Wait):
        return {"IsComplete": False}
    return {"IsComplete": True, "Data": outcome.attributes}


def _advance(request: ImportRequest | DeleteRequest, started_at: float) -> Wait | Succeed:
    outcome = _lifecycle().advance(request, started_at)
    record = {"target": request.target_arn, "owner": request.owner, "waited_seconds": round(time.time() - started_at)}
    if isinstance(outcome, Fail):
        _log.error("failed: %s", outcome.reason, extra=record)
        raise ImportFailed(outcome.reason)
    _log.info(f"waiting: {outcome.why}" if isinstance(outcome, Wait) else "succeeded", extra=record)
    return outcome


@functools.cache
def _lifecycle() -> Lifecycle:
    return Lifecycle(Personalize(create_client()), time.time, float(os.environ[POLL_INTERVAL_VARIABLE]))
