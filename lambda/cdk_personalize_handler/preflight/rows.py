"""The rows of a file, held against the rules of its columns."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cdk_personalize_handler.preflight import csv_line
from cdk_personalize_handler.preflight.codes import Code
from cdk_personalize_handler.preflight.findings import Finding
from cdk_personalize_handler.preflight.header import Header
from cdk_personalize_handler.preflight.redaction import counted
from cdk_personalize_handler.preflight.values import ValueRule

MINIMUM_INTERACTIONS = 1_000
"""Rows of one import (developer guide, "Quotas")."""


@dataclass(frozen=True)
class Rows:
    """How many rows there are, and what is wrong with them: of each fault of a column the first, and how many more."""

    count: int
    findings: Sequence[Finding]


class Tally:
    """Findings of one file, of which the first of each code and column is kept and the others are counted."""

    def __init__(self) -> None:
        self._first: dict[tuple[Code, str | None], Finding] = {}
        self._rows: Counter[tuple[Code, str | None]] = Counter()

    def add(self, finding: Finding, rows: int = 1) -> None:
        """Take in a finding that so many rows have; the first rows must come in the order of their lines."""
        key = finding.code, finding.column
        self._first.setdefault(key, finding)
        self._rows[key] += rows

    @property
    def findings(self) -> list[Finding]:
        """The first of each, with the number of the others."""
        return [replace(finding, more_rows=self._rows[key] - 1) for key, finding in self._first.items()]


def check(file: str, lines: Iterable[tuple[int, str]], header: Header, rules: Sequence[ValueRule]) -> Rows:
    """Check lines, each with its number and its line end. Blank lines are no rows."""
    tally = Tally()
    count = 0
    placed = [(rule, header.positions[rule.column.name]) for rule in rules if rule.column.name in header.positions]
    for number, line in lines:
        row = csv_line.read(line, header.delimiter)
        if not row.values and row.fault is None:
            continue
        count += 1
        fault = _fault_of_row(row, header)
        if fault is not None:
            code, what, column = fault
            tally.add(Finding(code=code, what=what, file=file, line=number, column=column))
            continue
        if not header.is_data and list(row.values) == list(header.names):
            tally.add(Finding(code=Code.REPEATED_HEADER, what="the header is repeated", file=file, line=number))
        for rule, position in placed:
            value = row.values[position]
            if (code_of_value := rule.fault_of(value)) is not None:
                tally.add(rule.finding(code_of_value, value, file, number))
    return Rows(count, tally.findings)


def _fault_of_row(row: csv_line.Record, header: Header) -> tuple[Code, str, str | None] | None:
    if row.fault is not None:
        return row.fault, row.what, header.column_at(len(row.values) - 1) if row.values else None
    if len(row.values) != len(header.names):
        what = f"the row has {counted(len(row.values), 'value')} for {counted(len(header.names), 'column')}"
        return Code.FIELD_COUNT, what, None
    return None


def too_few(dataset_type: str, mode: str, rows: int) -> Finding | None:
    """Return what is wrong with the number of rows of a whole import, None if nothing is."""
    is_counted = dataset_type == "INTERACTIONS" or (dataset_type == "ACTION_INTERACTIONS" and mode == "INCREMENTAL")
    if not is_counted or rows >= MINIMUM_INTERACTIONS:
        return None
    return Finding(
        code=Code.TOO_FEW_INTERACTIONS,
        what=f"the import has {counted(rows, 'row')}; at least {MINIMUM_INTERACTIONS:,} are required",
    )
