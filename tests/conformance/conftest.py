from collections.abc import Iterator

import pytest

from testing.histories.history import History
from testing.simulation.waiter import MakeWaiter
from testing.simulation.waiters import WAITERS


@pytest.fixture(params=list(WAITERS))
def make_waiter(request: pytest.FixtureRequest) -> MakeWaiter:
    return WAITERS[request.param]


@pytest.fixture
def history(make_waiter: MakeWaiter) -> Iterator[History]:
    """A history, after which the waiter leaves nothing behind: no execution, no rule, no target."""
    history = History(make_waiter)
    yield history
    history.model.clear_faults()
    history.settle()
    assert history.waiter.is_idle
