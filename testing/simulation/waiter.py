"""What every waiter is to CloudFormation and to a history: the same few calls, whatever it is made of."""

from collections.abc import Callable
from typing import Protocol

from cdk_personalize_handler.lifecycle.lifecycle import Lifecycle
from testing.simulation.response import Event, Response


class FunctionCrashed(Exception):
    """The function has taken effect, but nobody learnt of it: Lambda will deliver the event again."""


class Waiter(Protocol):
    """Runs the lifecycle for an event until there is a response.

    `crash_next` makes the next delivery take effect and then raise `FunctionCrashed`; `lose_next_poll` makes the next
    poll fail before it has reached the function.
    """

    crash_next: bool
    lose_next_poll: bool

    @property
    def is_idle(self) -> bool:
        """Nothing is waited for."""

    def deliver(self, event: Event) -> None:
        """Take an event on."""

    def poll(self) -> None:
        """Look at everything that waits, once."""

    def poll_again(self) -> None:
        """Repeat the last poll, also of requests that have their response since: polls come twice and late."""


Function = Callable[[Event], dict[str, object]]
MakeWaiter = Callable[
    [Lifecycle, Callable[[], float], Callable[[Function], Function], Callable[[Response], None]], Waiter
]
"""Makes a waiter from the lifecycle, the clock, what watches each call of the function, and where responses go."""
