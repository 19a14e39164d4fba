"""The data of an import: read from the object store as a stream and validated against the dataset's schema.

The rules and the wording come from the developer guide ("Preparing bulk data", "Quotas", "Error messages") and from
recorded imports; where they give no wording, the message says what is wrong in which column and line.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from local_aws.personalize import header, value_check
from local_aws.personalize.errors import ImportFailedError
from local_aws.personalize.objects import Location, Objects, StoredObject
from local_aws.personalize.record import read_record
from local_aws.personalize.schema import Column

MINIMUM_INTERACTIONS = 1_000
_MAXIMUM_BYTES = {"FULL": 100 * 2**30, "INCREMENTAL": 2**30}

# Recorded (four notebooks, 2020 to 2022): an import of items with 13 bad values in 9,742 rows became ACTIVE. Where
# an import begins to fail is assumed.
FAILING_SHARE_OF_BAD_ROWS = 0.1

# The column that identifies a record, for the types of which a later import replaces records one by one.
_RECORD_ID = {"ITEMS": "ITEM_ID", "USERS": "USER_ID", "ACTIONS": "ACTION_ID"}


@dataclass(frozen=True)
class Data:
    """What an import has read: the number of good rows, and their IDs where records have one."""

    rows: int
    ids: frozenset[str] | None = field(default=None, repr=False)


def check_headers(objects: Objects, location: Location, columns: Sequence[Column]) -> None:
    """Read the header of each object at the location; raise `ImportFailedError` for the first rule that is broken.

    What cannot be read raises `ObjectError`.
    """
    for file in _readable(objects, location):
        _positions(_lines(objects.open(location.bucket, file.key)), columns)


def read(objects: Objects, location: Location, columns: Sequence[Column], dataset_type: str, mode: str) -> Data:
    """Read everything at the location; raise `ImportFailedError` for the first rule that the data breaks.

    What cannot be read raises `ObjectError`.
    """
    files = _readable(objects, location)
    if sum(file.size for file in files) > _MAXIMUM_BYTES[mode]:
        raise ImportFailedError(f"Input data is larger than the limit for import mode {mode}.")
    rows = _Rows(columns, dataset_type)
    for file in files:
        rows.read(objects.open(location.bucket, file.key))
    if rows.bad and rows.bad / rows.count >= FAILING_SHARE_OF_BAD_ROWS:
        raise ImportFailedError(rows.first_fault)
    if rows.count < _minimum_rows(dataset_type, mode):
        raise ImportFailedError(
            f"Number of records ({rows.count}) is less than the required minimum of {MINIMUM_INTERACTIONS} "
            f"for the {dataset_type} dataset."
        )
    return Data(rows.count - rows.bad, frozenset(rows.ids) if dataset_type in _RECORD_ID else None)


def _readable(objects: Objects, location: Location) -> list[StoredObject]:
    files = location.objects(objects)
    for file in files:
        if file.is_archived:
            raise ImportFailedError(f"Object {file.key} is archived and cannot be read.")
    return files


def _minimum_rows(dataset_type: str, mode: str) -> int:
    counted = dataset_type == "INTERACTIONS" or (dataset_type == "ACTION_INTERACTIONS" and mode == "INCREMENTAL")
    return MINIMUM_INTERACTIONS if counted else 0


class _Rows:
    """The rows of all files of an import: how many there are, how many are bad, and why the first of these is."""

    def __init__(self, columns: Sequence[Column], dataset_type: str):
        self._columns = columns
        self._checks = [value_check.check(column, dataset_type) for column in columns]
        record_id = _RECORD_ID.get(dataset_type)
        self._id_column = next((n for n, column in enumerate(columns) if column.name.upper() == record_id), None)
        self.count = 0
        self.bad = 0
        self.first_fault = ""
        self.ids: set[str] = set()

    def read(self, pieces: Iterable[bytes]) -> None:
        """Add the rows of a file; raise `ImportFailedError` for missing columns and for values that are too long."""
        lines = _lines(pieces)
        width, positions = _positions(lines, self._columns)
        for number, line in enumerate(lines, start=2):
            try:
                self._add(line, width, positions)
            except ValueError as error:
                self._add_bad(f"{error} at line {number}")

    def _add(self, line: bytes, width: int, positions: Sequence[int]) -> None:
        row = read_record(_decoded(line))
        if not row:
            return
        if len(row) != width:
            raise ValueError(f"Row has {len(row)} values for {width} columns")
        values = [row[position] for position in positions]
        for check, value in zip(self._checks, values, strict=True):
            check(value)
        self.count += 1
        if self._id_column is not None:
            self.ids.add(values[self._id_column])

    def _add_bad(self, fault: str) -> None:
        self.count += 1
        self.bad += 1
        self.first_fault = self.first_fault or fault


def _positions(lines: Iterator[bytes], columns: Sequence[Column]) -> tuple[int, list[int]]:
    """Take the header from the lines; return the number of its columns, and the places of those of the schema."""
    names = header.names(next(lines, b""))
    return len(names), header.positions(names, columns)


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise ValueError("Row is not encoded in UTF-8") from error


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *complete, rest = (rest + piece).split(b"\n")
        for line in complete:
            yield line.removesuffix(b"\r")
    if rest:
        yield rest.removesuffix(b"\r")
