"""MovieLens in the format of Amazon Personalize, from a folder outside the project."""

import json
import re
from pathlib import Path

import pytest

from cdk_personalize_check import command
from demo.data_folder import schema_from_header

MOVIELENS = Path(__file__).parents[3] / "shared" / "data" / "movielens"

pytestmark = pytest.mark.skipif(not MOVIELENS.is_dir(), reason=f"there is no MovieLens data in {MOVIELENS}")


def write_schema(folder: Path, name: str, **types: str) -> Path:
    """Write a schema that fits the file, but for the columns whose types are given."""
    header = (MOVIELENS / f"{name.lower()}.csv").read_text().partition("\n")[0]
    schema = schema_from_header(name, header.split(","))
    for field in schema["fields"]:
        field["type"] = types.get(field["name"], field["type"])
    path = folder / "schema.avsc"
    path.write_text(json.dumps(schema))
    return path


@pytest.mark.parametrize(("name", "rows"), [("Interactions", "158,371"), ("Items", "9,742")])
def test_movielens_has_no_findings(name: str, rows: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = MOVIELENS / f"{name.lower()}.csv"
    schema = write_schema(tmp_path, name)
    assert command.run(["check", str(data), "--schema", str(schema)]) == 0
    assert capsys.readouterr().out == f"no errors in {rows} rows of 1 file\n"


def test_thirteen_movies_without_a_valid_year_are_warnings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Amazon Personalize is recorded to import this file with this schema."""
    data, schema = str(MOVIELENS / "items.csv"), str(write_schema(tmp_path, "Items", YEAR="int"))
    assert command.run(["check", data, "--schema", schema]) == 0
    out = capsys.readouterr().out
    warnings = [line for line in out.splitlines() if line.startswith("warning: ")]
    more = [int(rows) for rows in re.findall(r"\(and (\d+) more rows\)$", "\n".join(warnings), re.MULTILINE)]
    assert len(warnings) + sum(more) == 13
    assert all(", YEAR: " in line for line in warnings)
    assert "error" not in out
    assert command.run(["check", data, "--schema", schema, "--strict"]) == 1
