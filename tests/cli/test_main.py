import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cdk_personalize_check import __main__, command
from tests.handler.preflight.case import INTERACTIONS, avro, csv_bytes, interactions

RUN = "from cdk_personalize_check.__main__ import main; sys.exit(main())"
PROGRAM = Path(sys.executable).parent / "cdk-personalize"


@pytest.mark.parametrize("missing", ["boto3", "botocore", "rich"])
def test_command_without_its_extra_prints_what_to_install(missing: str) -> None:
    program = f"import sys; sys.modules['{missing}'] = None; {RUN}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"cdk-personalize: {missing} is not installed; run pip install boto3 rich\n"


def test_interrupt_has_exit_code_130_and_no_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "run", interrupted)
    assert __main__.main() == 130
    assert capsys.readouterr() == ("", "")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Return a folder with a schema and with data that has an error."""
    (tmp_path / "schema.avsc").write_text(avro(INTERACTIONS))
    (tmp_path / "data.csv").write_bytes(csv_bytes([*interactions(), *["user-1,item-1,,click,"] * 112]))
    return tmp_path


def check(folder: Path, *arguments: str, **more: Any) -> "subprocess.CompletedProcess[str]":
    command = [str(PROGRAM), "check", *arguments, "--schema", "schema.avsc"]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(command, cwd=folder, stderr=subprocess.PIPE, text=True, check=False, env=buffered, **more)


@pytest.mark.parametrize("name", ["-", "/dev/stdin", "/dev/fd/0"])
def test_data_can_come_through_a_pipe(name: str, files: Path) -> None:
    done = check(files, name, input=(files / "data.csv").read_text(), stdout=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(f"error: {name.rpartition('/')[2]}, line 1002, TIMESTAMP: the value is missing")
    assert done.stdout.endswith("1 error in 1,112 rows of 1 file\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_unwritable_output_is_an_error_in_one_line(more: list[str], files: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = check(files, "data.csv", *more, stdout=full)
    assert done.returncode == 2
    assert done.stderr == "cdk-personalize check: the output cannot be written: No space left on device\n"


@pytest.mark.parametrize("more", [[], ["--json"]])
@pytest.mark.parametrize(("rows", "code"), [(1_000, 0), (999, 1)])
def test_closed_pipe_is_not_an_error(rows: int, code: int, more: list[str], files: Path) -> None:
    (files / "data.csv").write_bytes(csv_bytes(interactions(rows)))
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = check(files, "data.csv", *more, stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (code, "")


@pytest.mark.parametrize("program", [[str(PROGRAM)], [sys.executable, "-m", "cdk_personalize_check"]])
def test_command_runs_in_a_terminal_of_any_encoding(program: list[str], tmp_path: Path) -> None:
    (tmp_path / "schema.avsc").write_text(avro(INTERACTIONS))
    (tmp_path / "data.csv").write_bytes(csv_bytes([*interactions(), *["user-1,item-1,\u0663,click,"] * 112]))
    done = subprocess.run(
        [*program, "check", "data.csv", "--schema", "schema.avsc"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONIOENCODING": "ascii"},
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(r"error: data.csv, line 1002, TIMESTAMP: '\u2026' (1 character) is not a long")
