"""Entry point for crhelper, which lets an EventBridge rule call the function until there is a response.

crhelper creates the rule and sends the response; this module decides when. A request that can start an import gets its
rule first, so that no import is started that cannot be followed. Any other request gets a rule only if it must wait.
"""

import functools
import logging
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from crhelper import CfnResource

from cdk_personalize_handler import runtime
from cdk_personalize_handler.contract.properties import RULE_PREFIX_VARIABLE
from cdk_personalize_handler.crhelper_support import eventbridge_rules, rule_event, session
from cdk_personalize_handler.crhelper_support.eventbridge_rules import EventBridgeRules
from cdk_personalize_handler.lifecycle import failures
from cdk_personalize_handler.lifecycle.failure_reasons import render
from cdk_personalize_handler.lifecycle.lifecycle import Lifecycle, Outcome
from cdk_personalize_handler.lifecycle.outcomes import Fail, Succeed, Wait
from cdk_personalize_handler.lifecycle.request import ImportRequest, Request, parse_request
from cdk_personalize_handler.runtime import STARTED_AT, ImportFailed, OutcomeLog

MAX_REASON_LENGTH = 256
"""Characters that crhelper takes of a reason; of a longer one it would keep the end, and not the cause."""

_PHYSICAL_ID = "PhysicalResourceId"
_DATA, _RULE = "CrHelperData", "CrHelperRule"
"""Properties that crhelper adds to the event of a poll: its own `Data` of the first call, and the rule's ARN."""

_REFUSED = "refused:"
"""Prefix of the ID of a resource whose creation started nothing: there is nothing to delete.

A physical ID that CloudFormation generates begins with the name of the stack, which cannot contain a colon.
"""

_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)

Event = Mapping[str, Any]


@dataclass(frozen=True)
class _Unexpected(Fail):
    """An error that does not show whether the import has been started."""


class CrhelperWaiter:
    """The function. `now` returns seconds since the epoch."""

    def __init__(
        self, lifecycle: Lifecycle, now: Callable[[], float], rules: EventBridgeRules, poll_interval: float
    ) -> None:
        self._lifecycle = lifecycle
        self._now = now
        self._log = OutcomeLog(now)
        self._rules = rules
        self._minutes = ceil(poll_interval / 60)
        self._responding = self._create_responding_helper()
        self._polling = self._create_polling_helper()

    def handle(self, event: Event, context: Any) -> None:
        """Attempt the request, and respond to CloudFormation or have the function called again."""
        if _DATA in event:
            self._poll(event, context)
        elif event["RequestType"] == "Delete" and event[_PHYSICAL_ID].startswith(_REFUSED):
            self._respond(event, context, Succeed(event[_PHYSICAL_ID], {}))
        else:
            self._begin(event, context)

    def _begin(self, event: Event, context: Any) -> None:
        started_at = self._now()
        try:
            request = parse_request(event)
            rule_event.check(event)
        except Exception as error:  # without a response, CloudFormation would wait an hour
            _log.exception("failed")
            self._respond(event, context, Fail(cause=str(error)))
            return
        rule = None
        if isinstance(request, ImportRequest) and request.changes_data:
            rule = self._make_rule(event, request, started_at, context)
            if rule is None:
                return
        outcome = self._attempt(self._lifecycle.on_event, request, started_at)
        if not isinstance(outcome, Wait):
            self._respond(
                event, context, outcome, request.expected_physical_id if isinstance(outcome, _Unexpected) else None
            )
            if rule:
                self._rules.delete(rule)
        elif rule is None:
            self._make_rule(event, request, started_at, context)

    def _poll(self, event: Event, context: Any) -> None:
        rule, started_at = event[_RULE], event[_DATA][STARTED_AT]
        failed_id = event["RequestId"]  # of a request that can no longer be parsed: its deletion finds the jobs
        try:
            request = parse_request(event)
        except Exception as error:
            _log.exception("failed")
            outcome: Outcome = Fail(cause=str(error))
        else:
            failed_id = request.expected_physical_id
            outcome = self._attempt(self._lifecycle.poll, request, started_at)
            if isinstance(outcome, Wait) and isinstance(request, ImportRequest) and self._is_cancelled(request):
                outcome = failures.cancelled(request)
        if isinstance(outcome, Wait):
            self._polling(dict(event), context)
        elif event["RequestType"] == "Delete":
            # After the response the stack can remove the function's permissions. Lambda repeats a poll that is killed.
            self._rules.delete(rule)
            self._respond(event, context, outcome)
        elif not self._rules.exists(rule):
            _log.info("a late poll: CloudFormation has its response")
        else:
            self._respond(event, context, outcome, failed_id)
            self._rules.delete(rule)  # if this fails, the next poll responds again; CloudFormation ignores that

    def _attempt(self, attempt: Callable[[Request, float], Outcome], request: Request, started_at: float) -> Outcome:
        try:
            outcome = attempt(request, started_at)
            self._log.record(request, outcome, started_at)
            return outcome
        except Exception as error:
            _log.exception("failed")
            return _Unexpected(cause=str(error))

    def _is_cancelled(self, request: ImportRequest) -> bool:
        try:
            return self._lifecycle.is_cancelled(request)
        except Exception:
            _log.exception("cannot describe the resource")
            return False

    def _make_rule(self, event: Event, request: Request, started_at: float, context: Any) -> str | None:
        """Have the function called again; return the rule's ARN, or None if crhelper has responded with a failure."""
        polled = rule_event.keep(event, request)
        self._started_at = started_at
        self._polling(polled, context)
        rule: str | None = polled.get(_RULE)
        if not self._polling.PhysicalResourceId:  # crhelper resets the ID as soon as the rule is complete
            return rule
        if rule:
            self._rules.delete(rule)
        return None

    def _create_polling_helper(self) -> CfnResource:
        helper = self._create_helper()

        def begin(event: Event, _context: Any) -> str:
            helper.Data = {STARTED_AT: self._started_at}
            return _failed_id(event)

        def go_on(_event: Event, _context: Any) -> None:
            """Return no ID: crhelper then keeps the rule."""

        for register in (helper.create, helper.update, helper.delete):
            register(begin)
        for register in (helper.poll_create, helper.poll_update, helper.poll_delete):
            register(go_on)
        return helper

    def _create_responding_helper(self) -> CfnResource:
        """Create a helper that responds to any event, and leaves the rule to be deleted afterwards."""
        helper = self._create_helper()

        def respond(_event: Event, _context: Any) -> str:
            outcome = self._final
            if isinstance(outcome, Fail):
                helper.PhysicalResourceId = self._failed_id
                raise ImportFailed(render(outcome, MAX_REASON_LENGTH))
            helper.Data = dict(outcome.attributes)
            return outcome.physical_id

        for register in (helper.create, helper.update, helper.delete):
            register(respond)
        return helper

    def _create_helper(self) -> CfnResource:
        return CfnResource(json_logging=False, log_level="INFO", polling_interval=self._minutes, sleep_on_delete=0)

    def _respond(self, event: Event, context: Any, final: Succeed | Fail, failed_id: str | None = None) -> None:
        """Send the response; `failed_id` is the ID of a failed creation, by default one with nothing to delete."""
        self._final, self._failed_id = final, _failed_id(event, failed_id)
        self._responding({name: value for name, value in event.items() if not name.startswith("CrHelper")}, context)


def _failed_id(event: Event, of_creation: str | None = None) -> str:
    """Return the ID of a resource whose request fails. A failed update keeps the old ID."""
    return str(event.get(_PHYSICAL_ID) or of_creation or _REFUSED + event["RequestId"])


@functools.cache
def _waiter() -> CrhelperWaiter:
    session.prepare_default_session(os.environ[RULE_PREFIX_VARIABLE])
    session.limit_responses()
    return CrhelperWaiter(
        runtime.create_lifecycle(),
        time.time,
        EventBridgeRules(eventbridge_rules.create_client()),
        runtime.poll_interval(),
    )


def handler(event: Event, context: Any) -> None:
    """The function's entry point."""
    _waiter().handle(event, context)
