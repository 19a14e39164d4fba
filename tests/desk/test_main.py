import subprocess
import sys
from pathlib import Path

import pytest

from cdk_personalize_desk import __main__, command
from tests.handler.preflight.case import INTERACTIONS, avro, csv_bytes, interactions

RUN = "from cdk_personalize_desk.__main__ import main; sys.exit(main())"
PROGRAM = Path(sys.executable).parent / "cdk-personalize"


@pytest.mark.parametrize("missing", ["boto3", "botocore", "rich"])
def test_without_the_extra_the_command_says_what_to_install(missing: str) -> None:
    program = f"import sys; sys.modules['{missing}'] = None; {RUN}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"cdk-personalize: {missing} is not installed; use pip install 'cdk-personalize[check]'\n"


def test_an_interrupt_is_no_failure_of_the_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "run", interrupted)
    assert __main__.main() == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("program", [[str(PROGRAM)], [sys.executable, "-m", "cdk_personalize_desk"]])
def test_the_command_runs_in_a_terminal_of_any_alphabet(program: list[str], tmp_path: Path) -> None:
    (tmp_path / "schema.avsc").write_text(avro(INTERACTIONS))
    (tmp_path / "data.csv").write_bytes(csv_bytes([*interactions(), "user-1,item-1,\u0663,click,"]))
    done = subprocess.run(
        [*program, "check", "data.csv", "--schema", "schema.avsc"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONIOENCODING": "ascii"},
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(r"error: data.csv, line 1002, TIMESTAMP: '\u2026' (1 character) is no long")
