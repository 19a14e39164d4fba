"""The fast check of rows: runs of similar lines at once, and other lines one by one."""

import re
from collections.abc import Iterable, Sequence

from cdk_personalize_handler.preflight import rows
from cdk_personalize_handler.preflight.codes import Code
from cdk_personalize_handler.preflight.findings import Finding
from cdk_personalize_handler.preflight.header import Header
from cdk_personalize_handler.preflight.line_patterns import LinePatterns
from cdk_personalize_handler.preflight.rows import Rows
from cdk_personalize_handler.preflight.values import ValueRule

_MAX_KINDS = 100
"""The maximum number of kinds with a pattern, because a pattern takes long to compile."""

_Kind = tuple[tuple[tuple[str | None, Code], ...], int]
"""What lines with the same findings have in common: codes by column, and the number of values."""


def check(file: str, texts: Iterable[str], first_line: int, header: Header, rules: Sequence[ValueRule]) -> Rows:
    """Check the same as `rows.check`, with the same result.

    `texts` are consecutive parts of a file that end with a line. `first_line` is the number of the first line.
    """
    patterns = LinePatterns(header, rules)
    good, invalid = patterns.good(), _InvalidLines(patterns, header)
    placed = rows.placed_rules(header, rules)
    tally = rows.Tally()
    number = first_line
    for text in texts:
        position = 0
        while position < len(text):
            start, position = position, _end(good, text, position)
            lines = text.count("\n", start, position)
            tally.add((), lines)
            number += lines
            if position == len(text):
                break
            start = position
            position, findings = invalid.run(text, start)
            if position > start:
                lines = text.count("\n", start, position)
                tally.add(findings, lines)
                number += lines
            else:
                position = text.find("\n", start) + 1 or len(text)
                line = text[start:position]
                checked = rows.check_line(file, number, line, header, placed)
                if checked is not None:
                    invalid.remember(line, checked)
                    tally.add(checked)
                number += 1
    return tally.result


class _InvalidLines:
    """The kinds of invalid lines in a file; a kind has a pattern from its second line on."""

    def __init__(self, patterns: LinePatterns, header: Header) -> None:
        self._patterns = patterns
        self._header = header
        self._seen: set[_Kind] = set()
        self._known: dict[_Kind, tuple[re.Pattern[str] | None, Sequence[Finding]]] = {}

    def run(self, text: str, start: int) -> tuple[int, Sequence[Finding]]:
        """Return the end of the lines of one known kind that begin here, and the findings of each line."""
        for pattern, findings in self._known.values():
            end = _end(pattern, text, start)
            if end > start:
                return end, findings
        return start, ()

    def remember(self, line: str, findings: Sequence[Finding]) -> None:
        """Compile the pattern of a line's kind at the second line of the kind."""
        kind = self._kind(line, findings)
        if kind in self._seen and kind not in self._known and len(self._known) < _MAX_KINDS:
            self._known[kind] = self._pattern(kind), findings
        self._seen.add(kind)

    def _pattern(self, kind: _Kind) -> re.Pattern[str] | None:
        errors, values = kind
        codes = [code for _, code in errors]
        if codes == [Code.FIELD_COUNT]:
            return self._patterns.with_values(values)
        if codes == [Code.NOT_UTF_8]:
            return self._patterns.undecoded()
        return self._patterns.with_errors(dict(errors))

    def _kind(self, line: str, findings: Sequence[Finding]) -> _Kind:
        """Return the kind of a line. The number of values is 0 (unknown) if commas can be part of a value."""
        values = 0 if '"' in line or "\\" in line else line.count(self._header.delimiter) + 1
        return tuple((finding.column, finding.code) for finding in findings), values


def _end(pattern: re.Pattern[str] | None, text: str, start: int) -> int:
    match = pattern.match(text, start) if pattern else None
    return match.end() if match else start
