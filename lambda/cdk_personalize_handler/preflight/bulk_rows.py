"""The rows of a file, fast: runs of lines that are alike at once, the other lines one by one."""

import re
from collections.abc import Iterable, Sequence

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
    patterns = LinePatterns(header, rules)
    good, faulty = patterns.good(), _FaultyLines(patterns, header)
    tally = rows.Tally()
    count, number = 0, first_line
    for text in texts:
        position = 0
        while position < len(text):
            start, position = position, _end(good, text, position)
            lines = text.count("\n", start, position)
            count, number = count + lines, number + lines
            if position == len(text):
                break
            start = position
            position, findings = faulty.run(text, start)
            if position > start:
                lines = text.count("\n", start, position)
                count, number = count + lines, number + lines
            else:
                position, lines = text.find("\n", start) + 1 or len(text), 1
                line = text[start:position]
                checked = rows.check(file, [(number, line)], header, rules)
                findings = checked.findings
                faulty.remember(line, findings)
                count, number = count + checked.count, number + 1
            for finding in findings:
                tally.add(finding, lines)
    return Rows(count, tally.findings)


class _FaultyLines:
    """The kinds of faulty lines that a file has, each with a pattern from its second line on."""

    def __init__(self, patterns: LinePatterns, header: Header) -> None:
        self._patterns = patterns
        self._header = header
        self._seen: set[_Kind] = set()
        self._known: dict[_Kind, tuple[re.Pattern[str] | None, Sequence[Finding]]] = {}

    def run(self, text: str, start: int) -> tuple[int, Sequence[Finding]]:
        """Return where lines of one known kind end that begin here, and what is wrong with a line of that kind."""
        for pattern, findings in self._known.values():
            end = _end(pattern, text, start)
            if end > start:
                return end, findings
        return start, ()

    def remember(self, line: str, findings: Sequence[Finding]) -> None:
        """Know the kind of a line from now on, if it is the second of this kind."""
        kind = self._kind(line, findings)
        if kind in self._seen and kind not in self._known and len(self._known) < _KINDS:
            self._known[kind] = self._pattern(kind), findings
        self._seen.add(kind)

    def _pattern(self, kind: _Kind) -> re.Pattern[str] | None:
        faults, values = kind
        if [code for _, code in faults] == [Code.FIELD_COUNT]:
            return self._patterns.with_values(values)
        return self._patterns.with_faults(dict(faults))

    def _kind(self, line: str, findings: Sequence[Finding]) -> _Kind:
        """Tell the kind of a line; where commas may be part of a value, the number of values is 0, for unknown."""
        values = 0 if '"' in line or "\\" in line else line.count(self._header.delimiter) + 1
        return tuple((finding.column, finding.code) for finding in findings), values


def _end(pattern: re.Pattern[str] | None, text: str, start: int) -> int:
    match = pattern.match(text, start) if pattern else None
    return match.end() if match else start
