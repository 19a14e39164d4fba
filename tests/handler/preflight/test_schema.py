import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_handler.preflight import Code, Finding
from cdk_personalize_handler.preflight.schema import TYPES, Column, read
from local_aws.personalize import schema as local_schema
from local_aws.personalize.errors import InvalidInputError
from tests.handler.preflight.case import avro

types = st.sampled_from([*TYPES, "null", "bytes", {"type": "string"}, 1, None])
fields = st.fixed_dictionaries(
    {"name": st.sampled_from(["A", "B", "ITEM_ID", "a b", "", 1]), "type": types | st.lists(types, max_size=3)},
    optional={"textual": st.booleans(), "categorical": st.booleans()},
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "name", "fields", "x"]), inner)
    ),
    max_leaves=8,
)
schemas = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["record", "record", "record", "enum", 1]),
        "name": st.just("Items"),
        "fields": st.lists(fields, min_size=1, max_size=3) | json_values,
    },
)


def test_fields_become_columns() -> None:
    schema = avro(
        [
            {"name": "ITEM_ID", "type": "string"},
            {"name": "GENRE", "type": ["null", "string"], "categorical": True},
            {"name": "DESCRIPTION", "type": ["string", "null"], "textual": True},
            {"name": "PRICE", "type": ["float"]},
        ]
    )
    assert read(schema) == (
        Column(name="ITEM_ID", type="string"),
        Column(name="GENRE", type="string", nullable=True),
        Column(name="DESCRIPTION", type="string", nullable=True, textual=True),
        Column(name="PRICE", type="float"),
    )


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ("", "Expecting value"),
        ("[" * 100_000, "recursion"),
        ("[]", "it is not an Avro record in JSON"),
        ('{"type": "enum", "name": "X"}', "it is not a record with a name"),
        ('{"type": "record", "name": "X"}', "it has no 'fields'"),
        (avro([{"name": "A", "type": "string"}, {"name": "A", "type": "int"}]), "it has more than one field A"),
        (avro([{"name": "A", "type": ["int", "float"]}]), r'A has the type \["int", "float"\]; use one of string, int'),
        (avro([{"name": "A B", "type": "int"}]), "'A B' is not a valid field name"),
    ],
)
def test_unreadable_schema_is_a_finding_with_the_reason(schema: str, why: str) -> None:
    finding = read(schema)
    assert isinstance(finding, Finding)
    assert finding.code is Code.UNREADABLE_SCHEMA
    assert re.match(f"the schema cannot be read: .*{why}", finding.message)


def test_unreadable_schema_of_a_dataset_is_a_warning() -> None:
    finding = read("{}", Code.UNCHECKED_SCHEMA)
    assert isinstance(finding, Finding)
    assert (finding.is_error, finding.message) == (False, "the schema cannot be read: it has no 'type'")


@given(schemas | json_values)
def test_schema_is_readable_if_the_local_personalize_reads_it(schema: Any) -> None:
    text = json.dumps(schema)
    mine = read(text)
    try:
        local = local_schema.columns(text)
    except InvalidInputError:
        assert isinstance(mine, Finding)
    else:
        assert not isinstance(mine, Finding)
        assert [(each.name, each.type, each.nullable) for each in mine] == [
            (each.name, each.type, each.nullable) for each in local
        ]


@given(st.text())
def test_any_text_is_read_or_a_finding(text: str) -> None:
    assert isinstance(read(text), Finding | tuple)
