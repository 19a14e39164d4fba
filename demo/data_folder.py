"""The folder that a deployment works with: a CSV file and an Avro schema of the same name for each dataset."""

import json
import shutil
from pathlib import Path

from demo.errors import DemoError
from demo.generated_data import write_generated_data
from demo.header_schema import schema_from_header

_EXAMPLE_SCHEMAS = Path(__file__).parent.parent / "schemas"
_OPTIONAL_TYPES = ("Items", "Users")


def generate(folder: Path) -> None:
    """Fill the folder with made-up data and the example's schemas."""
    write_generated_data(folder)
    for schema in _EXAMPLE_SCHEMAS.glob("*.avsc"):
        shutil.copy(schema, folder)


def take(source: Path, folder: Path) -> None:
    """Fill the folder with somebody's `interactions.csv`, and `items.csv` and `users.csv` where they are given.

    A schema beside a file, such as `interactions.avsc`, is taken too; without one it is made from the header. Data that
    cannot be used raises `DemoError`.
    """
    interactions = source / "interactions.csv"
    try:
        if not interactions.exists():
            raise DemoError(
                f"{interactions} is missing: the data folder holds interactions.csv with at least the columns USER_ID, "
                "ITEM_ID and TIMESTAMP, and may hold items.csv and users.csv"
            )
        _take_file(interactions, folder, "Interactions")
        for dataset_type in _OPTIONAL_TYPES:
            optional = source / f"{dataset_type.lower()}.csv"
            if optional.exists():
                _take_file(optional, folder, dataset_type)
    except OSError as error:
        raise DemoError(f"{error.filename} cannot be read: {error.strerror}; a CSV file is expected there") from error


def _take_file(source: Path, folder: Path, dataset_type: str) -> None:
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
            raise DemoError("it is not encoded in UTF-8, which Personalize expects") from error
    if not first_row.strip():
        raise DemoError("it is empty: a line of column names is expected, and a row for each record")
    # Personalize takes the header as it is: no quotes, no byte order mark.
    return header.strip().split(",")
