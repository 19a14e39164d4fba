from pathlib import Path

import pytest

from cdk_personalize_check import local_data
from cdk_personalize_check.local_data import LocalData
from cdk_personalize_handler.preflight import Code


def test_file_is_read_in_chunks(tmp_path: Path) -> None:
    file = tmp_path / "data.csv"
    content = b"ITEM_ID\n" + b"x" * 3_000_000
    file.write_bytes(content)
    data = LocalData([file])
    assert [(each.key, each.size) for each in data.objects] == [(str(file), len(content))]
    chunks = list(data.read(str(file)))
    assert b"".join(chunks) == content
    assert max(map(len, chunks)) < 2_000_000
    assert data.check(dataset_type="ITEMS", import_mode="FULL") == []


def test_files_of_a_folder_are_read_in_order(tmp_path: Path) -> None:
    for name in ("2.csv", "1.csv", "old/0.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("ITEM_ID\n1\n")
    data = LocalData([tmp_path])
    assert [each.name for each in data.objects] == ["1.csv", "2.csv"]
    (finding,) = data.check(dataset_type="ITEMS", import_mode="FULL")
    assert finding.message == f"the folder has 1 subfolder, such as {tmp_path}/old/"


def test_files_are_checked_like_objects(tmp_path: Path) -> None:
    (tmp_path / "1.csv").touch()
    (tmp_path / "_SUCCESS").touch()
    (tmp_path / "part-2").write_text("ITEM_ID\n1\n")
    findings = LocalData([tmp_path]).check(dataset_type="ITEMS", import_mode="FULL")
    assert {finding.code for finding in findings} == {Code.EMPTY_OBJECT, Code.MARKER_FILE, Code.NOT_NAMED_CSV}


def test_a_folder_without_files_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (finding,) = LocalData([tmp_path]).check(dataset_type="ITEMS", import_mode="FULL")
    assert (finding.code, finding.message) == (Code.NOTHING_THERE, f"{tmp_path} has no files")


def test_file_that_is_not_regular_is_read_without_its_size() -> None:
    data = local_data.open_paths(["/dev/null"])
    assert [each.key for each in data.objects] == ["/dev/null"]
    assert data.check(dataset_type="ITEMS", import_mode="FULL") == []
    assert list(data.read("/dev/null")) == []


def test_files_and_folders_have_a_size(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("ITEM_ID\n1\n")
    for path in (tmp_path, tmp_path / "1.csv"):
        data = local_data.open_paths([str(path)])
        assert [(each.key, each.size) for each in data.objects] == [(str(tmp_path / "1.csv"), 10)]


def test_missing_path_raises_file_not_found(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"^the file or folder .*/data\.csv does not exist$"):
        LocalData([tmp_path / "data.csv"])
