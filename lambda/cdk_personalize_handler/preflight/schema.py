"""The columns that a CSV file must have, from the Avro schema of its dataset."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from cdk_personalize_handler.preflight.codes import Code
from cdk_personalize_handler.preflight.findings import Finding

TYPES = ("string", "int", "long", "float", "double", "boolean")
_TIMES = {
    "INTERACTIONS": "TIMESTAMP",
    "ACTION_INTERACTIONS": "TIMESTAMP",
    "ITEMS": "CREATION_TIMESTAMP",
    "ACTIONS": "CREATION_TIMESTAMP",
}
"""The field with a time, by the type of the dataset (developer guide, "Schemas")."""

_AVRO_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, kw_only=True)
class Column:
    """A field of the schema. A textual field has unstructured text, which can be longer than other strings.

    `of_dataset` sets `is_time`: values are Unix time in seconds.
    """

    name: str
    type: str
    nullable: bool = False
    textual: bool = False
    is_time: bool = False


def read(avro_schema: str, unreadable: Code = Code.UNREADABLE_SCHEMA) -> tuple[Column, ...] | Finding:
    """Return the fields in the order of the schema, or a finding of the code `unreadable` if it cannot be read.

    For the schema of a dataset, which Amazon Personalize has accepted, use `UNCHECKED_SCHEMA`.
    """
    try:
        return _columns(avro_schema)
    except KeyError as error:
        why = f"it has no {error}"
    except (TypeError, IndexError):
        why = "it is not an Avro record in JSON"
    except (ValueError, RecursionError) as error:
        why = str(error)
    return Finding(code=unreadable, what=f"the schema cannot be read: {why}")


def of_dataset(columns: Iterable[Column], dataset_type: str) -> tuple[Column, ...]:
    """Return the columns for a dataset of this type, which decides whether a field of a time's name is a time."""
    return tuple(replace(column, is_time=column.name.upper() == _TIMES.get(dataset_type)) for column in columns)


def _columns(avro_schema: str) -> tuple[Column, ...]:
    schema = json.loads(avro_schema)
    if schema["type"] != "record" or not isinstance(schema["name"], str):
        raise ValueError("it is not a record with a name")
    columns = tuple(_column(field) for field in schema["fields"])
    names = [column.name for column in columns]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"it has more than one field {name}")
    return columns


def _column(field: dict[str, Any]) -> Column:
    name, types = field["name"], field["type"]
    if not isinstance(name, str) or not _AVRO_NAME.fullmatch(name):
        raise ValueError(f"{name!r:.80} is not a valid field name")
    listed = types if isinstance(types, list) else [types]
    of_values = [each for each in listed if each != "null"]
    if len(of_values) != 1 or of_values[0] not in TYPES:
        raise ValueError(f"{name} has the type {json.dumps(types):.80}; use one of {', '.join(TYPES)}, and null")
    return Column(
        name=name,
        type=of_values[0],
        nullable="null" in listed,
        textual=str(field.get("textual")).lower() == "true",  # samples of AWS have it as text
    )
