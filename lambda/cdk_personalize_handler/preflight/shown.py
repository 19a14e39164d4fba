"""How values and numbers are shown.

Logs and deployment messages are read by many, and IDs may be those of end users.
"""

import re

_LONGEST = 40
_BEGINNING_OF_ID = 3
_HOLDS_IDS = re.compile(r"(?:.*_)?[Ii][Dd][Ss]?|.*[a-z]I[dD]s?|IMPRESSION")


def shown(column: str, value: str) -> str:
    """Return a value of a column in quotation marks: only the beginning of an ID, and of anything long."""
    longest = min(_BEGINNING_OF_ID, len(value) // 2) if _HOLDS_IDS.fullmatch(column) else _LONGEST
    if len(value) <= longest:
        return repr(value)
    return f"{value[:longest] + '…'!r} ({len(value):,} characters)"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it needs one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
