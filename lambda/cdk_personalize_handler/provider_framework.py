"""The entry point for the CDK's Provider framework, which calls `on_event` once and then `is_complete` in each poll.

One function serves both: what `on_event` returns comes back in the event of every poll.
"""

import functools
import time
from collections.abc import Callable, Mapping
from typing import Any

from cdk_personalize_handler import runtime
from cdk_personalize_handler.lifecycle import request as requests
from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.failure_reasons import render
from cdk_personalize_handler.lifecycle.lifecycle import Lifecycle
from cdk_personalize_handler.lifecycle.outcomes import Fail, Succeed, Wait
from cdk_personalize_handler.lifecycle.request import ImportRequest
from cdk_personalize_handler.runtime import ImportFailed, Looks, Step

MAX_REASON_LENGTH = 800
"""Characters of a reason: the Provider framework adds words of its own, and CloudFormation takes 4,096 bytes in all."""

_STARTED_AT = "StartedAt"


class ProviderFramework:
    """The two handlers. `now` returns seconds since the epoch."""

    def __init__(self, lifecycle: Lifecycle, now: Callable[[], float]) -> None:
        self._lifecycle = lifecycle
        self._now = now
        self._looks = Looks(now)

    def handle(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Be whichever of the two handlers the event is for; raise `ImportFailed` or `InvalidValue`."""
        return self.is_complete(event) if _STARTED_AT in event else self.on_event(event)

    def on_event(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Start the import that CloudFormation asks for, and name a new resource after its job.

        An update takes its job's name when it succeeds, so that CloudFormation knows a failed one by the old.
        """
        request = requests.parse(event)
        started_at = self._now()
        outcome = self._look(self._lifecycle.on_event, request, started_at)
        job_arn = outcome.physical_id if isinstance(outcome, Succeed) else outcome.job_arn
        return {"PhysicalResourceId": event.get("PhysicalResourceId", job_arn), _STARTED_AT: started_at}

    def is_complete(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Look at the job of the request again, and answer once it has ended."""
        request = requests.parse(event)
        outcome = self._look(self._lifecycle.poll, request, event[_STARTED_AT])
        if isinstance(outcome, Wait):
            return {"IsComplete": False}
        return {"IsComplete": True, "PhysicalResourceId": outcome.physical_id, "Data": outcome.attributes}

    def _look(self, step: Step, request: ImportRequest | DeleteRequest, started_at: float) -> Wait | Succeed:
        outcome = self._looks.take(step, request, started_at)
        if isinstance(outcome, Fail):
            raise ImportFailed(render(outcome, MAX_REASON_LENGTH))
        return outcome


@functools.cache
def _framework() -> ProviderFramework:
    return ProviderFramework(runtime.create_lifecycle(), time.time)


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """The function's entry point."""
    return _framework().handle(event)
