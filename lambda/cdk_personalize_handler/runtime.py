"""What the entry points of all waiters share: a lifecycle of the real services, and a log record for each look."""

import logging
import os
import time
from collections.abc import Callable

from cdk_personalize_handler.aws import cloudformation, personalize
from cdk_personalize_handler.aws.cloudformation import CloudFormation
from cdk_personalize_handler.aws.personalize import Personalize
from cdk_personalize_handler.contract.properties import POLL_INTERVAL_VARIABLE
from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.failure_reasons import render
from cdk_personalize_handler.lifecycle.lifecycle import Lifecycle, Outcome
from cdk_personalize_handler.lifecycle.outcomes import Fail, Wait
from cdk_personalize_handler.lifecycle.request import ImportRequest

Step = Callable[[ImportRequest | DeleteRequest, float], Outcome]
"""`Lifecycle.on_event` or `Lifecycle.poll`."""

_TOLD_AGAIN_AFTER = 600.0
"""Seconds after which a wait is told again that has not changed."""

_LONGEST_MESSAGE = 10_000
"""Characters of a failure's reason in the log, so that nothing is left out there."""

_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)


class ImportFailed(Exception):
    """The request has failed; `str()` is the reason for CloudFormation."""


class LateInspection:
    """An `inspection.Inspection` that is loaded when a request begins: it is more than half of the code to compile.

    Lambda compiles the sources whenever it starts the function, and polls never inspect anything.
    """

    def __init__(self, imports: Personalize) -> None:
        self._imports = imports

    def refusal(self, request: ImportRequest) -> Fail | None:
        """Return why an import is not to be started, None where it may be."""
        from cdk_personalize_handler.aws.s3 import ImportData
        from cdk_personalize_handler.preflight_runner import Inspection

        return Inspection(self._imports, ImportData(), time.time).refusal(request)


def poll_interval() -> float:
    """Return the number of seconds between two polls, as the construct has set it."""
    return float(os.environ[POLL_INTERVAL_VARIABLE])


def create_lifecycle() -> Lifecycle:
    """Connect a lifecycle to the services in the function's Region."""
    imports = Personalize(personalize.create_client())
    return Lifecycle(
        imports,
        CloudFormation(cloudformation.create_client),
        LateInspection(imports),
        time.time,
        poll_interval(),
    )


class Looks:
    """Takes steps of requests, and writes to the log what came of each, in full.

    A wait that goes on as it was is told again only after ten minutes, since each poll would write more than it costs.
    What has been told is remembered as long as the process lives, and decides about nothing else. `now` returns seconds
    since the epoch.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._told: dict[tuple[str, str], tuple[Wait, float]] = {}

    def take(self, step: Step, request: ImportRequest | DeleteRequest, started_at: float) -> Outcome:
        """Take a step of a request."""
        outcome = step(request, started_at)
        now = self._now()
        record = {
            "owner": request.owner,
            "seconds_waited": round(now - started_at),
            "seconds_left": round(request.wait_seconds - (now - started_at)),
        }
        if isinstance(outcome, Fail):
            _log.error(f"failed: {render(outcome, _LONGEST_MESSAGE)}", extra=record | {"job": request.target_arn})
        elif not isinstance(outcome, Wait):
            what = f"continuing in the next resource: {outcome.left_waiting}" if outcome.left_waiting else "succeeded"
            _log.info(what, extra=record | {"job": outcome.physical_id})
        elif self._is_news(request, outcome, now):
            _log.info(
                f"waiting: {outcome.why}", extra=record | {"job": outcome.job_arn, "running_jobs": outcome.running_jobs}
            )
        if not isinstance(outcome, Wait):
            self._told.pop((request.owner, request.request_id), None)
        return outcome

    def _is_news(self, request: ImportRequest | DeleteRequest, wait: Wait, now: float) -> bool:
        key = request.owner, request.request_id
        told, at = self._told.get(key, (None, now))
        if wait == told and now < at + _TOLD_AGAIN_AFTER:
            return False
        self._told[key] = wait, now
        return True
