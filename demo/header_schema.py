"""A Personalize schema for a CSV file that comes without one, made from its header."""

import re
from collections.abc import Sequence
from typing import Any

from demo.errors import DemoError

# Developer guide, "Schemas": the reserved columns and their types.
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
_AVRO_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def schema_from_header(dataset_type: str, columns: Sequence[str]) -> dict[str, Any]:
    """Return the Avro schema of a dataset of this type: reserved columns get their types, others are optional text.

    The text of items and users is categorical. A column that a schema cannot name raises `DemoError`.
    """
    for column in columns:
        if not _AVRO_NAME.fullmatch(column):
            raise DemoError(f"the column {column!r} needs a name of ASCII letters, digits and `_`")
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
