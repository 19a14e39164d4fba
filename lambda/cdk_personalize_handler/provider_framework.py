"""Entry point for the CDK's Provider framework, which calls `on_event` once and then `is_complete` in each poll.

One function serves both: the result of `on_event` comes back in the event of every poll.
"""

import functools
import time
from collections.abc import Callable, Mapping
from typing import Any

from cdk_personalize_handler import runtime
from cdk_personalize_handler.lifecycle.failure_reasons import render
from cdk_personalize_handler.lifecycle.lifecycle import Lifecycle, Outcome
from cdk_personalize_handler.lifecycle.outcomes import Fail, Succeed, Wait
from cdk_personalize_handler.lifecycle.request import Request, parse_request
from cdk_personalize_handler.runtime import STARTED_AT, ImportFailed, OutcomeLog

MAX_REASON_LENGTH = 800
"""Characters of a reason: the Provider framework adds words of its own, and CloudFormation takes 4,096 bytes in all."""


class ProviderFramework:
    """The two handlers. `now` returns seconds since the epoch."""

    def __init__(self, lifecycle: Lifecycle, now: Callable[[], float]) -> None:
        self._lifecycle = lifecycle
        self._now = now
        self._log = OutcomeLog(now)

    def handle(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Run the handler that the event is for; raise `ImportFailed` or `InvalidValue`."""
        return self.is_complete(event) if STARTED_AT in event else self.on_event(event)

    def on_event(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Start the requested import, and return its job's ARN as the physical ID of a new resource.

        An update takes its job's ARN when it succeeds, so that a failed one leaves the old physical ID.
        """
        request = parse_request(event)
        started_at = self._now()
        outcome = self._recorded(request, self._lifecycle.on_event(request, started_at), started_at)
        job_arn = outcome.physical_id if isinstance(outcome, Succeed) else outcome.job_arn
        return {"PhysicalResourceId": event.get("PhysicalResourceId", job_arn), STARTED_AT: started_at}

    def is_complete(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Poll the job of the request, and return the response once the job has ended."""
        request, started_at = parse_request(event), event[STARTED_AT]
        outcome = self._recorded(request, self._lifecycle.poll(request, started_at), started_at)
        if isinstance(outcome, Wait):
            return {"IsComplete": False}
        return {"IsComplete": True, "PhysicalResourceId": outcome.physical_id, "Data": outcome.attributes}

    def _recorded(self, request: Request, outcome: Outcome, started_at: float) -> Wait | Succeed:
        self._log.record(request, outcome, started_at)
        if isinstance(outcome, Fail):
            raise ImportFailed(render(outcome, MAX_REASON_LENGTH))
        return outcome


@functools.cache
def _framework() -> ProviderFramework:
    return ProviderFramework(runtime.create_lifecycle(), time.time)


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """The function's entry point."""
    return _framework().handle(event)
