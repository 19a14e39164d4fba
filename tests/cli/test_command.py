import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import NoCredentialsError

from cdk_personalize_check import command, dataset_lookup
from cdk_personalize_check.local_data import LocalData
from cdk_personalize_handler.preflight import Dataset, Target
from tests.handler.preflight.case import INTERACTIONS, avro, csv_bytes, interactions

ARN = "arn:aws:personalize:us-east-1:000000000000:dataset/movies/INTERACTIONS"
LATE = "user-1,item-1,1700000000000,click,1.5"
MANY = 112
"""Rows with an error beside 1,000 others, so that more than one in ten has an error."""


@pytest.fixture(autouse=True)
def without_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise NoCredentialsError

    monkeypatch.setattr(boto3, "client", refuse)
    monkeypatch.setattr(boto3, "Session", refuse)


@pytest.fixture
def schema(tmp_path: Path) -> str:
    file = tmp_path / "schema.avsc"
    file.write_text(avro(INTERACTIONS))
    return str(file)


def data_file(tmp_path: Path, *lines: str, rows: int = 1_000) -> str:
    file = tmp_path / "data.csv"
    file.write_bytes(csv_bytes([*interactions(rows), *lines]))
    return str(file)


def run(*arguments: str) -> int:
    return command.run(["check", *arguments])


def test_valid_data_has_exit_code_0(tmp_path: Path, schema: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data_file(tmp_path), "--schema", schema) == 0
    assert capsys.readouterr() == ("no errors in 1,000 rows of 1 file\n", "")


def test_errors_are_shown_with_exit_code_1(tmp_path: Path, schema: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data_file(tmp_path, *[LATE] * MANY), "--schema", schema) == 1
    assert capsys.readouterr().out.splitlines() == [
        "error: data.csv, line 1002, TIMESTAMP: '1700000000000' is not in seconds (it looks like milliseconds) "
        "(and 111 more rows)",
        "  milliseconds: Use Unix time in seconds. Divide milliseconds by 1,000.",
        "1 error in 1,112 rows of 1 file",
    ]


def test_warnings_are_shown_with_exit_code_0(tmp_path: Path, schema: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data_file(tmp_path, interactions()[0]), "--schema", schema) == 0
    assert "repeated-header" in capsys.readouterr().out
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "part-1").write_text(Path(data_file(tmp_path)).read_text())
    assert run(str(tmp_path / "data"), "--schema", schema) == 0
    assert "1 warning in 1,000 rows of 1 file" in capsys.readouterr().out


def test_strict_check_has_exit_code_1_for_warnings(tmp_path: Path, schema: str) -> None:
    assert run(data_file(tmp_path, LATE), "--schema", schema, "--strict") == 1
    assert run(data_file(tmp_path), "--schema", schema, "--strict") == 0


def test_several_files_are_checked_as_one_import(
    tmp_path: Path, schema: str, capsys: pytest.CaptureFixture[str]
) -> None:
    halves = [tmp_path / "first.csv", tmp_path / "second.csv"]
    for place, half in enumerate(halves):
        half.write_bytes(csv_bytes(interactions(500, first=500 * place)))
    assert run(*map(str, halves), "--schema", schema) == 0
    assert capsys.readouterr().out == "no errors in 1,000 rows of 2 files\n"
    assert run(str(halves[0]), "--schema", schema) == 1
    assert "too-few-interactions" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("other", "message"),
    [("-", "'-' is a pipe; check it alone"), ("s3://lake/a.csv", "'s3://lake/a.csv' is in Amazon S3: check it alone")],
)
def test_a_pipe_and_a_location_in_s3_are_checked_alone(
    tmp_path: Path, schema: str, other: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data_file(tmp_path), other, "--schema", schema) == 2
    assert capsys.readouterr().err.startswith(f"cdk-personalize check: FILE_OR_S3_URI: {message}")


def test_errors_of_few_rows_are_weighed_over_all_files(tmp_path: Path, schema: str) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(csv_bytes([interactions()[0], *[LATE] * 100]))
    assert run(data_file(tmp_path), str(bad), "--schema", schema) == 0
    assert run(data_file(tmp_path, rows=900), str(bad), "--schema", schema) == 1


def test_json_output_is_one_document(tmp_path: Path, schema: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data_file(tmp_path, *[LATE] * MANY), "--schema", schema, "--json") == 1
    output, errors = capsys.readouterr()
    assert errors == ""
    document = json.loads(output)
    assert [finding["code"] for finding in document["findings"]] == ["milliseconds"]
    assert (document["errors"], document["rows"]) == (1, 1_112)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["check"], "the following arguments are required: FILE_OR_S3_URI"),
        (["check", "data.csv"], "--schema or --dataset-arn is required"),
        (["check", "data.csv", "--schema", "x", "--mode", "SOME"], "invalid choice: 'SOME'"),
    ],
)
def test_invalid_command_line_is_an_error(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        command.run(arguments)
    assert end.value.code == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert message in errors


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.csv", "--schema", "SCHEMA"], "FILE_OR_S3_URI: the file or folder nowhere.csv does not exist; use "),
        (["s3://lake", "--schema", "SCHEMA"], "Unable to locate credentials"),
        (
            ["DATA", "--schema", "nowhere.avsc"],
            "--schema: 'nowhere.avsc' cannot be read: No such file or directory; use ",
        ),
        (
            ["DATA", "--schema", "/"],
            "--schema: '/' cannot be read: Is a directory; use a file with an Avro schema in UTF-8",
        ),
        (
            ["DATA", "--schema", "LATIN"],
            "cannot be read: invalid start byte; use a file with an Avro schema in UTF-8",
        ),
        (["DATA", "--dataset-arn", ARN], "Unable to locate credentials"),
    ],
)
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_failed_check_is_an_error_with_exit_code_2(
    arguments: list[str], message: str, more: list[str], tmp_path: Path, schema: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "latin").write_bytes(b"\xf6")
    places = {"SCHEMA": schema, "DATA": data_file(tmp_path), "LATIN": str(tmp_path / "latin")}
    assert run(*(places.get(each, each) for each in arguments), *more) == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.startswith("cdk-personalize check: ")
    assert message in errors


def test_unreadable_data_is_an_error_with_exit_code_2(
    tmp_path: Path, schema: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "data.csv")

    monkeypatch.setattr(LocalData, "read", refuse)
    assert run(data_file(tmp_path), "--schema", schema) == 2
    message = "cdk-personalize check: FILE_OR_S3_URI: 'data.csv' cannot be read: Permission denied; use a readable file"
    assert capsys.readouterr().err.startswith(message)


def test_mode_can_be_in_lowercase(tmp_path: Path, schema: str, described: dict[str, Any]) -> None:
    assert described["status"] == "ACTIVE"
    assert run(data_file(tmp_path), "--schema", schema, "--dataset-arn", ARN, "--mode", "full") == 0
    assert run(data_file(tmp_path), "--schema", schema, "--dataset-arn", ARN, "--mode", "incremental") == 1


def test_unreadable_schema_is_a_finding(tmp_path: Path, schema: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(schema).write_text("{}")
    assert run(data_file(tmp_path), "--schema", schema) == 1
    assert "unreadable-schema" in capsys.readouterr().out


@pytest.fixture
def described(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return a dataset as Amazon Personalize describes it; without a status, the dataset does not exist."""
    dataset: dict[str, Any] = {"status": "ACTIVE", "avro_schema": avro(INTERACTIONS), "has_landed": False}

    def target(_: object, dataset_arn: str, import_mode: str) -> Target:
        return Target(dataset_arn=dataset_arn, import_mode=import_mode, account_id="0" * 12, region="us-east-1")

    monkeypatch.setattr(boto3, "Session", lambda: None)
    monkeypatch.setattr(dataset_lookup, "target", target)
    monkeypatch.setattr(dataset_lookup, "describe", lambda *_: Dataset(**dataset) if dataset["status"] else None)
    return dataset


def codes(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [finding["code"] for finding in json.loads(capsys.readouterr().out)["findings"]]


def test_schema_defaults_to_that_of_the_dataset(
    tmp_path: Path, described: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    file = data_file(tmp_path, LATE, rows=5)
    assert run(file, "--dataset-arn", ARN, "--json") == 1
    assert codes(capsys) == ["too-few-interactions", "milliseconds"]
    described["avro_schema"] = avro([*INTERACTIONS, {"name": "DEVICE", "type": "string"}])
    assert run(file, "--dataset-arn", ARN, "--json") == 1
    assert codes(capsys) == ["too-few-interactions", "missing-column", "milliseconds"]


def test_unsupported_schema_of_a_dataset_is_a_warning(
    tmp_path: Path, schema: str, described: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    described["avro_schema"] = "{}"
    assert run(data_file(tmp_path), "--dataset-arn", ARN, "--json") == 0
    assert codes(capsys) == ["unchecked-schema"]
    Path(schema).write_text("{}")
    assert run(data_file(tmp_path), "--dataset-arn", ARN, "--schema", schema, "--json") == 1
    assert codes(capsys) == ["unreadable-schema"]


def test_explicit_schema_overrides_that_of_the_dataset(
    tmp_path: Path, schema: str, described: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    described["avro_schema"] = avro([{"name": "ITEM_ID", "type": "string"}])
    assert run(data_file(tmp_path), "--dataset-arn", ARN, "--schema", schema, "--json") == 0
    assert codes(capsys) == []


def test_dataset_type_is_that_of_the_dataset_arn(tmp_path: Path, described: dict[str, Any]) -> None:
    assert described["status"] == "ACTIVE"
    file = data_file(tmp_path, rows=5)
    assert run(file, "--dataset-arn", ARN) == 1
    assert run(file, "--dataset-arn", ARN.replace("INTERACTIONS", "ITEMS")) == 0


def test_findings_of_the_dataset_come_first(
    tmp_path: Path, described: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    file = data_file(tmp_path, LATE)
    assert run(file, "--dataset-arn", ARN, "--mode", "INCREMENTAL", "--json") == 1
    assert codes(capsys) == ["no-earlier-import", "milliseconds"]
    described["status"] = None
    assert run(file, "--dataset-arn", ARN, "--json") == 1
    assert codes(capsys) == ["dataset-not-found"]
    assert run(file, "--dataset-arn", ARN.replace("0" * 12, "1" * 12), "--json") == 1
    assert codes(capsys) == ["dataset-elsewhere"]


def test_data_can_be_in_s3(
    tmp_path: Path, schema: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[tuple[object, str]] = []

    def data(client: object, location: str) -> LocalData:
        calls.append((client, location))
        return LocalData([Path(data_file(tmp_path, *[LATE] * MANY))])

    monkeypatch.setattr(boto3, "client", str)
    monkeypatch.setattr(command, "S3Data", data)
    assert run("s3://lake/in/", "--schema", schema, "--json") == 1
    assert calls == [("s3", "s3://lake/in/")]
    assert codes(capsys) == ["milliseconds"]
