"""Which type of dataset a schema is for, where nobody has said it."""

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
    """Return the type in upper case, such as `INTERACTIONS`; empty if it cannot be told.

    It is the type that requires the ID fields that are there, and has all others that it requires: an ID may be a
    metadata field, too, such as the owner of an item.
    """
    names = {column.name for column in columns}
    return next((type_ for type_, required in _REQUIRED.items() if required <= names and names & _IDS <= required), "")
