"""How values and numbers are shown.

Logs and deployment messages are read by many, and IDs may be those of end users. Where columns were mixed up, an ID may
be in any column.
"""

import re

_BEGINNING = 3
_IN_FULL = re.compile(
    r"[0-9:.,+/ TZ-]{1,40}|[A-Za-z_]{1,24}|.{1,12}", re.DOTALL
)  # numbers and times, words, short ones
_HOLDS_IDS = re.compile(r"(?:.*_)?[Ii][Dd][Ss]?|.*[a-z]I[dD]s?|IMPRESSION")


def shown(column: str, value: str) -> str:
    """Return a value of a column in quotation marks: only the beginning of an ID, and of what may be one."""
    if _IN_FULL.fullmatch(value) and not _HOLDS_IDS.fullmatch(column):
        return repr(value)
    beginning = value[: min(_BEGINNING, len(value) // 2)]
    return f"{beginning + '…'!r} ({counted(len(value), 'character')})"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it needs one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
