"""Regular expressions for whole lines, made from the rules of their values.

For a line that a pattern matches, the rules find exactly the errors of the pattern. A line that no pattern matches can
be of any kind, and is checked by the rules.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from cdk_personalize_handler.preflight import decoding
from cdk_personalize_handler.preflight.codes import Code
from cdk_personalize_handler.preflight.header import Header
from cdk_personalize_handler.preflight.values import ValueRule

_MAX_LENGTH = 100_000
"""The maximum length of a value without a rule; lines with longer values are checked by the rules."""

_NULL = '(?:"")?'


class LinePatterns:
    """The patterns for the lines of a file. Each matches as many lines as possible, or none.

    Values can be in quotation marks. Values that contain a quotation mark or a backslash match no pattern.
    """

    def __init__(self, header: Header, rules: Sequence[ValueRule]) -> None:
        self._delimiter = re.escape(header.delimiter)
        self._end = rf"[{self._delimiter}\r\n]"
        self._character = rf'[^"\\\r\n{self._delimiter}]'
        self._columns: list[list[ValueRule]] = [[] for _ in header.names]
        for rule in rules:
            if rule.column.name in header.positions:
                self._columns[header.positions[rule.column.name]].append(rule)
        repeated = self._delimiter.join(f'"?{re.escape(name)}"?' for name in header.names)
        self._no_header = rf"(?!{repeated}\r?\n)"

    def good(self) -> re.Pattern[str]:
        """Return the pattern of lines without errors."""
        return self._lines([self._column(rules, {}) for rules in self._columns])

    def with_errors(self, errors: Mapping[str | None, Code]) -> re.Pattern[str] | None:
        """Return the pattern of lines with exactly these errors by column, None if one is not an error of a value."""
        invalid = [rule for rules in self._columns for rule in rules if rule.column.name in errors]
        known = {rule.column.name for rule in invalid if any(self._invalid(rule, errors[rule.column.name]))}
        if not errors or errors.keys() - known:
            return None
        return self._lines([self._column(rules, errors) for rules in self._columns])

    def with_values(self, count: int) -> re.Pattern[str]:
        """Return the pattern of lines with this many values."""
        return self._lines([f"{self._character}{{0,{_MAX_LENGTH}}}"] * count)

    def undecoded(self) -> re.Pattern[str]:
        """Return the pattern of lines with bytes that are not UTF-8."""
        return re.compile(rf"(?:(?=[^\n]*\\[{decoding.UNDECODED}])[^\n]*\n)*")

    def _lines(self, values: Sequence[str]) -> re.Pattern[str]:
        return re.compile(rf"(?:(?![\r\n]){self._no_header}{self._delimiter.join(values)}\r?\n)*")

    def _column(self, rules: Sequence[ValueRule], errors: Mapping[str | None, Code]) -> str:
        values = [
            f"(?:{'|'.join(self._invalid(rule, errors[rule.column.name]))})"
            if rule.column.name in errors
            else self._good(rule)
            for rule in rules
        ]
        *others, last = values or [self._text(0, _MAX_LENGTH)]
        return "".join(f"(?={value}{self._end})" for value in others) + last

    def _good(self, rule: ValueRule) -> str:
        if rule.pattern is None:
            value = self._not_one_of(rule.reserved) + self._text(1, rule.max_length or _MAX_LENGTH)
        else:
            value = f'(?:{rule.pattern})|"(?:{rule.pattern})"'
        return f"(?:{value}|{_NULL})" if rule.nullable else f"(?:{value})"

    def _not_one_of(self, words: Collection[str]) -> str:
        if not words:
            return ""
        initials = re.escape("".join(sorted({word[0] for word in words})))  # compares only one character of most values
        return rf'(?!(?=["{initials}])"?(?:{"|".join(map(re.escape, sorted(words)))})["{self._delimiter}\r\n])'

    def _text(self, shortest: int, longest: int) -> str:
        times = f"{{{shortest},{longest}}}+"
        return rf'(?:{self._character}{times}|"[^"\\\r\n]{times}")'

    def _invalid(self, rule: ValueRule, code: Code) -> Iterator[str]:
        """Yield the patterns of unquoted values with this error."""
        if code is Code.MISSING_VALUE:
            yield _NULL
        elif rule.pattern is not None:
            before = [rule.pattern]
            for pattern, explained in (*rule.explanations, (f"{self._character}+", rule.otherwise)):
                if explained is code:
                    yield f"(?!(?:{'|'.join(before)}){self._end})(?:{pattern})"
                before.append(pattern)
        elif code is Code.TOO_LONG and rule.max_length is not None:
            yield f"{self._character}{{{rule.max_length + 1},{_MAX_LENGTH}}}"
