"""`make release-check` in its quick form: what it does with one Python and the newest requirements works."""

import sys
from pathlib import Path

import pytest
from rich.console import Console

from tools import release_check
from tools.clean_environment import CommandFailed, find_python, run
from tools.distribution import ROOT

THIS_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.mark.long
def test_the_quick_form_passes_and_has_done_every_step() -> None:
    printed = run(sys.executable, "-m", "tools.release_check", "--quick", directory=ROOT)
    done = [line.partition(" s ✓ ")[2] for line in printed.splitlines() if " s ✓ " in line]
    assert done == [
        "build the wheel from the source distribution",
        "contents and metadata",
        "synthesize the app in the checkout",
        f"install with Python {THIS_PYTHON}, newest requirements",
        f"Python {THIS_PYTHON}: crhelper is asked for",
        f"Python {THIS_PYTHON}: install the extra",
        f"Python {THIS_PYTHON}: the app deploys the checkout's functions",
        f"Python {THIS_PYTHON}: the tests of the constructs",
        "mypy --strict on the app",
    ]


def test_a_python_is_found_if_the_machine_has_it() -> None:
    found = find_python(THIS_PYTHON)
    assert found
    assert run(found, "-c", "import sys; print('%d.%d' % sys.version_info[:2])").strip() == THIS_PYTHON
    assert find_python("3.99") is None


def test_a_python_that_the_machine_lacks_is_reported_as_unchecked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(release_check.ReleaseCheck, "run", lambda *_, **__: ["3.98", "3.99"])
    assert release_check.main() == 0
    assert capsys.readouterr().out.splitlines() == [
        f"NOT CHECKED: Python {version}, which this machine does not have" for version in ("3.98", "3.99")
    ]


def test_a_machine_without_any_of_the_pythons_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(release_check, "ROOT", tmp_path)
    monkeypatch.setattr(release_check, "find_python", lambda _: None)
    monkeypatch.setattr(release_check.ReleaseCheck, "_synthesize", lambda *_: {})
    check = release_check.ReleaseCheck(Console(quiet=True), tmp_path)
    with pytest.raises(CommandFailed, match=r"this machine has none of Python 3\.11, "):
        check.run(quick=False)
