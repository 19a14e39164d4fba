"""The real crhelper, with an EventBridge, a Lambda and a CloudFormation that receives responses around it."""

import functools
import json
import os
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast
from unittest import mock

import boto3
from botocore import xform_name
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError

from cdk_personalize_handler.crhelper_support import session
from cdk_personalize_handler.crhelper_support.eventbridge_rules import EventBridgeRules
from cdk_personalize_handler.crhelper_waiter import CrhelperWaiter
from cdk_personalize_handler.lifecycle.lifecycle import Lifecycle, Outcome
from cdk_personalize_handler.lifecycle.request import Request
from testing.simulation.clients import client_error
from testing.simulation.response import Event, Response
from testing.simulation.waiter import Function, FunctionCrashed

MAX_INPUT = 8192
FUNCTION_NAME = "Recommendations-PersonalizeImportCrhelperHandler"
RULE_PREFIX = "PersonalizeImport1a2b3c4d5e6f7a8b"
_ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
_ARN = "arn:aws:events:us-east-1:000000000000:rule/"


class _Killed(BaseException):
    """The function's process ends here: nothing can catch it."""


@dataclass
class SimulatedEvents:
    """EventBridge's client: rules by name, each with the inputs of its targets by their id."""

    rules: dict[str, dict[str, str]] = field(default_factory=dict)
    schedules: set[str] = field(default_factory=set)

    def put_rule(self, *, Name: str, ScheduleExpression: str, State: str) -> Any:  # noqa: N803
        """Create a rule."""
        assert Name.startswith(RULE_PREFIX)
        assert len(Name) <= 64
        assert State == "ENABLED"
        self.schedules.add(ScheduleExpression)
        self.rules[Name] = {}
        return {"RuleArn": _ARN + Name}

    def describe_rule(self, *, Name: str) -> Any:  # noqa: N803
        """Find a rule."""
        return {"Name": self._found(Name)}

    def put_targets(self, *, Rule: str, Targets: list[dict[str, str]]) -> Any:  # noqa: N803
        """Let a rule call something."""
        for target in Targets:
            assert target["Arn"].endswith(f":function:{FUNCTION_NAME}")
            assert len(target["Input"]) <= MAX_INPUT
            self.rules[self._found(Rule)][target["Id"]] = target["Input"]
        return {"FailedEntryCount": 0, "FailedEntries": []}

    def remove_targets(self, *, Rule: str, Ids: list[str]) -> Any:  # noqa: N803
        """Let a rule call nothing."""
        for target_id in Ids:
            self.rules[self._found(Rule)].pop(target_id, None)
        return {"FailedEntryCount": 0, "FailedEntries": []}

    def delete_rule(self, *, Name: str) -> Any:  # noqa: N803
        """Delete a rule, which must call nothing any more."""
        if self.rules[self._found(Name)]:
            raise client_error("ValidationException", "Rule can't be deleted since it has targets.")
        del self.rules[Name]
        return {}

    def _found(self, name: str) -> str:
        if name not in self.rules:
            raise client_error("ResourceNotFoundException", f"Rule {name} does not exist on EventBus default.")
        return name


class _Wire:
    """The function's own boto3 session, whose calls to EventBridge end in `events` instead of on the network."""

    events: SimulatedEvents

    def __init__(self) -> None:
        with mock.patch.object(boto3, "DEFAULT_SESSION", None), mock.patch.dict(os.environ, _ENVIRONMENT):
            session.prepare_default_session(RULE_PREFIX)
            assert boto3.DEFAULT_SESSION
            boto3.DEFAULT_SESSION.events.register_last("before-call.events", self._serve)
            self.clients = {name: boto3.client(cast(Any, name)) for name in ("events", "lambda", "logs")}

    def _serve(self, model: Any, params: Any, **_: Any) -> Any:
        try:
            response = getattr(self.events, xform_name(model.name))(**json.loads(params["body"]))
        except ClientError as error:
            return AWSResponse("", 400, HTTPHeaders(), None), error.response
        return AWSResponse("", 200, HTTPHeaders(), None), response


_wire = functools.cache(_Wire)
"""One for all: clients take longer to make than many a history."""


class _Interruptible:
    """The lifecycle, whose next look can be made to raise something that nobody expects, or be the last of all."""

    def __init__(self, lifecycle: Lifecycle) -> None:
        self._lifecycle = lifecycle
        self.interrupt_next = False
        self.kill_next = False
        self.is_cancelled = lifecycle.is_cancelled

    def on_event(self, request: Request, started_at: float) -> Outcome:
        """Look for the first time, unless interrupted before, or killed after it."""
        return self._attempt(self._lifecycle.on_event, request, started_at)

    def poll(self, request: Request, started_at: float) -> Outcome:
        """Look, unless interrupted before, or killed after it."""
        return self._attempt(self._lifecycle.poll, request, started_at)

    def _attempt(self, attempt: Callable[[Request, float], Outcome], request: Request, started_at: float) -> Outcome:
        if self.interrupt_next:
            self.interrupt_next = False
            raise ConnectionError("the service could not be reached")
        outcome = attempt(request, started_at)
        if self.kill_next:
            raise _Killed
        return outcome


class SimulatedCrhelper:
    """Calls the function for an event and, while its rule exists, in each poll; passes its responses on."""

    def __init__(
        self,
        lifecycle: Lifecycle,
        now: Callable[[], float],
        poll_interval: float,
        watched: Callable[[Function], Function],
        respond: Callable[[Response], None],
    ) -> None:
        self.events = SimulatedEvents()
        self._lifecycle = _Interruptible(lifecycle)
        self._respond = respond
        self._asked: dict[str, Event] = {}
        self._sent: list[dict[str, Any]] = []
        self._polled: list[Event] = []
        self.crash_next = False
        self.lose_next_poll = False
        clients: dict[str, Any] = _wire().clients
        with mock.patch.object(boto3, "client", lambda service, **_: clients[service]):
            waiter = CrhelperWaiter(cast(Any, self._lifecycle), now, EventBridgeRules(clients["events"]), poll_interval)

        def function(event: Event) -> dict[str, object]:
            waiter.handle(event, self._context)
            return {}

        self._function = watched(function)

    _context = SimpleNamespace(function_name=FUNCTION_NAME, get_remaining_time_in_millis=lambda: 60_000)

    @property
    def is_idle(self) -> bool:
        """No rule is left."""
        return not self.events.rules

    def deliver(self, event: Event) -> None:
        """Take an event on."""
        self._asked[event["RequestId"]] = event
        is_killed, self.crash_next = self.crash_next, False
        self._lifecycle.kill_next = is_killed
        try:
            self._call(event)
        except _Killed:
            raise FunctionCrashed from None
        finally:
            self._lifecycle.kill_next = False

    def poll(self) -> None:
        """Let every rule call the function, once."""
        self._polled = [json.loads(text) for targets in self.events.rules.values() for text in targets.values()]
        for event in self._polled:
            self._lifecycle.interrupt_next, self.lose_next_poll = self.lose_next_poll, False
            self._call(event)

    def poll_again(self) -> None:
        """Repeat the last poll, also of requests that have their response since."""
        for event in self._polled:
            self._call(event)

    def _call(self, event: Event) -> None:
        _wire().events = self.events
        without_network = mock.patch("crhelper.utils.HTTPSConnection", self._connection)
        with without_network, mock.patch.object(ssl, "create_default_context", _no_certificates):
            self._function(event)
        sent, self._sent = self._sent, []
        for body in sent:
            self._respond(
                Response(
                    self._asked[body["RequestId"]],
                    body["Status"] == "SUCCESS",
                    body["PhysicalResourceId"],
                    body["Data"],
                    body["Reason"],
                )
            )

    def _connection(self, _host: str, **_: Any) -> Any:
        return SimpleNamespace(request=self._send, getresponse=lambda: SimpleNamespace(reason="OK"))

    def _send(self, *, method: str, body: str, **_: Any) -> None:
        if self._lifecycle.kill_next:
            raise _Killed
        assert method == "PUT"
        self._sent.append(json.loads(body))


def _no_certificates(_purpose: ssl.Purpose) -> None:
    """Nothing goes over the network, and to read them takes longer than all else that a response needs."""
