from pathlib import Path

import pytest

from cdk_personalize_check.dataset_types import type_of
from cdk_personalize_handler.preflight import schema
from cdk_personalize_handler.preflight.schema import Column

SCHEMAS = Path(__file__).parents[2] / "schemas"


@pytest.mark.parametrize(
    ("names", "type_"),
    [
        ("USER_ID ITEM_ID TIMESTAMP EVENT_TYPE", "INTERACTIONS"),
        ("USER_ID ACTION_ID EVENT_TYPE TIMESTAMP", "ACTION_INTERACTIONS"),
        ("GENRE ITEM_ID", "ITEMS"),
        ("USER_ID AGE", "USERS"),
        ("ACTION_ID VALUE", "ACTIONS"),
        ("AGE", ""),
        ("ITEM_ID USER_ID PRICE", ""),
        ("ACTION_ID USER_ID VALUE", ""),
        ("USER_ID ACTION_ID TIMESTAMP", ""),
        ("USER_ID ITEM_ID ACTION_ID", ""),
        ("USER_ID ITEM_ID ACTION_ID TIMESTAMP EVENT_TYPE", ""),
    ],
)
def test_type_is_inferred_from_the_required_fields(names: str, type_: str) -> None:
    assert type_of([Column(name=name, type="string") for name in names.split()]) == type_


@pytest.mark.parametrize("type_", ["interactions", "items"])
def test_type_is_inferred_from_the_schemas_of_the_example(type_: str) -> None:
    columns = schema.read((SCHEMAS / f"{type_}.avsc").read_text())
    assert isinstance(columns, tuple)
    assert type_of(columns) == type_.upper()
