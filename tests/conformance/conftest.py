import pytest

from tests.histories.world import History
from tests.simulation.waiter import MakeWaiter
from tests.simulation.waiters import WAITERS


@pytest.fixture(params=list(WAITERS))
def make_waiter(request: pytest.FixtureRequest) -> MakeWaiter:
    return WAITERS[request.param]


@pytest.fixture
def history(make_waiter: MakeWaiter) -> History:
    return History(make_waiter)
