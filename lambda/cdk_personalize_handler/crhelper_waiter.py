"""The entry point for crhelper, which lets an EventBridge rule call the function until there is an answer.

crhelper makes the rule and sends the answer; what is looked at, and when, is decided here. A request that may start an
import has its rule first, so that nothing is started that cannot be followed. Any other gets one only if it must wait.
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
from cdk_personalize_handler.crhelper_support.eventbridge_rules import Rules
from cdk_personalize_handler.lifecycle import failures
from cdk_personalize_handler.lifecycle import request as requests
from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.failure_reasons import render
from cdk_personalize_handler.lifecycle.lifecycle import Lifecycle, Outcome
from cdk_personalize_handler.lifecycle.outcomes import Fail, Succeed, Wait
from cdk_personalize_handler.lifecycle.request import ImportRequest
from cdk_personalize_handler.runtime import ImportFailed, Looks, Step

MAX_REASON_LENGTH = 256
"""Characters that crhelper takes of a reason; of a longer one it would keep the end, and not the cause."""

_STARTED_AT = "StartedAt"
_PHYSICAL_ID = "PhysicalResourceId"
_DATA, _RULE = "CrHelperData", "CrHelperRule"
"""What crhelper adds to the event of a poll: what was its `Data`, and the ARN of the rule."""

_REFUSED = "refused:"
"""Begins the id of a resource whose creation started nothing: there is nothing to delete.

CloudFormation invents ids that begin with the name of the stack, in which there can be no colon.
"""

_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)

Event = Mapping[str, Any]
Request = ImportRequest | DeleteRequest


@dataclass(frozen=True)
class _Unexpected(Fail):
    """An error that tells nothing of the import, which may have been started."""


class CrhelperWaiter:
    """The function. `now` returns seconds since the epoch."""

    def __init__(self, lifecycle: Lifecycle, now: Callable[[], float], rules: Rules, poll_interval: float) -> None:
        self._lifecycle = lifecycle
        self._now = now
        self._looks = Looks(now)
        self._rules = rules
        self._minutes = ceil(poll_interval / 60)
        self._answering = self._create_answering_helper()
        self._polling = self._create_polling_helper()

    def handle(self, event: Event, context: Any) -> None:
        """Look at the job of the request, and answer CloudFormation or have this called again."""
        if _DATA in event:
            self._poll(event, context)
        elif event["RequestType"] == "Delete" and event[_PHYSICAL_ID].startswith(_REFUSED):
            self._answer(event, context, Succeed(event[_PHYSICAL_ID], {}))
        else:
            self._begin(event, context)

    def _begin(self, event: Event, context: Any) -> None:
        started_at = self._now()
        try:
            request = requests.parse(event)
            rule_event.check(event)
        except Exception as error:  # whatever it is, CloudFormation must not wait an hour for it
            _log.exception("failed")
            self._answer(event, context, Fail(cause=str(error)))
            return
        rule = None
        if isinstance(request, ImportRequest) and request.changes_data:
            rule = self._make_rule(event, request, started_at, context)
            if rule is None:
                return
        outcome = self._look(self._lifecycle.on_event, request, started_at)
        if not isinstance(outcome, Wait):
            self._answer(event, context, outcome, request.target_arn if isinstance(outcome, _Unexpected) else None)
            if rule:
                self._rules.delete(rule)
        elif rule is None:
            self._make_rule(event, request, started_at, context)

    def _poll(self, event: Event, context: Any) -> None:
        rule, started_at = event[_RULE], event[_DATA][_STARTED_AT]
        failed_id = event["RequestId"]  # of a request that can no longer be read: its deletion looks for jobs
        try:
            request = requests.parse(event)
        except Exception as error:
            _log.exception("failed")
            outcome: Outcome = Fail(cause=str(error))
        else:
            failed_id = request.target_arn
            outcome = self._look(self._lifecycle.poll, request, started_at)
            if isinstance(outcome, Wait) and isinstance(request, ImportRequest) and self._is_given_up(request):
                outcome = failures.cancelled(request)
        if isinstance(outcome, Wait):
            self._polling(dict(event), context)
        elif event["RequestType"] == "Delete":
            # After the answer the stack may take the function's rights away. Lambda repeats a poll that is killed.
            self._rules.delete(rule)
            self._answer(event, context, outcome)
        elif not self._rules.exists(rule):
            _log.info("a late poll: the request has been answered")
        else:
            self._answer(event, context, outcome, failed_id)
            self._rules.delete(rule)  # the next poll answers again if this fails, which CloudFormation ignores

    def _look(self, step: Step, request: Request, started_at: float) -> Outcome:
        try:
            return self._looks.take(step, request, started_at)
        except Exception as error:
            _log.exception("failed")
            return _Unexpected(cause=str(error))

    def _is_given_up(self, request: ImportRequest) -> bool:
        try:
            return self._lifecycle.is_cancelled(request)
        except Exception:
            _log.exception("cannot ask CloudFormation")
            return False

    def _make_rule(self, event: Event, request: Request, started_at: float, context: Any) -> str | None:
        """Have this called again; return the ARN of the rule, or None if crhelper has answered that there is none."""
        given = rule_event.keep(event, request)
        self._started_at = started_at
        self._polling(given, context)
        rule: str | None = given.get(_RULE)
        if not self._polling.PhysicalResourceId:  # crhelper forgets the id as soon as the rule is complete
            return rule
        if rule:
            self._rules.delete(rule)
        return None

    def _create_polling_helper(self) -> CfnResource:
        helper = self._create_helper()

        def begin(event: Event, _context: Any) -> str:
            helper.Data = {_STARTED_AT: self._started_at}
            return _failed_id(event)

        def go_on(_event: Event, _context: Any) -> None:
            """Return no id: crhelper then leaves the rule as it is."""

        for register in (helper.create, helper.update, helper.delete):
            register(begin)
        for register in (helper.poll_create, helper.poll_update, helper.poll_delete):
            register(go_on)
        return helper

    def _create_answering_helper(self) -> CfnResource:
        """Make one that answers whatever it is called for, and leaves the rule to be deleted afterwards."""
        helper = self._create_helper()

        def answer(_event: Event, _context: Any) -> str:
            outcome = self._final
            if isinstance(outcome, Fail):
                helper.PhysicalResourceId = self._failed_id
                raise ImportFailed(render(outcome, MAX_REASON_LENGTH))
            helper.Data = dict(outcome.attributes)
            return outcome.physical_id

        for register in (helper.create, helper.update, helper.delete):
            register(answer)
        return helper

    def _create_helper(self) -> CfnResource:
        return CfnResource(json_logging=False, log_level="INFO", polling_interval=self._minutes, sleep_on_delete=0)

    def _answer(self, event: Event, context: Any, final: Succeed | Fail, failed_id: str | None = None) -> None:
        """Tell CloudFormation; a failed creation is called `failed_id`, by default one with nothing to delete."""
        self._final, self._failed_id = final, _failed_id(event, failed_id)
        self._answering({name: value for name, value in event.items() if not name.startswith("CrHelper")}, context)


def _failed_id(event: Event, of_creation: str | None = None) -> str:
    """Name a resource whose request fails. An update has its id: CloudFormation knows a failed one by the old."""
    return str(event.get(_PHYSICAL_ID) or of_creation or _REFUSED + event["RequestId"])


@functools.cache
def _waiter() -> CrhelperWaiter:
    session.prepare_default_session(os.environ[RULE_PREFIX_VARIABLE])
    session.limit_answers()
    return CrhelperWaiter(
        runtime.create_lifecycle(), time.time, Rules(eventbridge_rules.create_client()), runtime.poll_interval()
    )


def handler(event: Event, context: Any) -> None:
    """The function's entry point."""
    _waiter().handle(event, context)
