"""End-to-end tests take long, unless they are marked as those of a seam."""

from pathlib import Path

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them."""
    folder = Path(__file__).parent
    for item in items:
        if item.path.parent == folder and not item.get_closest_marker("seam"):
            item.add_marker(pytest.mark.long)
