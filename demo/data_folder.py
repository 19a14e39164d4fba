"""The data folder of a deployment: a CSV file and an Avro schema of the same name for each dataset."""

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from demo import DemoError
from demo.sample_data import write_sample_data

_EXAMPLE_SCHEMAS = Path(__file__).parent.parent / "schemas"
_OPTIONAL_TYPES = ("Items", "Users")

_RESERVED = {
    "USER_ID": "string",
    "ITEM_ID": "string",
    "EVENT_TYPE": "string",
    "RECOMMENDATION_ID": "string",
    "IMPRESSION": "string",
    "TIMESTAMP": "long",
    "CREATION_TIMESTAMP": "long",
    "EVENT_VALUE": "float",
}
"""Reserved columns and their types (developer guide, "Schemas")."""

_AVRO_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def generate(folder: Path) -> None:
    """Fill the folder with sample data and the schemas of the example."""
    write_sample_data(folder)
    for schema in _EXAMPLE_SCHEMAS.glob("*.avsc"):
        shutil.copy(schema, folder)


def copy(source: Path, folder: Path) -> None:
    """Copy `interactions.csv`, and `items.csv` and `users.csv` if they exist, from the user's folder.

    A schema beside a file, such as `interactions.avsc`, is copied, too. Without one, a schema is generated from the
    header. Raises `DemoError` for unusable data.
    """
    interactions = source / "interactions.csv"
    try:
        if not interactions.exists():
            raise DemoError(
                f"{interactions} is missing; the data folder needs interactions.csv with at least the columns USER_ID, "
                "ITEM_ID and TIMESTAMP (items.csv and users.csv are optional)"
            )
        _copy_file(interactions, folder, "Interactions")
        for dataset_type in _OPTIONAL_TYPES:
            optional = source / f"{dataset_type.lower()}.csv"
            if optional.exists():
                _copy_file(optional, folder, dataset_type)
    except OSError as error:
        raise DemoError(f"{error.filename} cannot be read: {error.strerror}; use a CSV file") from error


def _copy_file(source: Path, folder: Path, dataset_type: str) -> None:
    shutil.copyfile(source, folder / source.name)
    schema = source.with_suffix(".avsc")
    try:
        columns = _columns(source)
        if schema.exists():
            shutil.copyfile(schema, folder / schema.name)
        else:
            (folder / schema.name).write_text(json.dumps(schema_from_header(dataset_type, columns), indent=2))
    except DemoError as error:
        raise DemoError(f"{source}: {error}") from error


def _columns(source: Path) -> list[str]:
    with source.open(encoding="utf-8") as file:
        try:
            header, first_row = file.readline(), file.readline()
        except UnicodeDecodeError as error:
            raise DemoError("the file is not encoded in UTF-8; Amazon Personalize needs UTF-8") from error
    if not first_row.strip():
        raise DemoError("the file is empty; write a line of column names and a row for each record")
    # Amazon Personalize takes column names literally, with quotation marks and byte-order mark.
    return header.strip().split(",")


def schema_from_header(dataset_type: str, columns: Sequence[str]) -> dict[str, Any]:
    """Return an Avro schema for the columns: reserved columns have their types, others are nullable strings.

    Strings of items and users are categorical. Raises `DemoError` for a column that is not a valid field name.
    """
    for column in columns:
        if not _AVRO_NAME.fullmatch(column):
            raise DemoError(f"the column name {column!r} is not valid; use ASCII letters, digits and `_`")
    return {
        "type": "record",
        "name": dataset_type,
        "namespace": "com.amazonaws.personalize.schema",
        "fields": [_field(dataset_type, column) for column in columns],
        "version": "1.0",
    }


def _field(dataset_type: str, column: str) -> dict[str, Any]:
    if column in _RESERVED:
        return {"name": column, "type": _RESERVED[column]}
    categorical = {"categorical": True} if dataset_type in {"Items", "Users"} else {}
    return {"name": column, "type": ["null", "string"], **categorical}
