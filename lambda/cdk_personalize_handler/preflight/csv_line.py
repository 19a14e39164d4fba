"""A line of a CSV file, which is one record (developer guide, "Preparing training data")."""

import csv
from collections.abc import Sequence
from typing import NamedTuple

from cdk_personalize_handler.preflight.codes import Code


class Record(NamedTuple):
    """The values of a line (none if it is blank), or the error of the line as a whole."""

    values: Sequence[str]
    error: Code | None = None
    what: str = ""


def read(line: str, delimiter: str = ",") -> Record:
    """Parse a line. Values can be in quotation marks, and a backslash escapes the next character."""
    line = line.removesuffix("\n").removesuffix("\r")  # which a backslash before it would escape
    # The reader reads the empty second line only if the record continues after the first.
    reader = csv.reader([line, ""], delimiter=delimiter, escapechar="\\")
    usual_limit = csv.field_size_limit()  # a limit of Python, not of the service
    try:
        if len(line) > usual_limit:
            csv.field_size_limit(len(line))
        values = next(reader)
    except csv.Error as error:
        why = str(error).partition(" - ")[0]
        return Record((), Code.UNREADABLE_ROW, f"the line cannot be parsed: {why}")
    finally:
        if len(line) > usual_limit:
            csv.field_size_limit(usual_limit)
    if reader.line_num > 1:
        return Record(values, Code.UNCLOSED_QUOTE, "a quotation mark is not closed, or a backslash ends the line")
    return Record(values)


def has_inner_quote(line: str, delimiter: str) -> bool:
    """Return whether a quotation mark of a record neither encloses a value nor is escaped."""
    if '"' not in line:
        return False
    for escaped in ("\\\\", '\\"', '""'):
        line = line.replace(escaped, "")
    first, *others = line.rstrip("\r\n").split('"')
    between, last = others[1:-1:2], others[-1] if others else ""
    return not (
        (not first or first.endswith(delimiter) or not others)
        and (not last or last.startswith(delimiter))
        and all(each.startswith(delimiter) and each.endswith(delimiter) for each in between)
    )
