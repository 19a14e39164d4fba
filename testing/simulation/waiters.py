"""The waiters that must keep every promise: to add one is to add a line here."""

from collections.abc import Callable

from cdk_personalize_handler.lifecycle.lifecycle import Lifecycle
from cdk_personalize_handler.provider_framework import ProviderFramework
from testing.simulation.crhelper import SimulatedCrhelper
from testing.simulation.provider_framework import SimulatedProviderFramework
from testing.simulation.response import Response
from testing.simulation.waiter import Function, MakeWaiter, Waiter

_MINUTE = 60


def provider_framework(
    lifecycle: Lifecycle,
    now: Callable[[], float],
    watched: Callable[[Function], Function],
    respond: Callable[[Response], None],
) -> Waiter:
    """The default waiter: the CDK's Provider framework in front of the function."""
    return SimulatedProviderFramework(watched(ProviderFramework(lifecycle, now).handle), respond)


def crhelper(
    lifecycle: Lifecycle,
    now: Callable[[], float],
    watched: Callable[[Function], Function],
    respond: Callable[[Response], None],
) -> Waiter:
    """The small waiter: crhelper in the function, and a rule that calls it again."""
    return SimulatedCrhelper(lifecycle, now, _MINUTE, watched, respond)


WAITERS: dict[str, MakeWaiter] = {"provider_framework": provider_framework, "crhelper": crhelper}
