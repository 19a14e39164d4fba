"""The CDK's Provider framework, as far as a function behind it and CloudFormation can tell.

After `provider-framework/runtime` of aws-cdk-lib 2.275: which id a response has, what it says, and when there is one.
"""

import contextlib
from collections.abc import Callable
from typing import Any

from testing.simulation.response import Event, Response
from testing.simulation.waiter import FunctionCrashed

CREATE_FAILED_MARKER = "AWSCDK::CustomResourceProviderFramework::CREATE_FAILED"

_AROUND_A_REASON = """Error: {}

Logs: /aws/lambda/Recommendations-ImportsHandler7A4B3F5C-0a1B2c3D4e5F

    at invokeUserFunction (/var/task/framework.js:2:6)
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)
    at async isComplete (/var/task/framework.js:1:2811)
    at async Runtime.handler (/var/task/cfn-response.js:1:1826)"""


class SimulatedProviderFramework:
    """Calls the function for an event, then at once and in each poll until it is complete, and then responds."""

    def __init__(self, function: Callable[[Event], dict[str, Any]], respond: Callable[[Response], None]) -> None:
        self._function = function
        self._respond = respond
        self._waiting: list[Event] = []
        self._polled: list[Event] = []
        self.crash_next = False
        self.lose_next_poll = False

    @property
    def is_idle(self) -> bool:
        """No delivery is waiting for its response."""
        return not self._waiting

    def deliver(self, event: Event) -> None:
        """Take an event on."""
        if event["RequestType"] == "Delete" and event["PhysicalResourceId"] == CREATE_FAILED_MARKER:
            self._respond(Response(event, True, CREATE_FAILED_MARKER, {}, "SUCCESS"))
            return
        if self.crash_next:
            self.crash_next = False
            with contextlib.suppress(Exception):
                self._function(event)
            raise FunctionCrashed
        try:
            result = self._function(event)
        except Exception as error:
            self._fail(event, str(event.get("PhysicalResourceId", CREATE_FAILED_MARKER)), error)
        else:
            assert event["RequestType"] != "Delete" or result["PhysicalResourceId"] == event["PhysicalResourceId"]
            to_poll = {**event, **result}
            if self._look(to_poll):
                self._waiting.append(to_poll)

    def poll(self) -> None:
        """Look at everything that waits, once."""
        self._polled = list(self._waiting)
        for event in self._polled:
            if not self._look(event):
                self._waiting.remove(event)

    def poll_again(self) -> None:
        """Repeat the last poll, also of requests that have their response since."""
        for event in self._polled:
            self._look(event)

    def _look(self, event: Event) -> bool:
        """Respond if the function is complete; return whether there will be another poll."""
        try:
            if self.lose_next_poll:
                self.lose_next_poll = False
                raise ConnectionError("the function could not be reached")
            result = self._function(event)
        except Exception as error:
            self._fail(event, event["PhysicalResourceId"], error)
            return False
        assert result["IsComplete"] or set(result) == {"IsComplete"}
        if result["IsComplete"]:
            self._respond(Response(event, True, result["PhysicalResourceId"], result["Data"], "SUCCESS"))
        return not result["IsComplete"]

    def _fail(self, event: Event, physical_id: str, error: Exception) -> None:
        self._respond(Response(event, False, physical_id, {}, _AROUND_A_REASON.format(error)))
