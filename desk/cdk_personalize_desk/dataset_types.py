"""Which type of dataset a schema is for, where nobody has said it."""

from collections.abc import Sequence

from cdk_personalize_handler.preflight.schema import Column

_TYPES = {
    frozenset({"USER_ID", "ITEM_ID"}): "INTERACTIONS",
    frozenset({"USER_ID", "ACTION_ID"}): "ACTION_INTERACTIONS",
    frozenset({"ITEM_ID"}): "ITEMS",
    frozenset({"USER_ID"}): "USERS",
    frozenset({"ACTION_ID"}): "ACTIONS",
}
"""By the ID fields that each type requires (developer guide, "Schemas")."""

_IDS = frozenset().union(*_TYPES)


def type_of(columns: Sequence[Column]) -> str:
    """Return the type in upper case, such as `INTERACTIONS`; empty if the ID fields are those of none."""
    return _TYPES.get(_IDS.intersection(column.name for column in columns), "")
