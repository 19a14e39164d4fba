"""The first line of a file: which of its columns is which of the schema's.

Recorded on AWS are names in another case and in quotation marks. That a byte-order mark and spaces do not matter, and
which of several like names counts, is assumed.
"""

from collections.abc import Sequence

from local_aws.personalize.errors import ImportFailedError
from local_aws.personalize.record import read_record
from local_aws.personalize.schema import Column

_BYTE_ORDER_MARK = "\ufeff"


def names(line: bytes) -> list[str]:
    """Return the names in the line, without what does not belong to them."""
    text = line.decode(errors="replace").removeprefix(_BYTE_ORDER_MARK)
    return [name.replace('"', "").strip(" ") for name in _split(text)]


def _split(text: str) -> list[str]:
    if '"' in text:
        try:
            return read_record(text)
        except ValueError:
            pass
    return text.split(",")


def positions(found: Sequence[str], columns: Sequence[Column]) -> list[int]:
    """Return the place of each column; raise `ImportFailedError` for those that are missing.

    A name that is spelled as in the schema counts before one in another case, and of several the first.
    """
    in_upper_case = [name.upper() for name in found]
    missing = [column.name for column in columns if column.name.upper() not in in_upper_case]
    if missing:
        raise ImportFailedError(f"Input csv is missing the following columns: [{', '.join(missing)}]")
    return [
        found.index(column.name) if column.name in found else in_upper_case.index(column.name.upper())
        for column in columns
    ]
