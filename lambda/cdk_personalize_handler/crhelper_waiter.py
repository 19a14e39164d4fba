"""The entry point for crhelper, which lets an EventBridge rule call the function until there is an answer.

Each call looks at the job once, and then lets crhelper tell what came of it: to CloudFormation, if that is final, or to
a rule that calls again. What is final in the first call is answered without a rule.
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

from cdk_personalize_handler import crhelper_input, crhelper_rules, crhelper_session, entry
from cdk_personalize_handler import request as requests
from cdk_personalize_handler.constraints import InvalidValue
from cdk_personalize_handler.contract import RULE_PREFIX_VARIABLE
from cdk_personalize_handler.crhelper_reason import shorten
from cdk_personalize_handler.crhelper_rules import Rules
from cdk_personalize_handler.decisions import Fail, Succeed, Wait
from cdk_personalize_handler.entry import ImportFailed
from cdk_personalize_handler.lifecycle import Lifecycle, Outcome

_STARTED_AT = "StartedAt"
_PHYSICAL_ID = "PhysicalResourceId"
_DATA, _RULE = "CrHelperData", "CrHelperRule"
"""What crhelper adds to the event of a poll: what was its `Data`, and the ARN of the rule."""

_REFUSED = "refused-"
"""Begins the id of a resource whose creation failed in the first call: there is nothing to delete."""

_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)

Event = Mapping[str, Any]


@dataclass(frozen=True)
class _Look:
    outcome: Outcome
    physical_id: str
    started_at: float


class CrhelperWaiter:
    """The function. `now` returns seconds since the epoch."""

    def __init__(self, lifecycle: Lifecycle, now: Callable[[], float], rules: Rules, poll_interval: float) -> None:
        self._lifecycle = lifecycle
        self._now = now
        self._rules = rules
        self._minutes = ceil(poll_interval / 60)
        self._answering = self._create_helper(polls=False)
        self._polling = self._create_helper(polls=True)

    def handle(self, event: Event, context: Any) -> None:
        """Look at the job of the request, and answer CloudFormation or have this called again."""
        is_poll = _DATA in event
        if is_poll and not self._rules.exists(event[_RULE]):
            _log.info("a late poll: the request has been answered")
            return
        given = _without_ballast(event)
        self._look = self._look_at(given)
        if not is_poll and not isinstance(self._look.outcome, Wait):
            self._answering(given, context)
            return
        self._polling(given, context)
        if not is_poll and self._polling.PhysicalResourceId and _RULE in given:
            # crhelper forgets the id as soon as the rule is complete. It is not, and a failure has been answered.
            self._rules.delete(given[_RULE])

    def _look_at(self, event: Event) -> _Look:
        kept = event.get(_DATA, {})
        started_at = kept.get(_STARTED_AT) or self._now()
        physical_id = kept.get(_PHYSICAL_ID) or event.get(_PHYSICAL_ID) or _REFUSED + event["RequestId"]
        request = None
        try:
            if event["RequestType"] == "Delete" and physical_id.startswith(_REFUSED):
                return _Look(Succeed(physical_id, {}), physical_id, started_at)
            request = requests.parse(event)
            if _DATA not in event:
                _check_size(event)
            outcome = entry.look(self._lifecycle, request, started_at, self._now)
            if isinstance(outcome, Wait) and _DATA in event and self._lifecycle.is_given_up(request):
                outcome = Fail("CloudFormation no longer waits for this import")
        except Exception as error:  # whatever it is, CloudFormation must not wait an hour for it
            _log.exception("failed")
            outcome = Fail(str(error))
        if isinstance(outcome, Fail):
            return _Look(Fail(shorten(outcome.reason, request)), physical_id, started_at)
        if isinstance(outcome, Succeed):
            return _Look(outcome, outcome.physical_id, started_at)
        # An update takes its job's name when it succeeds, so that CloudFormation knows a failed one by the old.
        return _Look(outcome, event.get(_PHYSICAL_ID, outcome.job_arn), started_at)

    def _create_helper(self, *, polls: bool) -> CfnResource:
        helper = CfnResource(json_logging=False, log_level="INFO", polling_interval=self._minutes, sleep_on_delete=0)

        def tell(event: Event, _context: Any) -> str | None:
            return self._tell(helper, is_poll=_DATA in event)

        for register in (helper.create, helper.update, helper.delete):
            register(tell)
        for register in (helper.poll_create, helper.poll_update, helper.poll_delete) if polls else ():
            register(tell)
        return helper

    def _tell(self, helper: CfnResource, *, is_poll: bool) -> str | None:
        """Let crhelper know what came of the look: an id means done, except in the first call of one that waits."""
        outcome, physical_id = self._look.outcome, self._look.physical_id
        if isinstance(outcome, Wait):
            if is_poll:
                return None
            helper.Data = {_STARTED_AT: self._look.started_at}
            return physical_id
        if isinstance(outcome, Fail):
            helper.Data = {}
            helper.PhysicalResourceId = physical_id
            raise ImportFailed(outcome.reason)
        helper.Data = dict(outcome.attributes)
        return physical_id


def _without_ballast(event: Event) -> dict[str, Any]:
    """Copy an event, of which crhelper makes its own, and let every Delete fit into a rule."""
    properties = event["ResourceProperties"]
    if event["RequestType"] == "Delete":
        properties = {name: value for name, value in properties.items() if name != "Tags"}
    return {**event, "ResourceProperties": properties}


def _check_size(event: Event) -> None:
    given = crhelper_input.size(event)
    room = crhelper_input.MAX_BYTES - crhelper_input.ADDED_BYTES
    if given > room and event["RequestType"] != "Delete":
        allowed = f"{room}, with fewer or shorter Tags, since the request must fit into an EventBridge rule"
        raise InvalidValue("ResourceProperties", f"{given} bytes of request", allowed)


@functools.cache
def _waiter() -> CrhelperWaiter:
    crhelper_session.prepare_default_session(os.environ[RULE_PREFIX_VARIABLE])
    return CrhelperWaiter(
        entry.create_lifecycle(), time.time, Rules(crhelper_rules.create_client()), entry.poll_interval()
    )


def handler(event: Event, context: Any) -> None:
    """The function's entry point."""
    _waiter().handle(event, context)
