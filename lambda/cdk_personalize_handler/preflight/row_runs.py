"""The rows of a file, fast: runs of lines that are alike at once, the other lines one by one."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cdk_personalize_handler.preflight import rows
from cdk_personalize_handler.preflight.codes import Code
from cdk_personalize_handler.preflight.findings import Finding
from cdk_personalize_handler.preflight.header import Header
from cdk_personalize_handler.preflight.line_patterns import LinePatterns
from cdk_personalize_handler.preflight.rows import Rows
from cdk_personalize_handler.preflight.values import ValueRule

_KINDS = 100
"""Of faulty lines, for which there is a pattern: it takes long to compile."""

_Kind = tuple[tuple[tuple[str | None, Code], ...], int]
"""What lines have in common that are wrong in the same way: faults by column, and the number of values."""


def check(file: str, texts: Iterable[str], first_line: int, header: Header, rules: Sequence[ValueRule]) -> Rows:
    """Check what `rows.check` checks, and find the same.

    `texts` are pieces of a file that end with a line; the first line has the number `first_line`.
    """
    runs = _Runs(LinePatterns(header, rules))
    tally = rows.Tally()
    count, number = 0, first_line
    kind = None
    for text in texts:
        position = 0
        while position < len(text):
            start, position = position, runs.end_of_good(text, position)
            good = text.count("\n", start, position)
            count, number = count + good, number + good
            if position == len(text):
                break
            line_end = text.find("\n", position) + 1 or len(text)
            line = text[position:line_end]
            checked = rows.check(file, [(number, line)], header, rules)
            kind_before, kind = kind, _kind(line, checked.findings, header)
            is_again = kind == kind_before and not good
            position = runs.end_of_kind(kind, text, line_end) if is_again else line_end
            alike = text.count("\n", line_end, position)
            for finding in checked.findings:
                tally.add(replace(finding, more_rows=alike))
            count, number = count + checked.count + alike, number + 1 + alike
    return Rows(count, tally.findings)


class _Runs:
    """Where runs of lines end that are alike."""

    def __init__(self, patterns: LinePatterns) -> None:
        self._patterns = patterns
        self._good = patterns.good()
        self._faulty: dict[_Kind, re.Pattern[str] | None] = {}

    def end_of_good(self, text: str, start: int) -> int:
        """Return where lines with nothing wrong end that begin here, at the latest."""
        return _end(self._good, text, start)

    def end_of_kind(self, kind: _Kind, text: str, start: int) -> int:
        """Return where lines of a kind end that begin here, at the latest."""
        if kind not in self._faulty and len(self._faulty) < _KINDS:
            self._faulty[kind] = self._pattern(kind)
        return _end(self._faulty.get(kind), text, start)

    def _pattern(self, kind: _Kind) -> re.Pattern[str] | None:
        faults, values = kind
        if [code for _, code in faults] == [Code.FIELD_COUNT]:
            return self._patterns.with_values(values)
        return self._patterns.with_faults(dict(faults))


def _end(pattern: re.Pattern[str] | None, text: str, start: int) -> int:
    match = pattern.match(text, start) if pattern else None
    return match.end() if match else start


def _kind(line: str, findings: Sequence[Finding], header: Header) -> _Kind:
    """Tell the kind of a line; where commas may be part of a value, the number of values is 0, for unknown."""
    values = 0 if '"' in line or "\\" in line else line.count(header.delimiter) + 1
    return tuple((finding.column, finding.code) for finding in findings), values
