"""The check of the rows of a file against the rules of its columns."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cdk_personalize_handler.preflight import csv_line
from cdk_personalize_handler.preflight.codes import Code
from cdk_personalize_handler.preflight.findings import Finding
from cdk_personalize_handler.preflight.header import Header
from cdk_personalize_handler.preflight.objects import ListedObject, data_of
from cdk_personalize_handler.preflight.values import ValueRule
from cdk_personalize_handler.preflight.wording import counted

MINIMUM_INTERACTIONS = 1_000
"""The minimum number of rows of an import (developer guide, "Quotas")."""


@dataclass(frozen=True)
class Rows:
    """The number of rows and their findings: the first of each code and column, with the number of the others."""

    count: int
    findings: Sequence[Finding]


class Tally:
    """The findings of one file: the first of each code and column is kept, and the others are counted."""

    def __init__(self) -> None:
        self._first: dict[tuple[Code, str | None], Finding] = {}
        self._rows: Counter[tuple[Code, str | None]] = Counter()

    def add(self, finding: Finding, rows: int = 1) -> None:
        """Add a finding of a number of rows. Findings must be added in the order of their lines."""
        key = finding.code, finding.column
        self._first.setdefault(key, finding)
        self._rows[key] += rows

    @property
    def findings(self) -> list[Finding]:
        """The first finding of each code and column, with the number of the others."""
        return [replace(finding, more_rows=self._rows[key] - 1) for key, finding in self._first.items()]


def check(file: str, lines: Iterable[tuple[int, str]], header: Header, rules: Sequence[ValueRule]) -> Rows:
    """Check lines, each with its number and its line end. Blank lines are not rows."""
    tally = Tally()
    count = 0
    placed = [(rule, header.positions[rule.column.name]) for rule in rules if rule.column.name in header.positions]
    for number, line in lines:
        row = csv_line.read(line, header.delimiter)
        if not row.values and row.error is None:
            continue
        count += 1
        error = _error_of_row(row, header)
        if error is not None:
            code, what, column = error
            tally.add(Finding(code=code, what=what, file=file, line=number, column=column))
            continue
        if not header.is_data and list(row.values) == list(header.names):
            tally.add(Finding(code=Code.REPEATED_HEADER, what="the header is repeated", file=file, line=number))
        for rule, position in placed:
            value = row.values[position]
            if (code_of_value := rule.error_in(value)) is not None:
                tally.add(rule.finding(code_of_value, value, file, number))
    return Rows(count, tally.findings)


def _error_of_row(row: csv_line.Record, header: Header) -> tuple[Code, str, str | None] | None:
    if row.error is not None:
        return row.error, row.what, header.column_at(len(row.values) - 1) if row.values else None
    if len(row.values) != len(header.names):
        what = f"the row has {counted(len(row.values), 'value')} for {counted(len(header.names), 'column')}"
        return Code.FIELD_COUNT, what, None
    return None


def total(counts: Sequence[int], imported: Sequence[ListedObject]) -> int | None:
    """Return the number of rows of the imported objects, or None if not all of them have been counted.

    `counts` are the rows of the objects that were read to the end.
    """
    return sum(counts) if 0 < len(counts) == sum(each.size > 0 for each in data_of(imported)) else None


def too_few(dataset_type: str, mode: str, total: int | None) -> list[Finding]:
    """Check the total number of rows of an import, if it is known."""
    has_minimum = dataset_type == "INTERACTIONS" or (dataset_type == "ACTION_INTERACTIONS" and mode == "INCREMENTAL")
    if total is None or not has_minimum or total >= MINIMUM_INTERACTIONS:
        return []
    what = f"the import has {counted(total, 'row')}; at least {MINIMUM_INTERACTIONS:,} are required"
    return [Finding(code=Code.TOO_FEW_INTERACTIONS, what=what)]
