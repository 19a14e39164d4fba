"""A line of a CSV file, which is one record (developer guide, "Preparing training data")."""

import csv
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cdk_personalize_handler.preflight.codes import Code


@dataclass(frozen=True)
class Record:
    """The values of a line (none if it is blank), or the error of the line as a whole."""

    values: Sequence[str]
    error: Code | None = None
    what: str = ""


def read(line: str, delimiter: str = ",") -> Record:
    """Parse a line. Values can be in quotation marks, and a backslash escapes the next character."""
    # The reader reads the empty second line only if the record continues after the first.
    reader = csv.reader([line, ""], delimiter=delimiter, escapechar="\\")
    usual_limit = csv.field_size_limit()  # a limit of Python, not of the service
    csv.field_size_limit(max(usual_limit, len(line)))
    try:
        values = next(reader)
    except csv.Error as error:
        why = str(error).partition(" - ")[0]
        return Record((), Code.UNREADABLE_ROW, f"the line cannot be parsed: {why}")
    finally:
        csv.field_size_limit(usual_limit)
    if reader.line_num > 1:
        return Record(values, Code.UNCLOSED_QUOTE, "a quotation mark is not closed, or a backslash ends the line")
    return Record(values)


def has_inner_quote(line: str, delimiter: str) -> bool:
    """Return whether a quotation mark of a record neither encloses a value nor is escaped."""
    return '"' in line and not _escaped_record(delimiter).fullmatch(line.rstrip("\r\n"))


@functools.cache
def _escaped_record(delimiter: str) -> re.Pattern[str]:
    other = rf'[^"\\{re.escape(delimiter)}]*+'
    value = rf'(?:"(?:[^"\\]|\\.|"")*+"|{other}(?:\\.{other})*+)'
    return re.compile(rf"{value}(?:{re.escape(delimiter)}{value})*+")
