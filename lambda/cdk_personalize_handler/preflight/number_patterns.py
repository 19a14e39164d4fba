"""Regular expressions for numbers as Avro types hold them.

Like all patterns of the rules, they mean the same in Python's `re` and in Rust's `regex`: no look-around, no
references, no classes that depend on Unicode, no anchors. A value must match as a whole: `^(?:pattern)$`.
"""

WHOLE = r"[+-]?[0-9]+"
DECIMAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
REAL = rf"{DECIMAL}|NaN|[+-]?Infinity"
"""What a float or a double may be, as Java reads it."""

SECONDS = r"[+-]?0*[0-9]{1,11}"
FINER_THAN_SECONDS = r"[+-]?0*[1-9][0-9]{11,}"
"""A time of 12 digits is from before 2001 in milliseconds, one of 13 from then on. In seconds both are after 5138."""


def integer(bits: int) -> str:
    """Return the pattern of the whole numbers that fit into so many bits."""
    largest = 2 ** (bits - 1) - 1
    return rf"\+?0*(?:{_up_to(largest)})|-0*(?:{_up_to(largest + 1)})"


def _up_to(largest: int) -> str:
    """Fewer digits than the largest has; or as many, and the first that differs is smaller; or the largest itself."""
    digits = str(largest)
    fewer = f"[0-9]{{1,{len(digits) - 1}}}"
    smaller = [
        f"{digits[:place]}[0-{int(digit) - 1}][0-9]{{{len(digits) - place - 1}}}"
        for place, digit in enumerate(digits)
        if digit != "0"
    ]
    return "|".join([fewer, *smaller, digits])
