"""Regular expressions for lines, made of the rules of their values.

A line that a pattern matches has what the pattern is for: the rules find that in it and nothing else. A line that none
matches may be of any kind, and is left to the rules themselves.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from cdk_personalize_handler.preflight.codes import Code
from cdk_personalize_handler.preflight.header import Header
from cdk_personalize_handler.preflight.values import ValueRule

_LONGEST = 100_000
"""Characters of a value that has no rule; lines with longer ones are left to the rules."""

_NULL = '(?:"")?'


class LinePatterns:
    """The patterns of a file's lines. Each matches as many lines as possible, also none.

    Values may stand in quotation marks; those that hold a quotation mark or a backslash match no pattern.
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
        """Lines with nothing wrong."""
        return self._lines([self._column(rules, {}) for rules in self._columns])

    def with_faults(self, faults: Mapping[str | None, Code]) -> re.Pattern[str] | None:
        """Lines that have these faults, by column, and no others; None if one of them is not that of a value."""
        faulty = [rule for rules in self._columns for rule in rules if rule.column.name in faults]
        known = {rule.column.name for rule in faulty if any(self._faulty(rule, faults[rule.column.name]))}
        if not faults or faults.keys() - known:
            return None
        return self._lines([self._column(rules, faults) for rules in self._columns])

    def with_values(self, count: int) -> re.Pattern[str]:
        """Lines that are divided into so many values, whatever they are."""
        return self._lines([f"{self._character}{{0,{_LONGEST}}}"] * count)

    def _lines(self, values: Sequence[str]) -> re.Pattern[str]:
        return re.compile(rf"(?:(?![\r\n]){self._no_header}{self._delimiter.join(values)}\r?\n)*")

    def _column(self, rules: Sequence[ValueRule], faults: Mapping[str | None, Code]) -> str:
        values = [
            f"(?:{'|'.join(self._faulty(rule, faults[rule.column.name]))})"
            if rule.column.name in faults
            else self._good(rule)
            for rule in rules
        ]
        *others, last = values or [self._text(0, _LONGEST)]
        return "".join(f"(?={value}{self._end})" for value in others) + last

    def _good(self, rule: ValueRule) -> str:
        if rule.pattern is None:
            value = self._not_one_of(rule.reserved) + self._text(1, rule.max_length or _LONGEST)
        else:
            value = f'(?:{rule.pattern})|"(?:{rule.pattern})"'
        return f"(?:{value}|{_NULL})" if rule.nullable else f"(?:{value})"

    def _not_one_of(self, words: Collection[str]) -> str:
        if not words:
            return ""
        initials = re.escape("".join(sorted({word[0] for word in words})))  # to look at one character of most values
        return rf'(?!(?=["{initials}])"?(?:{"|".join(map(re.escape, sorted(words)))})["{self._delimiter}\r\n])'

    def _text(self, shortest: int, longest: int) -> str:
        times = f"{{{shortest},{longest}}}+"
        return rf'(?:{self._character}{times}|"[^"\\\r\n]{times}")'

    def _faulty(self, rule: ValueRule, code: Code) -> Iterator[str]:
        """Yield patterns of values with this fault that stand in no quotation marks."""
        if code is Code.MISSING_VALUE:
            yield _NULL
        elif rule.pattern is not None:
            before = [rule.pattern]
            for pattern, explained in (*rule.explanations, (f"{self._character}+", rule.otherwise)):
                if explained is code:
                    yield f"(?!(?:{'|'.join(before)}){self._end})(?:{pattern})"
                before.append(pattern)
        elif code is Code.TOO_LONG and rule.max_length is not None:
            yield f"{self._character}{{{rule.max_length + 1},{_LONGEST}}}"
