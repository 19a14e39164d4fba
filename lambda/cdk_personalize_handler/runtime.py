"""Parts that the entry points of all waiters share: a lifecycle of the real services, and a log of its outcomes."""

import logging
import os
import re
import time
from collections.abc import Callable

from cdk_personalize_handler.aws import cloudformation, personalize
from cdk_personalize_handler.aws.cloudformation import CloudFormation
from cdk_personalize_handler.aws.personalize import Personalize
from cdk_personalize_handler.contract.properties import POLL_INTERVAL_VARIABLE
from cdk_personalize_handler.lifecycle.failure_reasons import render
from cdk_personalize_handler.lifecycle.lifecycle import Lifecycle, Outcome
from cdk_personalize_handler.lifecycle.outcomes import Fail, UnknownRefusal, Wait
from cdk_personalize_handler.lifecycle.request import ImportRequest, Request

_LOGGED_AGAIN_AFTER = 600.0
"""Seconds after which an unchanged wait is logged again."""

STARTED_AT = "StartedAt"
"""The property of a poll's event that has the time of the first attempt; version 1 of the events has this name."""

_MAX_MESSAGE_LENGTH = 10_000
"""Characters of a failure's reason in the log, so that nothing is left out there."""

_ACCOUNT_ID = re.compile(r"\b\d{12}\b")

_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)


class ImportFailed(Exception):
    """The request has failed; `str()` is the reason for CloudFormation."""


class LazyPreflight:
    """A `PreflightRunner` that is imported when a request begins: it is more than half of the code to compile.

    Lambda compiles the sources whenever it starts the function, and polls run no preflight.
    """

    def __init__(self, imports: Personalize) -> None:
        self._imports = imports

    def check(self, request: ImportRequest) -> Fail | None:
        """Return why an import must not be started, None if it can be."""
        from cdk_personalize_handler.aws.s3 import S3
        from cdk_personalize_handler.preflight_runner import PreflightRunner

        return PreflightRunner(self._imports, S3(), time.time).check(request)


def poll_interval() -> float:
    """Return the number of seconds between two polls, as the construct has set it."""
    return float(os.environ[POLL_INTERVAL_VARIABLE])


def create_lifecycle() -> Lifecycle:
    """Connect a lifecycle to the services in the function's Region."""
    imports = Personalize(personalize.create_client())
    return Lifecycle(
        imports,
        CloudFormation(cloudformation.create_client),
        LazyPreflight(imports),
        time.time,
        poll_interval(),
    )


class OutcomeLog:
    """The log of what came of each attempt.

    An unchanged wait is logged again only after ten minutes, since a record of each poll would cost more than the poll.
    The last wait of a request is remembered as long as the process lives, and decides about nothing else. `now` returns
    seconds since the epoch.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._logged: dict[tuple[str, str], tuple[Wait, float]] = {}

    def record(self, request: Request, outcome: Outcome, started_at: float) -> None:
        """Log the outcome of an attempt at a request that CloudFormation made at `started_at`."""
        now = self._now()
        fields = {
            "owner": request.owner,
            "seconds_waited": round(now - started_at),
            "seconds_left": round(request.wait_seconds - (now - started_at)),
        }
        if isinstance(outcome, Fail):
            reason = render(outcome, _MAX_MESSAGE_LENGTH)
            _log.error(f"failed: {reason}", extra=fields | {"job": request.expected_physical_id})
            if outcome.unknown:
                _log_unknown(outcome.unknown)
        elif not isinstance(outcome, Wait):
            waiting = outcome.left_waiting
            message = f"continuing in the next resource: {waiting}" if waiting else "succeeded"
            _log.info(message, extra=fields | {"job": outcome.physical_id})
        elif self._is_news(request, outcome, now):
            fields |= {"job": outcome.job_arn, "running_jobs": outcome.running_jobs}
            _log.info(f"waiting: {outcome.why}", extra=fields)
        if not isinstance(outcome, Wait):
            self._logged.pop((request.owner, request.request_id), None)

    def _is_news(self, request: Request, wait: Wait, now: float) -> bool:
        key = request.owner, request.request_id
        logged, at = self._logged.get(key, (None, now))
        if wait == logged and now < at + _LOGGED_AGAIN_AFTER:
            return False
        self._logged[key] = wait, now
        return True


def _log_unknown(refusal: UnknownRefusal) -> None:
    """Log a refusal without a known remedy in a record of its own, which can be reported: it has no account IDs."""
    words = _ACCOUNT_ID.sub("<account>", refusal.words)
    fields = {"operation": refusal.operation, "code": refusal.code, "words": words}
    _log.warning(f"unknown refusal: {refusal.operation}, {refusal.code}: {words}", extra=fields)
