"""One record of a CSV file, which is one line (developer guide, "Preparing training data")."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from cdk_personalize_handler.preflight.codes import Code


@dataclass(frozen=True)
class Record:
    """The values of a line, of which a blank one has none, or what is wrong with the line as a whole."""

    values: Sequence[str]
    fault: Code | None = None
    what: str = ""


def read(line: str, delimiter: str = ",") -> Record:
    """Divide a line into values: text may stand in quotation marks, and a backslash takes what follows as it is."""
    # The empty line after it is only read where the record goes on.
    reader = csv.reader([line, ""], delimiter=delimiter, escapechar="\\")
    usual_limit = csv.field_size_limit()  # one of Python, and none of the service
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
