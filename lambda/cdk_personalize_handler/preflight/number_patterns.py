"""Regular expressions for the numbers of Avro types.

Like all patterns of the rules, they have the same meaning in Python's `re` and in Rust's `regex`: no look-around, no
references, no classes that depend on Unicode, no anchors. A value must match as a whole: `^(?:pattern)$`.
"""

WHOLE = r"[+-]?[0-9]+"
DECIMAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
NOT_FINITE = r"[+-]?(?i:nan|inf|infinity)"
"""What programs write for numbers that are not finite; Java parses `NaN` and `Infinity`."""

NEAR_SECONDS = r"[+-]?0*(?:[0-4][0-9]{9}|[0-9]{1,9})"
"""Times up to June 2128, in seconds."""
SECONDS = r"[+-]?0*[0-9]{1,11}"
FINER_THAN_SECONDS = r"[+-]?0*[1-9][0-9]{11,}"
"""Times from the year 5138 on, in seconds. Milliseconds have 12 digits before September 2001, and 13 since."""


def integer(bits: int) -> str:
    """Return the pattern of the whole numbers of this many bits."""
    largest = 2 ** (bits - 1) - 1
    return rf"\+?0*(?:{_up_to(largest)})|-0*(?:{_up_to(largest + 1)})"


def _up_to(largest: int) -> str:
    """Return the pattern of numbers up to the largest: fewer digits, a smaller digit at one place, or the largest."""
    digits = str(largest)
    fewer = f"[0-9]{{1,{len(digits) - 1}}}"
    smaller = [
        f"{digits[:place]}[0-{int(digit) - 1}][0-9]{{{len(digits) - place - 1}}}"
        for place, digit in enumerate(digits)
        if digit != "0"
    ]
    return "|".join([fewer, *smaller, digits])
