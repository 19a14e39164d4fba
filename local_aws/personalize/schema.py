"""A dataset's Avro schema, as far as an import is validated against it.

Names in lower case are accepted, as recorded: what a field of a name must be holds for it in any case.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

import fastavro.schema
from fastavro.schema import SchemaParseException, UnknownType

from local_aws.personalize.errors import InvalidInputError

ID_COLUMNS = frozenset({"USER_ID", "ITEM_ID", "ACTION_ID"})

# Developer guide, "Quotas": the longest value of an ID, of a categorical or plain string, and of a textual field.
_ID_LENGTH, _STRING_LENGTH, _TEXT_LENGTH = 256, 1_000, 20_000

# Developer guide, "Dataset and schema requirements", by domain and type of dataset.
_REQUIRED = {
    (None, "INTERACTIONS"): {"USER_ID", "ITEM_ID", "TIMESTAMP"},
    (None, "USERS"): {"USER_ID"},
    (None, "ITEMS"): {"ITEM_ID"},
    (None, "ACTIONS"): {"ACTION_ID"},
    (None, "ACTION_INTERACTIONS"): {"USER_ID", "ACTION_ID", "TIMESTAMP", "EVENT_TYPE"},
    ("ECOMMERCE", "INTERACTIONS"): {"USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE"},
    ("ECOMMERCE", "USERS"): {"USER_ID"},
    ("ECOMMERCE", "ITEMS"): {"ITEM_ID", "PRICE", "CATEGORY_L1"},
    ("VIDEO_ON_DEMAND", "INTERACTIONS"): {"USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE"},
    ("VIDEO_ON_DEMAND", "USERS"): {"USER_ID"},
    ("VIDEO_ON_DEMAND", "ITEMS"): {"ITEM_ID", "CREATION_TIMESTAMP", "GENRES"},
}


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Column:
    """One field of a schema: its primitive Avro type and its limits."""

    name: str
    type: str
    nullable: bool
    max_length: int


def columns(avro_schema: str) -> list[Column]:
    """Read the fields of a schema in order; raise `InvalidInputError` when it is not a usable Avro record."""
    try:
        schema = json.loads(avro_schema)
        found = [_column(field) for field in _fields(schema)]
        _check_names([column.name for column in found])
        fastavro.schema.parse_schema(schema)
        return found
    except (ValueError, KeyError, TypeError, RecursionError, SchemaParseException, UnknownType) as error:
        raise InvalidInputError(f"Input schema is invalid: {error}") from error


def require_fields(avro_schema: str, domain: str | None, dataset_type: str) -> None:
    """Raise `InvalidInputError` when the schema lacks a field that a dataset of this type must have."""
    if (domain, dataset_type) not in _REQUIRED:
        raise InvalidInputError(f"Dataset type {dataset_type} is not supported for this dataset group.")
    names = {column.name.upper() for column in columns(avro_schema)}
    missing = sorted(_REQUIRED[domain, dataset_type] - names)
    if missing:
        raise InvalidInputError(f"Schema is missing the following required fields: [{', '.join(missing)}]")


def _check_names(names: list[str]) -> None:
    """Developer guide, "Schemas": names of fields are unique and alphanumeric."""
    for name in names:
        if not _NAME.fullmatch(name) or names.count(name) > 1:
            raise ValueError(f"field name {name!r} must be unique, and made of letters, digits and _")


def _fields(schema: object) -> list[object]:
    match schema:
        case {"type": "record", "name": str(), "fields": list(fields)}:
            return fields
    raise ValueError("it must be an Avro record with a name and fields")


def _column(field: object) -> Column:
    match field:
        case {"name": str(name), "type": kind, **more}:
            types = kind if isinstance(kind, list) else [kind]
            is_textual = bool(more.get("textual"))
            return Column(name, _primitive(name, types), "null" in types, _max_length(name, is_textual=is_textual))
    raise ValueError(f"a field must have a name and a type, not {json.dumps(field)}")


def _primitive(field_name: str, types: Iterable[object]) -> str:
    match [name for name in types if name != "null"]:
        case ["string" | "int" | "long" | "float" | "double" | "boolean" as named]:
            return named
    raise ValueError(f"field {field_name} has the type {json.dumps(types)}, which is not supported")


def _max_length(name: str, *, is_textual: bool) -> int:
    if name.upper() in ID_COLUMNS:
        return _ID_LENGTH
    return _TEXT_LENGTH if is_textual else _STRING_LENGTH
