"""What the value of a column may be, after the developer guide's "Schemas", "Quotas" and "Timestamp data".

That spaces around numbers and booleans do not matter is assumed.
"""

from collections.abc import Callable

from local_aws.personalize.errors import ImportFailedError
from local_aws.personalize.schema import Column

_BITS = {"int": 32, "long": 64}
_EPOCH_SECONDS = {
    "INTERACTIONS": "TIMESTAMP",
    "ACTION_INTERACTIONS": "TIMESTAMP",
    "ITEMS": "CREATION_TIMESTAMP",
    "ACTIONS": "CREATION_TIMESTAMP",
}
_NO_SECONDS_FROM = 10**11  # the year 5138; as milliseconds, 1973
_NUMBER_CHARACTERS = frozenset("0123456789+-.eE")
_NOT_FINITE = {"nan", "inf", "infinity"}
_GUIDE = "https://docs.aws.amazon.com/personalize/latest/dg/preparing-training-data.html"

# "The keywords can't be used as values in your data." Actions' `VALUE` and `TYPE` are left out: too common a word.
_RESERVED = {
    "EVENT_TYPE",
    "EVENT_VALUE",
    "EVENT_ATTRIBUTION_SOURCE",
    "IMPRESSION",
    "RECOMMENDATION_ID",
    "CREATION_TIMESTAMP",
    "EXPIRATION_TIMESTAMP",
    "REPEAT_FREQUENCY",
}


def check(column: Column, dataset_type: str) -> Callable[[str], None]:
    """Return what raises `ValueError` for a value that the column cannot hold.

    A value that is too long fails the import by itself, as the guide's error message says: `ImportFailedError`.
    """
    parse = _parser(column, is_time=column.name.upper() == _EPOCH_SECONDS.get(dataset_type))

    def check_value(value: str) -> None:
        if not value:
            if not column.nullable:
                raise ValueError(f"Column {column.name} must not be null")
        elif parse is not None:
            try:
                parse(value.strip(" "))
            except ValueError:
                raise ValueError(f"Value '{value:.80}' of column {column.name} is not a {column.type}") from None
        elif len(value) > column.max_length:
            raise ImportFailedError(
                f"Length cannot be more than {column.max_length} characters for {column.name}. If no values exceed the "
                f"character limit, make sure your data follows the formatting guidelines listed in {_GUIDE}."
            )
        elif value in _RESERVED:
            raise ValueError(f"Reserved keyword {value} cannot be a value of column {column.name}")

    return check_value


def _parser(column: Column, *, is_time: bool) -> Callable[[str], None] | None:
    match column.type:
        case "string":
            return None
        case "boolean":
            return _boolean
        case "float" | "double":
            return _decimal
    return lambda value: _integer(value, _BITS[column.type], is_time)


def _integer(value: str, bits: int, is_time: bool) -> None:
    if not set(value) <= _NUMBER_CHARACTERS:
        raise ValueError(value)
    number = int(value)
    if not -(2 ** (bits - 1)) <= number < 2 ** (bits - 1) or (is_time and abs(number) >= _NO_SECONDS_FROM):
        raise ValueError(value)


def _decimal(value: str) -> None:
    if value.lower().removeprefix("-" if value.startswith("-") else "+") not in _NOT_FINITE:
        if not set(value) <= _NUMBER_CHARACTERS:
            raise ValueError(value)
        float(value)


def _boolean(value: str) -> None:
    if value not in {"true", "false"}:
        raise ValueError(value)
