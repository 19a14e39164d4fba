"""The data of an import: read from the object store as a stream and held against the dataset's schema.

The rules and the wording come from the developer guide ("Preparing bulk data", "Quotas", "Error messages"); where it
gives no wording, the message says what is wrong in which column and line.
"""

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from local_aws.personalize.errors import ImportFailedError
from local_aws.personalize.objects import Location, Objects
from local_aws.personalize.schema import Column

MINIMUM_INTERACTIONS = 1_000
_MAXIMUM_BYTES = {"FULL": 100 * 10**9, "INCREMENTAL": 10**9}

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
    if sum(size for _, size in files) > _MAXIMUM_BYTES[mode]:
        raise ImportFailedError(f"Input data is larger than the limit for import mode {mode}.")
    id_column = _RECORD_ID.get(dataset_type)
    ids: set[str] = set()
    rows = sum(_read_file(objects.open(location.bucket, key), columns, id_column, ids) for key, _ in files)
    if rows < _minimum_rows(dataset_type, mode):
        raise ImportFailedError(
            f"Number of records ({rows}) is less than the required minimum of {MINIMUM_INTERACTIONS} "
            f"for the {dataset_type} dataset."
        )
    return Data(rows, frozenset(ids) if id_column else None)


def _minimum_rows(dataset_type: str, mode: str) -> int:
    counted = dataset_type == "INTERACTIONS" or (dataset_type == "ACTION_INTERACTIONS" and mode == "INCREMENTAL")
    return MINIMUM_INTERACTIONS if counted else 0


def _read_file(pieces: Iterable[bytes], columns: list[Column], id_column: str | None, ids: set[str]) -> int:
    lines = _lines(pieces)
    # The header is taken as it is: a quoted name or a byte order mark makes it another column.
    header = next(lines, "").rstrip("\r\n").split(",")
    missing = [column.name for column in columns if column.name not in header]
    if missing:
        raise ImportFailedError(f"Input csv is missing the following columns: [{', '.join(missing)}]")
    checks = [(header.index(column.name), _check(column)) for column in columns]
    id_index = header.index(id_column) if id_column else None
    rows = 0
    reader = csv.reader(lines, escapechar="\\")
    try:
        for row in filter(None, reader):
            if len(row) != len(header):
                raise ValueError(f"Row has {len(row)} values for {len(header)} columns")
            for index, check in checks:
                check(row[index])
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


def _check(column: Column) -> Callable[[str], object]:
    """Return what raises for a value that the column cannot hold."""
    parse = {"string": None, "boolean": _boolean, "float": float, "double": float}.get(column.type, int)

    def check(value: str) -> None:
        if not value:
            if not column.nullable:
                raise ImportFailedError(f"Column {column.name} must not be null")
        elif parse is not None:
            try:
                parse(value)
            except ValueError:
                raise ValueError(f"Value '{value:.80}' of column {column.name} is not a {column.type}") from None
        elif len(value) > column.max_length:
            raise ImportFailedError(f"Length cannot be more than {column.max_length} characters for {column.name}")

    return check


def _boolean(value: str) -> None:
    if value not in {"true", "false"}:
        raise ValueError(value)
