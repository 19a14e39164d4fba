import subprocess
import sys
from pathlib import Path

import pytest

from cdk_personalize_check import Code, Severity, check_data
from cdk_personalize_handler.contract.constraints import InvalidValue
from cdk_personalize_handler.preflight.objects import Quota
from tests.handler.preflight.case import INTERACTIONS, avro, csv_bytes, interactions

SCHEMA = avro(INTERACTIONS)


def test_file_or_folder_is_checked_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "data.csv"
    file.write_bytes(csv_bytes(interactions()))
    assert check_data(file, schema=SCHEMA) == []
    file.write_bytes(csv_bytes([*interactions(), *["user-1,item-1,,click,1.5"] * 112]))
    for path in (str(file), tmp_path):
        (finding,) = check_data(path, schema=SCHEMA)
        assert (finding.code, finding.line, finding.more_rows) == (Code.MISSING_VALUE, 1_002, 111)
        assert finding.severity is Severity.ERROR
    file.write_bytes(csv_bytes([*interactions(), *["user-1,item-1,,click,1.5"] * 111]))
    (finding,) = check_data(file, schema=SCHEMA)
    assert (finding.more_rows, finding.severity) == (110, Severity.WARNING)


def test_quota_depends_on_the_mode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "data.csv"
    file.write_bytes(csv_bytes(interactions()))
    quotas = {"FULL": Quota("1 GB", 10**9, 2**30), "INCREMENTAL": Quota("9 bytes", 9, 9)}
    monkeypatch.setattr("cdk_personalize_handler.preflight.objects._MAX_BYTES", quotas)
    assert check_data(file, schema=SCHEMA) == []
    (finding,) = check_data(file, schema=SCHEMA, import_mode="INCREMENTAL")
    assert finding.code is Code.TOO_LARGE


def test_missing_path_and_invalid_mode_raise_errors(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        check_data(tmp_path / "nowhere", schema=SCHEMA)
    with pytest.raises(InvalidValue, match="import_mode: 'SOME'"):
        check_data(tmp_path, schema=SCHEMA, import_mode="SOME")


def test_check_data_needs_only_the_standard_library() -> None:
    program = "import cdk_personalize_check, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    needed = {module.partition(".")[0] for module in done.stdout.split()}
    assert {"cdk_personalize_check", "cdk_personalize_handler"} <= needed
    assert not needed & {"boto3", "botocore", "rich", "aws_cdk", "jsii", "cdk_personalize"}


def test_a_location_in_s3_is_for_the_command() -> None:
    with pytest.raises(InvalidValue, match=r"path: 's3://lake/a\.csv' is not allowed; use a local file or folder"):
        check_data("s3://lake/a.csv", schema=SCHEMA)
