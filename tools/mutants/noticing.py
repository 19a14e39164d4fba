"""Which tests can notice a mutant: those that call a function of its module, the cheapest first."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
MEASURED = Path(__file__).with_name("noticing.json")
"""Which test files call a function of which module, and how many seconds each takes: `tools.mutants.measure`."""

FOLDERS = ("tests/handler", "tests/conformance", "tests/desk")
"""The tests of what the mutants change."""


def files_of_tests() -> list[str]:
    """Return the files that hold tests of what the mutants change."""
    return sorted(
        path.relative_to(ROOT).as_posix() for folder in FOLDERS for path in (ROOT / folder).rglob("test_*.py")
    )


def measured() -> dict[str, Any]:
    """Return what was measured last."""
    return dict(json.loads(MEASURED.read_text()))


def worth_a_try(module: str) -> list[str]:
    """Return the test files that can notice a change of a module, in the order in which they are worth a try.

    Those that are called after it come first, since they were written for it.
    """
    found = measured()
    name = Path(module).stem
    return sorted(
        found["modules"][module],
        key=lambda file: (name not in Path(file).stem, found["seconds"][file]),
    )
