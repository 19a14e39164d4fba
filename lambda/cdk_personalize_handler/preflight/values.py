"""Rules for the values of a column, as data, from which `line_patterns` makes patterns of whole lines.

A line that these patterns do not match is checked value by value with `ValueRule.code_of`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from cdk_personalize_handler.preflight import number_patterns
from cdk_personalize_handler.preflight.codes import Code
from cdk_personalize_handler.preflight.findings import Finding
from cdk_personalize_handler.preflight.redaction import redact
from cdk_personalize_handler.preflight.schema import Column

RESERVED_KEYWORDS = frozenset(
    {
        "EVENT_TYPE",
        "EVENT_VALUE",
        "EVENT_ATTRIBUTION_SOURCE",
        "IMPRESSION",
        "RECOMMENDATION_ID",
        "CREATION_TIMESTAMP",
        "EXPIRATION_TIMESTAMP",
        "REPEAT_FREQUENCY",
    }
)
"""Names that cannot be values (developer guide, "Schemas"), except `VALUE` and `TYPE` of actions: common words."""

_ID_LENGTH, _STRING_LENGTH, _TEXT_LENGTH = 256, 1_000, 20_000
_RECORD_IDS = frozenset({"USER_ID", "ITEM_ID", "ACTION_ID"})
_BITS = {"int": 32, "long": 64}

_WHAT = {
    Code.MISSING_VALUE: "the value is missing, and the schema does not allow null",
    Code.WRONG_TYPE: "{shown} is not {a_type}",
    Code.FLOAT_IN_INTEGER: "{shown} is not a whole number, and the type is {type}",
    Code.OUT_OF_RANGE: "{shown} is out of range for {a_type}",
    Code.MILLISECONDS: "{shown} is not in seconds (it looks like milliseconds)",
    Code.FAR_FUTURE: "{shown} is in the year 2128 or later",
    Code.BOOLEAN_CASE: "{shown} is not in lowercase",
    Code.EVENT_VALUE: "{shown} is not a number",
    Code.NOT_FINITE: "{shown} is not a finite number",
    Code.SPACES_AROUND_VALUE: "{shown} has spaces around it",
    Code.TOO_LONG: "{shown} is longer than {max_length:,} characters",
    Code.RESERVED_VALUE: "{shown} is a reserved keyword",
    Code.HIVE_NULL: "{shown} is text, not null",
}


@dataclass(frozen=True, kw_only=True)
class ValueRule:
    """The rule for the values of one column.

    An empty value is null, and allowed if `nullable`. Any other value must match `pattern` as a whole, have at most
    `max_length` characters (Unicode code points) and not be one of `reserved`; None allows all values. For a value that
    does not match `pattern`, the code is that of the first pattern in `explanations` that matches, or `otherwise`. The
    first explanations are warnings.
    """

    column: Column
    pattern: str | None = None
    max_length: int | None = None
    reserved: frozenset[str] = frozenset()
    explanations: tuple[tuple[str, Code], ...] = ()
    otherwise: Code = Code.WRONG_TYPE

    @property
    def nullable(self) -> bool:
        """Whether an empty value is allowed."""
        return self.column.nullable

    def code_of(self, value: str) -> Code | None:
        """Return the code of the error or the warning for a value, or None."""
        if not value:
            return None if self.nullable else Code.MISSING_VALUE
        if self._allowed and not self._allowed.fullmatch(value):
            matching = (code for pattern, code in self.explanations if re.fullmatch(pattern, value))
            return next(matching, self.otherwise)
        if self.max_length is not None and len(value) > self.max_length:
            return Code.TOO_LONG
        return Code.RESERVED_VALUE if value in self.reserved else None

    def finding(self, code: Code, value: str, file: str, line: int) -> Finding:
        """Return the finding of this code for a value."""
        name, kind = self.column.name, self.column.type
        text = repr(value) if code in (Code.RESERVED_VALUE, Code.HIVE_NULL) else redact(name, kind, value)
        a_type = f"an {kind}" if kind == "int" else f"a {kind}"
        what = _WHAT[code].format(shown=text, type=kind, a_type=a_type, max_length=self.max_length)
        return Finding(code=code, what=what, file=file, line=line, column=name, value=text)

    @cached_property
    def _allowed(self) -> re.Pattern[str] | None:
        return None if self.pattern is None else re.compile(self.pattern)


def rules_of(columns: Iterable[Column]) -> list[ValueRule]:
    """Return the rules of the columns, in the order of the columns."""
    return [_rule(column) for column in columns]


def _rule(column: Column) -> ValueRule:
    match column.type:
        case "string":
            return ValueRule(column=column, max_length=_max_length(column), reserved=RESERVED_KEYWORDS)
        case "boolean":
            errors = [("(?i:true|false)", Code.BOOLEAN_CASE)]
            return _parsed_rule(column, "true|false", errors=errors)
        case "float" | "double":
            otherwise = Code.EVENT_VALUE if column.name.upper() == "EVENT_VALUE" else Code.WRONG_TYPE
            warnings = [(number_patterns.NOT_FINITE, Code.NOT_FINITE)]
            return _parsed_rule(column, number_patterns.DECIMAL, warnings=warnings, otherwise=otherwise)
        case _:
            return _integer_rule(column)


def _integer_rule(column: Column) -> ValueRule:
    warnings, finer = [], []
    pattern = number_patterns.integer(_BITS[column.type])
    if column.is_time:
        finer = [(number_patterns.FINER_THAN_SECONDS, Code.MILLISECONDS)]
        if column.type == "long":
            pattern = number_patterns.NEAR_SECONDS
            warnings = [(number_patterns.SECONDS, Code.FAR_FUTURE)]
    errors = [
        *finer,
        (number_patterns.WHOLE, Code.OUT_OF_RANGE),
        (number_patterns.DECIMAL, Code.FLOAT_IN_INTEGER),
    ]
    return _parsed_rule(column, pattern, warnings=warnings, errors=errors)


def _parsed_rule(
    column: Column,
    pattern: str,
    *,
    warnings: Sequence[tuple[str, Code]] = (),
    errors: Sequence[tuple[str, Code]] = (),
    otherwise: Code = Code.WRONG_TYPE,
) -> ValueRule:
    """Return the rule of a type that is parsed. Spaces around an accepted value are a warning."""
    accepted = "|".join([pattern, *(warned for warned, _ in warnings)])
    spaced = (f" *(?:{accepted}) *", Code.SPACES_AROUND_VALUE)
    return ValueRule(column=column, pattern=pattern, explanations=(*warnings, spaced, *errors), otherwise=otherwise)


def _max_length(column: Column) -> int:
    if column.name.upper() in _RECORD_IDS:
        return _ID_LENGTH
    return _TEXT_LENGTH if column.textual else _STRING_LENGTH
