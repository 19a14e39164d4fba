"""MovieLens in the format of Amazon Personalize, from a folder outside the project."""

import json
from pathlib import Path

import pytest

from cdk_personalize_check import command
from demo.data_folder import schema_from_header

MOVIELENS = Path(__file__).parents[3] / "shared" / "data" / "movielens"

pytestmark = pytest.mark.skipif(not MOVIELENS.is_dir(), reason=f"there is no MovieLens data in {MOVIELENS}")


@pytest.mark.parametrize(("name", "rows"), [("Interactions", "158,371"), ("Items", "9,742")])
def test_movielens_has_no_findings(name: str, rows: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = MOVIELENS / f"{name.lower()}.csv"
    schema = tmp_path / "schema.avsc"
    with data.open() as lines:
        schema.write_text(json.dumps(schema_from_header(name, next(lines).strip().split(","))))
    assert command.run(["check", str(data), "--schema", str(schema)]) == 0
    assert capsys.readouterr().out == f"no errors in {rows} rows of 1 file\n"
