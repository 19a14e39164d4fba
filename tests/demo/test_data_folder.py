import json
from pathlib import Path

import pytest

from demo import data_folder
from demo.errors import DemoError

INTERACTIONS = "USER_ID,ITEM_ID,TIMESTAMP\nu,i,1\n"


def test_files_are_taken_with_the_schemas_beside_them_or_from_their_headers(tmp_path: Path) -> None:
    source, folder = tmp_path / "source", tmp_path / "folder"
    source.mkdir()
    folder.mkdir()
    (source / "interactions.csv").write_text(INTERACTIONS)
    (source / "users.csv").write_text("USER_ID,AGE\nu,7\n")
    (source / "users.avsc").write_text('{"given": true}')
    (source / "LICENSE").write_text("not data")
    data_folder.take(source, folder)
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
def test_missing_interactions_are_named_with_what_is_expected(tmp_path: Path, name: str) -> None:
    (tmp_path / "a-file").touch()
    with pytest.raises(DemoError, match=r"interactions\.csv is missing: .* USER_ID, ITEM_ID and TIMESTAMP"):
        data_folder.take(tmp_path / name, tmp_path)


@pytest.mark.parametrize("content", ["", "USER_ID,ITEM_ID,TIMESTAMP\n", "\n\n"])
def test_file_without_rows_is_named(tmp_path: Path, content: str) -> None:
    with pytest.raises(DemoError, match=r"interactions\.csv: it is empty: a line of column names is expected"):
        data_folder.take(_source(tmp_path, content.encode()), tmp_path)


def test_file_without_rows_is_named_even_with_a_schema(tmp_path: Path) -> None:
    source = _source(tmp_path, b"")
    (source / "interactions.avsc").write_text("{}")
    with pytest.raises(DemoError, match="it is empty"):
        data_folder.take(source, tmp_path)


def test_other_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match=r"interactions\.csv: it is not encoded in UTF-8"):
        data_folder.take(_source(tmp_path, "USER_ID,GRÖSSE\nu,1\n".encode("latin-1")), tmp_path)


def test_column_that_a_schema_cannot_name_is_told_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match=r"interactions\.csv: the column 'user id' needs a name"):
        data_folder.take(_source(tmp_path, b"user id,ITEM_ID\nu,i\n"), tmp_path)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "interactions.csv").mkdir(parents=True)
    with pytest.raises(DemoError, match=r"interactions\.csv cannot be read: .*; a CSV file is expected there"):
        data_folder.take(source, tmp_path)


def _source(folder: Path, interactions: bytes) -> Path:
    source = folder / "source"
    source.mkdir()
    (source / "interactions.csv").write_bytes(interactions)
    return source
