"""The order of the tests, whose files are given to several processes as these become free."""

import pytest

LONGEST_FIRST = ("test_relay", "test_permissions", "test_cloudformation_operations", "test_crhelper")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let no process begin the longest file when the others are about to end."""
    place = {name: number for number, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))
