import csv
from collections import Counter
from pathlib import Path

import pytest

from cdk_personalize_handler.preflight import Finding, csv_file
from cdk_personalize_handler.preflight import schema as preflight_schema
from demo import data_folder
from demo.sample_data import ERRORS, add_errors, write_sample_data
from local_aws.personalize import csv_check, schema
from local_aws.personalize.errors import ImportFailedError
from local_aws.personalize.objects import Location, MemoryObjects


def personalize_reads(folder: Path, dataset_type: str) -> int:
    """Return the number of rows that an import accepts."""
    objects = MemoryObjects({("b", "data.csv"): (folder / f"{dataset_type}.csv").read_bytes()})
    columns = schema.columns((folder / f"{dataset_type}.avsc").read_text())
    return csv_check.read(objects, Location("b", "data.csv"), columns, dataset_type.upper(), "FULL").rows


def interactions(folder: Path) -> list[dict[str, str]]:
    write_sample_data(folder)
    with (folder / "interactions.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_sample_data_is_accepted_with_the_schemas_of_the_example(tmp_path: Path) -> None:
    data_folder.generate(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "interactions.avsc",
        "interactions.csv",
        "items.avsc",
        "items.csv",
    }
    assert personalize_reads(tmp_path, "interactions") == 5_000
    assert personalize_reads(tmp_path, "items") == 200


def test_preflight_finds_four_errors_of_which_the_service_reports_one(tmp_path: Path) -> None:
    data_folder.generate(tmp_path)
    add_errors(tmp_path / "interactions.csv")
    columns = preflight_schema.read((tmp_path / "interactions.avsc").read_text())
    assert not isinstance(columns, Finding)
    timed = preflight_schema.of_dataset(columns, "INTERACTIONS")
    found = csv_file.check("interactions.csv", (tmp_path / "interactions.csv").read_bytes(), timed).findings
    assert {str(finding.code) for finding in found} == {
        "missing-column",
        "milliseconds",
        "missing-value",
        "field-count",
    }
    assert len([finding for finding in found if finding.is_error]) == ERRORS
    with pytest.raises(ImportFailedError, match=r"missing the following columns: \[ITEM_ID\]"):
        personalize_reads(tmp_path, "interactions")


def test_sample_data_is_the_same_on_every_run(tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
        write_sample_data(folder)
    for name in ("interactions.csv", "items.csv"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()


def test_interactions_are_ordered_by_time(tmp_path: Path) -> None:
    times = [int(row["TIMESTAMP"]) for row in interactions(tmp_path)]
    assert times == sorted(times)


def test_few_items_have_most_interactions_and_many_have_some(tmp_path: Path) -> None:
    counts = Counter(row["ITEM_ID"] for row in interactions(tmp_path))
    top_tenth = sum(count for _, count in counts.most_common(20))
    assert top_tenth > 0.5 * counts.total()
    assert len(counts) > 150
