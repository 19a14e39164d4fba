"""Which end-to-end tests `make test` runs, and in which order they begin."""

from pathlib import Path

import pytest

LONGEST_FIRST = ("test_relay", "test_permissions", "test_cloudformation_operations", "test_crhelper")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all but the tests of the seams as long, and let no process begin the longest file when the others end."""
    folder = Path(__file__).parent
    for item in items:
        if item.path.parent == folder and not item.get_closest_marker("seam"):
            item.add_marker(pytest.mark.long)
    place = {name: number for number, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))
