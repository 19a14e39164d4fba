"""MovieLens in the format of Amazon Personalize, from a folder outside the project."""

import json
from pathlib import Path
from typing import Any

import pytest

from cdk_personalize_handler.preflight import SAMPLE_BYTES, Code, csv_file, schema
from cdk_personalize_handler.preflight.schema import Column
from demo.data_folder import schema_from_header

ROOT = Path(__file__).parents[3]
MOVIELENS = ROOT.parent / "shared" / "data" / "movielens"

pytestmark = pytest.mark.skipif(not MOVIELENS.is_dir(), reason=f"there is no MovieLens data in {MOVIELENS}")


def columns_of(avro_schema: str) -> tuple[Column, ...]:
    columns = schema.read(avro_schema)
    assert isinstance(columns, tuple)
    return columns


def fitting_schema(dataset_type: str, data: bytes) -> dict[str, Any]:
    return schema_from_header(dataset_type, data.decode().partition("\n")[0].split(","))


@pytest.mark.parametrize(("dataset_type", "rows"), [("Interactions", 158_371), ("Items", 9_742)])
def test_movielens_has_no_findings(dataset_type: str, rows: int) -> None:
    data = (MOVIELENS / f"{dataset_type.lower()}.csv").read_bytes()
    columns = columns_of(json.dumps(fitting_schema(dataset_type, data)))
    assert csv_file.check("data.csv", data, columns) == csv_file.Checked([], rows, rows)
    beginning = csv_file.check("data.csv", data[:SAMPLE_BYTES], columns, is_whole=False)
    assert (beginning.findings, beginning.rows) == ([], None)
    assert beginning.checked_rows == data[:SAMPLE_BYTES].count(b"\n") - 1


def test_movielens_interactions_fit_the_schema_of_the_example() -> None:
    columns = columns_of((ROOT / "schemas" / "interactions.avsc").read_text())
    assert csv_file.check("data.csv", (MOVIELENS / "interactions.csv").read_bytes(), columns).findings == []


def test_invalid_year_of_movielens_is_found() -> None:
    columns = columns_of((ROOT / "schemas" / "items.avsc").read_text())
    (finding,) = csv_file.check("items.csv", (MOVIELENS / "items.csv").read_bytes(), columns).findings
    assert finding.code is Code.WRONG_TYPE
    assert finding.message == "items.csv, line 9520, YEAR: '200…' (9 characters) is not an int"
