import csv
from collections import Counter
from pathlib import Path

import pytest

from demo import data_folder
from demo.generated_data import write_generated_data
from local_aws.personalize import csv_check, schema
from local_aws.personalize.errors import ImportFailedError
from local_aws.personalize.objects import Location, MemoryObjects


def personalize_reads(folder: Path, dataset_type: str) -> int:
    """Return how many rows an import accepts."""
    objects = MemoryObjects({("b", "data.csv"): (folder / f"{dataset_type}.csv").read_bytes()})
    columns = schema.columns((folder / f"{dataset_type}.avsc").read_text())
    return csv_check.read(objects, Location("b", "data.csv"), columns, dataset_type.upper(), "FULL").rows


def interactions(folder: Path) -> list[dict[str, str]]:
    write_generated_data(folder)
    with (folder / "interactions.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_data_is_accepted_under_the_examples_schemas(tmp_path: Path) -> None:
    data_folder.generate(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "interactions.avsc",
        "interactions.csv",
        "items.avsc",
        "items.csv",
    }
    assert personalize_reads(tmp_path, "interactions") == 5_000
    assert personalize_reads(tmp_path, "items") == 200


def test_column_that_is_left_out_is_missed_by_the_schema(tmp_path: Path) -> None:
    data_folder.generate(tmp_path, ["USER_ID", "TIMESTAMP", "EVENT_TYPE"])
    with pytest.raises(ImportFailedError, match=r"missing the following columns: \[ITEM_ID\]"):
        personalize_reads(tmp_path, "interactions")


def test_data_is_the_same_on_every_run(tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
        write_generated_data(folder)
    for name in ("interactions.csv", "items.csv"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()


def test_interactions_come_in_the_order_of_time(tmp_path: Path) -> None:
    times = [int(row["TIMESTAMP"]) for row in interactions(tmp_path)]
    assert times == sorted(times)


def test_few_items_have_most_interactions_and_many_have_some(tmp_path: Path) -> None:
    counts = Counter(row["ITEM_ID"] for row in interactions(tmp_path))
    top_tenth = sum(count for _, count in counts.most_common(20))
    assert top_tenth > 0.5 * counts.total()
    assert len(counts) > 150
