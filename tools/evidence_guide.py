"""The generated parts of docs/evidence.md: what is known of the service, and the cases that show it."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cdk_personalize_handler.preflight.codes import Evidence
from testing.evidence import all_cases

FACTS = Path(__file__).parent.parent / "tests" / "evidence" / "facts.toml"
_RIGHT = {"ok": "accepted", "warning": "warning", "error": "error", "?": "not known; accepted"}


def facts() -> Sequence[dict[str, Any]]:
    """Return the facts, the surest first."""
    found = tomllib.loads(FACTS.read_text())["facts"]
    return sorted(found, key=lambda fact: list(Evidence).index(Evidence(fact["evidence"])))


def rows_of_facts() -> list[list[str]]:
    """Return a row for each fact."""
    return [[each["fact"], each["evidence"], each["source"], each["product"]] for each in facts()]


def rows_of_cases() -> list[list[str]]:
    """Return a row for each case."""
    return [[f"`{case.folder.name}`", _RIGHT[case.right], case.why] for case in all_cases()]
