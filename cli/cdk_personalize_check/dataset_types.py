"""The type of a dataset, inferred from its schema."""

from collections.abc import Sequence

from cdk_personalize_handler.preflight.schema import Column

_REQUIRED = {
    "INTERACTIONS": frozenset({"USER_ID", "ITEM_ID", "TIMESTAMP"}),
    "ACTION_INTERACTIONS": frozenset({"USER_ID", "ACTION_ID", "TIMESTAMP", "EVENT_TYPE"}),
    "ITEMS": frozenset({"ITEM_ID"}),
    "USERS": frozenset({"USER_ID"}),
    "ACTIONS": frozenset({"ACTION_ID"}),
}
"""The fields that each type requires (developer guide, "Schemas")."""

_IDS = frozenset({"USER_ID", "ITEM_ID", "ACTION_ID"})


def type_of(columns: Sequence[Column]) -> str:
    """Return the type in uppercase, such as `INTERACTIONS`; empty if it is ambiguous.

    The schema has all fields that the type requires, and no other ID field: an ID can be a metadata field, such as the
    owner of an item.
    """
    names = {column.name.upper() for column in columns}
    return next((type_ for type_, required in _REQUIRED.items() if required <= names and names & _IDS <= required), "")
