"""The reason of an import that preflight has refused: every fault, as far as there is room."""

import dataclasses
from collections.abc import Sequence

from cdk_personalize_handler.lifecycle.failure_reasons import BRIEF_LENGTH, MAX_LENGTH
from cdk_personalize_handler.lifecycle.outcomes import Fail
from cdk_personalize_handler.preflight import Code, Finding
from cdk_personalize_handler.preflight.redaction import counted

_WAY_AROUND = "Preflight: WARN imports it all the same."
_IMPOSSIBLE = frozenset({Code.DATASET_NOT_FOUND, Code.DATASET_ELSEWHERE, Code.NOTHING_THERE})
"""What no import can be of, or into."""


def refused(location: str, errors: Sequence[Finding]) -> Fail:
    """Return the answer for these faults of the data at a location."""
    return Fail(_reason(location, errors, MAX_LENGTH), brief=_reason(location, errors, BRIEF_LENGTH))


def _reason(location: str, errors: Sequence[Finding], longest: int) -> str:
    """Tell as many faults as fit, and after them what to do about each, as far as that fits, too."""
    longest_place = longest // 4
    place = location if len(location) <= longest_place else f"…{location[1 - longest_place :]}"
    begin = f"Preflight found {counted(len(errors), 'fault')} in {place}: "
    faults = [_within(location, error).message for error in errors]
    told = next((told for told in range(len(faults), 1, -1) if len(begin + _list(faults, told)) <= longest), 1)
    room = longest - len(begin + _list(["", *faults[1:]], told))
    if told == 1 and len(faults[0]) > room:
        faults[0] = faults[0][: room - 1] + "…"
    reason = begin + _list(faults, told)
    remedies = [error.remedy for error in errors]
    if not any(error.code in _IMPOSSIBLE for error in errors):
        remedies.append(_WAY_AROUND)
    for remedy in dict.fromkeys(remedies):
        if len(f"{reason} {remedy}") <= longest:
            reason = f"{reason} {remedy}"
    return reason


def _list(faults: Sequence[str], told: int) -> str:
    left = len(faults) - told
    more = f"; and {left:,} more, which the log has" if left else ""
    return f"{'; '.join(faults[:told])}{more}. Nothing was started."


def _within(location: str, finding: Finding) -> Finding:
    """Leave out the name of the file where the location is that file."""
    return dataclasses.replace(finding, file=None) if location.endswith(f"/{finding.file}") else finding
