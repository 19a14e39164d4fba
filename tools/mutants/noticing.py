"""Which tests can notice a mutant: those that call a function of its module, the cheapest first."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
MEASURED = Path(__file__).with_name("noticing.json")
"""Which test files call a function of which module, and how many seconds each takes: `tools.mutants.measure`."""

KILLERS = Path(__file__).with_name("killers.json")
"""Which test killed which mutant last: `tools.mutants` writes it, and tries that one first."""

FOLDERS = ("tests/handler", "tests/conformance", "tests/cli")
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


def remembered(what: str) -> list[str]:
    """Return the test that killed a mutant last, none if it is not known or no longer there."""
    test = json.loads(KILLERS.read_text()).get(what)
    return [test] if test and (ROOT / test.partition("::")[0]).exists() else []


def remember(what: str, killer: str | None) -> None:
    """Write down which test has killed a mutant, without its parameters, which change more often."""
    if not killer or not killer.startswith("tests/"):
        return
    killers = json.loads(KILLERS.read_text()) | {what: killer.partition("[")[0]}
    whole = KILLERS.with_suffix(".new")
    whole.write_text(json.dumps(killers, indent=1, sort_keys=True) + "\n")
    whole.replace(KILLERS)  # others may be reading it
