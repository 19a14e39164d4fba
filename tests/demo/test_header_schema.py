import json

import pytest

from demo.errors import DemoError
from demo.header_schema import schema_from_header
from local_aws.personalize import schema


def test_reserved_columns_have_their_types() -> None:
    columns = ["USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "EVENT_VALUE", "IMPRESSION", "RECOMMENDATION_ID"]
    fields = schema_from_header("Interactions", columns)["fields"]
    assert [field["type"] for field in fields] == ["string", "string", "long", "string", "float", "string", "string"]
    assert [field["name"] for field in fields] == columns


@pytest.mark.parametrize(
    ("dataset_type", "field"),
    [
        ("Interactions", {"name": "DEVICE", "type": ["null", "string"]}),
        ("Items", {"name": "DEVICE", "type": ["null", "string"], "categorical": True}),
        ("Users", {"name": "DEVICE", "type": ["null", "string"], "categorical": True}),
    ],
)
def test_other_columns_are_optional_text(dataset_type: str, field: dict[str, object]) -> None:
    assert schema_from_header(dataset_type, ["DEVICE"])["fields"] == [field]


def test_schema_satisfies_personalize() -> None:
    avro = schema_from_header("Interactions", ["USER_ID", "ITEM_ID", "TIMESTAMP", "DEVICE"])
    schema.require_fields(json.dumps(avro), None, "INTERACTIONS")


@pytest.mark.parametrize("column", ["", "user id", '"USER_ID"', "\ufeffUSER_ID", "größe"])
def test_column_that_a_schema_cannot_name_is_refused(column: str) -> None:
    with pytest.raises(DemoError, match="needs a name of ASCII letters"):
        schema_from_header("Items", [column])
