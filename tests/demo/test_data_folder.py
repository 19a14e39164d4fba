import json
from pathlib import Path

import pytest

from demo import DemoError, data_folder
from demo.data_folder import schema_from_header
from local_aws.personalize import schema

INTERACTIONS = "USER_ID,ITEM_ID,TIMESTAMP\nu,i,1\n"


def test_files_are_copied_with_their_schema_or_one_from_their_header(tmp_path: Path) -> None:
    source, folder = tmp_path / "source", tmp_path / "folder"
    source.mkdir()
    folder.mkdir()
    (source / "interactions.csv").write_text(INTERACTIONS)
    (source / "users.csv").write_text("USER_ID,AGE\nu,7\n")
    (source / "users.avsc").write_text('{"given": true}')
    (source / "LICENSE").write_text("not data")
    data_folder.copy(source, folder)
    assert (folder / "interactions.csv").read_text() == INTERACTIONS
    made = json.loads((folder / "interactions.avsc").read_text())
    assert made["fields"][2] == {"name": "TIMESTAMP", "type": "long"}
    assert (folder / "users.avsc").read_text() == '{"given": true}'
    assert {path.name for path in folder.iterdir()} == {
        "interactions.avsc",
        "interactions.csv",
        "users.avsc",
        "users.csv",
    }


@pytest.mark.parametrize("name", ["", "no-such-folder", "a-file"])
def test_missing_interactions_are_an_error_with_the_required_columns(tmp_path: Path, name: str) -> None:
    (tmp_path / "a-file").touch()
    with pytest.raises(DemoError, match=r"interactions\.csv is missing; .* USER_ID, ITEM_ID and TIMESTAMP"):
        data_folder.copy(tmp_path / name, tmp_path)


@pytest.mark.parametrize("content", ["", "USER_ID,ITEM_ID,TIMESTAMP\n", "\n\n"])
def test_file_without_rows_is_an_error(tmp_path: Path, content: str) -> None:
    with pytest.raises(DemoError, match=r"interactions\.csv: the file is empty; write a line of column names"):
        data_folder.copy(_source(tmp_path, content.encode()), tmp_path)


def test_file_without_rows_is_an_error_even_with_a_schema(tmp_path: Path) -> None:
    source = _source(tmp_path, b"")
    (source / "interactions.avsc").write_text("{}")
    with pytest.raises(DemoError, match="the file is empty"):
        data_folder.copy(source, tmp_path)


def test_other_encoding_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match=r"interactions\.csv: the file is not encoded in UTF-8"):
        data_folder.copy(_source(tmp_path, "USER_ID,GRÖSSE\nu,1\n".encode("latin-1")), tmp_path)


def test_invalid_column_name_is_an_error_of_its_file(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match=r"interactions\.csv: the column name 'user id' is not valid"):
        data_folder.copy(_source(tmp_path, b"user id,ITEM_ID\nu,i\n"), tmp_path)


def test_unreadable_file_is_an_error(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "interactions.csv").mkdir(parents=True)
    with pytest.raises(DemoError, match=r"interactions\.csv cannot be read: .*; use a CSV file"):
        data_folder.copy(source, tmp_path)


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
def test_other_columns_are_nullable_strings(dataset_type: str, field: dict[str, object]) -> None:
    assert schema_from_header(dataset_type, ["DEVICE"])["fields"] == [field]


def test_generated_schema_is_accepted_by_the_local_personalize() -> None:
    avro = schema_from_header("Interactions", ["USER_ID", "ITEM_ID", "TIMESTAMP", "DEVICE"])
    schema.require_fields(json.dumps(avro), None, "INTERACTIONS")


@pytest.mark.parametrize("column", ["", "user id", '"USER_ID"', "\ufeffUSER_ID", "größe"])
def test_invalid_column_name_is_an_error(column: str) -> None:
    with pytest.raises(DemoError, match="is not valid; use ASCII letters"):
        schema_from_header("Items", [column])


def _source(folder: Path, interactions: bytes) -> Path:
    source = folder / "source"
    source.mkdir()
    (source / "interactions.csv").write_bytes(interactions)
    return source
