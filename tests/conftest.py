"""Every run of the tests tries the same generated examples, and spreads the tests over its processes in one way."""

import signal

import pytest
from hypothesis import settings
from hypothesis.internal.conjecture import providers
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("always the same", derandomize=True)
settings.load_profile("always the same")

# Hypothesis also draws what it finds in the source of any module that happens to be imported: none is looked for.
assert callable(providers._get_local_constants)
providers._get_local_constants = lambda: providers._local_constants

# A shell lets its background jobs ignore Ctrl-C, and so would whatever the tests start, and then interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

FIRST = [
    "tests/e2e/test_relay.py",
    "tests/e2e/test_permissions.py",
    "tests/e2e/test_denied_data.py",
    "tests/e2e/test_relay_timeout.py",
    "tests/e2e/test_bench.py",
    "tests/wheel/test_release_check.py",
    "tests/histories/test_random_histories.py",
    "tests/e2e/test_ml_stack.py",
    "tests/e2e/test_concurrent_imports.py",
    "tests/e2e/test_cloudformation_operations.py",
    "tests/e2e/test_crhelper.py",
    "tests/wheel/test_wheel.py",
    "tests/synth/test_nag.py",
    "tests/e2e/test_preflight.py",
]
"""The longest, so that no process begins one of them when the others are about to end."""


APART = {
    "tests/e2e/test_cloudformation_operations.py",
    "tests/e2e/test_concurrent_imports.py",
    "tests/e2e/test_crhelper.py",
    "tests/e2e/test_demo.py",
    "tests/e2e/test_preflight.py",
    "tests/histories/test_random_histories.py",
}
"""Files whose tests take long and share little: any process may run each of them."""


class ByFile(LoadScopeScheduling):
    """One process runs a file's tests, for what they share is made once; of `APART`, a test with all its parameters."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return nodeid.partition("[")[0] if file in APART else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """Spread the tests so, whatever `--dist` says: groups of pytest-xdist 3.8 are lost on pytest 9.2."""
    return ByFile(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest begin."""
    place = {path: number for number, path in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(item.location[0], len(place)))
