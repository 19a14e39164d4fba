import tempfile
from pathlib import Path

import pytest

from demo import DemoError
from demo import run as demo_run
from demo.view import View

pytestmark = pytest.mark.usefixtures("signal_handlers")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of all temporary folders."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def perform(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(_view: View, folder: Path, _given_data: Path | None, _failure: bool, _context: object) -> None:
        (folder / "cdk-deploy.log").write_text("output of the CLI")
        raise error

    monkeypatch.setattr(demo_run, "_perform", fail)


def test_unusable_data_is_an_error_before_anything_starts(temporary: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert demo_run.run(temporary / "nowhere", failure=False) == 1
    assert "nowhere/interactions.csv is missing" in capsys.readouterr().out
    assert list(temporary.iterdir()) == []


def test_logs_of_a_failed_run_are_kept(
    temporary: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    perform(monkeypatch, DemoError("cdk deploy failed: [why]"))
    assert demo_run.run(None, failure=False) == 1
    output = capsys.readouterr().out
    (folder,) = temporary.iterdir()
    assert "✗ cdk deploy failed: [why]" in output
    assert f"the logs are in {folder}" in output
    assert (folder / "cdk-deploy.log").read_text() == "output of the CLI"


def test_interrupted_run_leaves_nothing(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    perform(monkeypatch, KeyboardInterrupt())
    assert demo_run.run(None, failure=False) == 130
    assert list(temporary.iterdir()) == []


def test_closed_output_leaves_nothing(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    perform(monkeypatch, SystemExit(1))
    with pytest.raises(SystemExit):
        demo_run.run(None, failure=False)
    assert list(temporary.iterdir()) == []
