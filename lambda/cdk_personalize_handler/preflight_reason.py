"""The failure of an import whose data has errors that preflight found."""

import dataclasses
from collections.abc import Sequence

from cdk_personalize_handler.lifecycle.outcomes import Fail
from cdk_personalize_handler.preflight import Code, Finding
from cdk_personalize_handler.preflight.wording import counted

_IMPORT_ANYWAY = "Set Preflight to WARN to import the data anyway."
_IMPOSSIBLE = frozenset({Code.DATASET_NOT_FOUND, Code.DATASET_ELSEWHERE, Code.NOTHING_THERE})
"""Errors after which no import is possible."""


def refused(location: str, errors: Sequence[Finding]) -> Fail:
    """Return the failure for these errors of the data at a location."""
    remedies = [error.remedy for error in errors]
    if not any(error.code in _IMPOSSIBLE for error in errors):
        remedies.append(_IMPORT_ANYWAY)
    return Fail(
        cause=f"Preflight found {counted(len(errors), 'error')} in {location}",
        errors=tuple(_within(location, error).message for error in errors),
        context=("No import was started.",),
        remedies=tuple(dict.fromkeys(remedies)),
    )


def _within(location: str, finding: Finding) -> Finding:
    """Leave out the name of the file where the location is that file."""
    return dataclasses.replace(finding, file=None) if location.endswith(f"/{finding.file}") else finding
