"""The data of an import: read from the object store as a stream and validated against the dataset's schema.

The rules and the wording come from the developer guide ("Preparing bulk data", "Quotas", "Error messages"); where it
gives no wording, the message says what is wrong in which column and line.
"""

import codecs
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from local_aws.personalize import value_check
from local_aws.personalize.errors import ImportFailedError
from local_aws.personalize.objects import Location, Objects
from local_aws.personalize.schema import Column

csv.field_size_limit(2**31 - 1)  # Python's own is no limit of the service

MINIMUM_INTERACTIONS = 1_000
_MAXIMUM_BYTES = {"FULL": 100 * 2**30, "INCREMENTAL": 2**30}

# The column that identifies a record, for the types of which a later import replaces records one by one.
_RECORD_ID = {"ITEMS": "ITEM_ID", "USERS": "USER_ID", "ACTIONS": "ACTION_ID"}


@dataclass(frozen=True)
class Data:
    """What an import has read: the number of rows, and the IDs where records have one."""

    rows: int
    ids: frozenset[str] | None = field(default=None, repr=False)


def read(objects: Objects, location: Location, columns: list[Column], dataset_type: str, mode: str) -> Data:
    """Read everything at the location; raise `ImportFailedError` for the first rule that the data breaks.

    What cannot be read raises `ObjectError`.
    """
    files = location.objects(objects)
    if sum(file.size for file in files) > _MAXIMUM_BYTES[mode]:
        raise ImportFailedError(f"Input data is larger than the limit for import mode {mode}.")
    for file in files:
        if file.is_archived:
            raise ImportFailedError(f"Object {file.key} is archived and cannot be read.")
    ids: set[str] = set()
    rows = sum(_read_file(objects.open(location.bucket, file.key), columns, dataset_type, ids) for file in files)
    if rows < _minimum_rows(dataset_type, mode):
        raise ImportFailedError(
            f"Number of records ({rows}) is less than the required minimum of {MINIMUM_INTERACTIONS} "
            f"for the {dataset_type} dataset."
        )
    return Data(rows, frozenset(ids) if dataset_type in _RECORD_ID else None)


def _minimum_rows(dataset_type: str, mode: str) -> int:
    counted = dataset_type == "INTERACTIONS" or (dataset_type == "ACTION_INTERACTIONS" and mode == "INCREMENTAL")
    return MINIMUM_INTERACTIONS if counted else 0


def _read_file(pieces: Iterable[bytes], columns: list[Column], dataset_type: str, ids: set[str]) -> int:
    lines = _lines(pieces)
    # The header is taken as it is: a quoted name or a byte order mark makes it another column.
    header = next(lines, "").rstrip("\r\n").split(",")
    missing = [column.name for column in columns if column.name not in header]
    if missing:
        raise ImportFailedError(f"Input csv is missing the following columns: [{', '.join(missing)}]")
    repeated = [column.name for column in columns if header.count(column.name) > 1]
    if repeated:
        raise ImportFailedError(f"Input csv has the following columns more than once: [{', '.join(repeated)}]")
    checks = [(header.index(column.name), value_check.check(column, dataset_type)) for column in columns]
    id_index = header.index(_RECORD_ID[dataset_type]) if dataset_type in _RECORD_ID else None
    rows = 0
    # The last, empty line is taken by a record that is still open at the end of the file.
    reader = csv.reader(chain(lines, [""]), escapechar="\\")
    line = 0
    try:
        for row in reader:
            lines_of_row, line = reader.line_num - line, reader.line_num
            if not row:
                continue
            if len(row) != len(header):
                raise ValueError(f"Row has {len(row)} values for {len(header)} columns")
            for index, check in checks:
                check(row[index])
            if lines_of_row > 1:
                raise ValueError("Record is not on one line")
            if id_index is not None:
                ids.add(row[id_index])
            rows += 1
    except ValueError as error:
        raise ImportFailedError(f"{error} at line {reader.line_num + 1}") from error
    except csv.Error as error:
        raise ImportFailedError(f"Input csv cannot be parsed at line {reader.line_num + 1}: {error}") from error
    return rows


def _lines(pieces: Iterable[bytes]) -> Iterator[str]:
    rest = ""
    try:
        for text in codecs.iterdecode(pieces, "utf-8"):
            *complete, rest = (rest + text).split("\n")
            for line in complete:
                yield line + "\n"
    except UnicodeDecodeError as error:
        raise ImportFailedError("Input csv is not encoded in UTF-8") from error
    if rest:
        yield rest
