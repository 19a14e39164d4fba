"""Redaction of values in messages.

Many people can read logs and deployment messages, and IDs can be those of end users. If columns are mixed up, an ID, an
address or a telephone number can be in any column.
"""

import re

from cdk_personalize_handler.preflight.wording import counted

_BEGINNING = 3
_HOLDS_IDS = re.compile(r"(?:.*_)?[Ii][Dd][Ss]?|.*[a-z]I[dD]s?|(?i:IMPRESSION)")

_WORDS = frozenset(
    {"true", "false", "yes", "no", "nan", "inf", "infinity", "null", "none", "nil", "na", "n/a", "-", r"\n"}
)
_TRUTHS = frozenset({"0", "1", "0.0", "1.0"})
_NUMBER = re.compile(r"[+-]?(?P<digits>[0-9]{1,20}(?:[.,][0-9]{0,20})?|[.,][0-9]{1,20})(?:[eE][+-]?[0-9]{1,2})?")
_SHORT_NUMBER_DIGITS = 9
_YEARS_2001_TO_2049 = (978_307_200, 2_524_608_000)
_UNITS_OF_TIME = (1, 10**3, 10**6, 10**9)
_DATE = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.]{5,18}(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?")


def redact(column: str, type_: str, value: str) -> str:
    """Return a value in quotation marks: in full if it is an attempt at the type of its column.

    Every other value, and every ID, is truncated.
    """
    if _is_attempt(type_, value.strip(" ")) and not _HOLDS_IDS.fullmatch(column):
        return repr(value)
    beginning = value[: min(_BEGINNING, len(value) // 2)]
    return f"{beginning + '…'!r} ({counted(len(value), 'character')})"


def _is_attempt(type_: str, value: str) -> bool:
    if type_ == "string":
        return False
    if value.removeprefix("-").casefold() in _WORDS:
        return True
    return value in _TRUTHS if type_ == "boolean" else _is_short_number_or_time(value)


def _is_short_number_or_time(value: str) -> bool:
    """Return whether a value is a number of up to 9 digits or a time; telephone and account numbers are neither."""
    if _DATE.fullmatch(value):
        return True
    number = _NUMBER.fullmatch(value)
    if not number:
        return False
    if len(re.findall("[0-9]", number["digits"])) <= _SHORT_NUMBER_DIGITS:
        return True
    begin, end = _YEARS_2001_TO_2049
    return any(begin * unit <= float(value.replace(",", ".")) < end * unit for unit in _UNITS_OF_TIME)
