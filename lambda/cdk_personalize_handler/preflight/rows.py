"""The check of the rows of a file against the rules of its columns."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cdk_personalize_handler.preflight import csv_line, decoding
from cdk_personalize_handler.preflight.codes import Code
from cdk_personalize_handler.preflight.findings import Finding
from cdk_personalize_handler.preflight.header import Header
from cdk_personalize_handler.preflight.objects import ListedObject, data_of
from cdk_personalize_handler.preflight.values import ValueRule
from cdk_personalize_handler.preflight.wording import counted

MINIMUM_INTERACTIONS = 1_000
"""The minimum number of rows of an import (developer guide, "Quotas")."""


TOLERATED_ONE_IN = 10
"""Errors of rows are warnings if fewer than one in this many rows has an error.

13 of 9,742 rows with a missing or invalid value are recorded not to fail an import (2020 to 2022, four times). How many
do is not known.
"""

_NULL_OF_HIVE = "\\N"
_UNDECODED = re.compile(rf"\\[{decoding.UNDECODED}]")


@dataclass(frozen=True)
class Rows:
    """The number of rows, the number of those with an error, and the findings.

    Of the findings of each code and column, only the first is kept, with the number of the others.
    """

    count: int
    invalid: int
    findings: Sequence[Finding]


class Tally:
    """The rows and findings of one file. They must be added in the order of their lines."""

    def __init__(self) -> None:
        self._count = self._invalid = 0
        self._first: dict[tuple[Code, str | None], Finding] = {}
        self._rows: Counter[tuple[Code, str | None]] = Counter()

    def add(self, findings: Sequence[Finding], rows: int = 1) -> None:
        """Add a number of rows, each of which has these findings."""
        self._count += rows
        if any(finding.is_error for finding in findings):
            self._invalid += rows
        for finding in findings:
            key = finding.code, finding.column
            self._first.setdefault(key, finding)
            self._rows[key] += rows

    @property
    def result(self) -> Rows:
        """What was added."""
        findings = [replace(finding, more_rows=self._rows[key] - 1) for key, finding in self._first.items()]
        return Rows(self._count, self._invalid, findings)


def check(file: str, lines: Iterable[tuple[int, str]], header: Header, rules: Sequence[ValueRule]) -> Rows:
    """Check lines, each with its number and its line end. Blank lines are not rows."""
    tally = Tally()
    placed = placed_rules(header, rules)
    for number, line in lines:
        findings = check_line(file, number, line, header, placed)
        if findings is not None:
            tally.add(findings)
    return tally.result


def placed_rules(header: Header, rules: Sequence[ValueRule]) -> list[tuple[ValueRule, int]]:
    """Return the rules of the columns that a file has, with their positions."""
    return [(rule, header.positions[rule.column.name]) for rule in rules if rule.column.name in header.positions]


def check_line(
    file: str, number: int, line: str, header: Header, placed: Sequence[tuple[ValueRule, int]]
) -> list[Finding] | None:
    """Return the error of a row as a whole, or else the findings of its values; `None` for a blank line."""
    row = csv_line.read(line, header.delimiter)
    if not row.values and row.error is None:
        return None
    error = _error_of_row(line, row, header)
    if error is not None:
        code, what, column = error
        return [Finding(code=code, what=what, file=file, line=number, column=column)]
    findings = []
    if not header.is_data and row.values == header.names:
        findings.append(Finding(code=Code.REPEATED_HEADER, what="the header is repeated", file=file, line=number))
    if csv_line.has_inner_quote(line, header.delimiter):
        what = "a quotation mark within a value is not escaped"
        findings.append(Finding(code=Code.INNER_QUOTE, what=what, file=file, line=number))
    nulls = _nulls_of_hive(line, header) if _NULL_OF_HIVE in line else ()
    for rule, position in placed:
        value, is_null = row.values[position], position in nulls
        if found := rule.code_of(value) or (Code.HIVE_NULL if is_null else None):
            findings.append(rule.finding(found, _NULL_OF_HIVE if is_null else value, file, number))
    return findings


def _nulls_of_hive(line: str, header: Header) -> set[int]:
    """Return the positions of the values that are written as Hive writes null, where no value has a delimiter."""
    written = line.rstrip("\r\n").split(header.delimiter)
    is_plain = len(written) == len(header.names)
    return {position for position, value in enumerate(written) if is_plain and value == _NULL_OF_HIVE}


def _error_of_row(line: str, row: csv_line.Record, header: Header) -> tuple[Code, str, str | None] | None:
    if "\\" in line and (undecoded := _UNDECODED.search(line)):
        return Code.NOT_UTF_8, f"the byte 0x{decoding.byte_of(undecoded[0][-1]):02x} is not UTF-8", None
    if row.error is not None:
        return row.error, row.what, header.column_at(len(row.values) - 1) if row.values else None
    if len(row.values) != len(header.names):
        what = f"the row has {counted(len(row.values), 'value')} for {counted(len(header.names), 'column')}"
        return Code.FIELD_COUNT, what, None
    return None


def weighed(findings: Sequence[Finding], invalid: int, count: int) -> list[Finding]:
    """Return the findings of an import, of whose rows so many have an error: in few rows, errors are warnings."""
    if invalid * TOLERATED_ONE_IN >= count:
        return list(findings)
    return [replace(finding, is_tolerated=True) if finding.code.is_of_rows else finding for finding in findings]


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
