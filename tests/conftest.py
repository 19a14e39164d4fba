"""Every run of the tests tries the same generated examples, and spreads the tests over its processes in one way."""

import pytest
from hypothesis import settings
from hypothesis.internal.conjecture import providers

settings.register_profile("always the same", derandomize=True)
settings.load_profile("always the same")

# Hypothesis also draws what it finds in the source of any module that happens to be imported: none is looked for.
assert callable(providers._get_local_constants)
providers._get_local_constants = lambda: providers._local_constants

FIRST = [
    "tests/e2e/test_relay.py",
    "tests/e2e/test_permissions.py",
    "tests/e2e/test_relay_timeout.py",
    "tests/e2e/test_bench.py",
    "tests/wheel/test_release_check.py",
    "tests/histories/test_random_histories.py",
    "tests/e2e/test_ml_stack.py",
    "tests/e2e/test_concurrent_imports.py",
    "tests/e2e/test_cloudformation_operations.py",
    "tests/e2e/test_crhelper.py",
    "tests/wheel/test_wheel.py",
    "tests/template/test_nag.py",
    "tests/e2e/test_preflight.py",
]
"""The longest, so that no process begins one of them when the others are about to end."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file's tests together, for what they share is made once; those that are marked `apart` go anywhere."""
    for item in items:
        if not item.get_closest_marker("apart") and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.location[0]))
    place = {path: number for number, path in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(item.location[0], len(place)))
