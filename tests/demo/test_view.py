import io

import pytest
from rich.console import Console
from rich.table import Table

from demo.view import View, standard_output


def test_output_to_a_file_is_plain_lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.setenv(name, "1")
    with View(standard_output()) as view:
        view.doing("starting")
        view.doing("starting")
        view.line("started [bold]" + "x" * 300)
        view.quote("one\ntwo")
        view.show(Table("column"))
    output = capsys.readouterr().out
    assert [line.lstrip(" .0123456789") for line in output.splitlines()[:4]] == [
        "s  … starting",
        "s  ✓ started [bold]" + "x" * 300,
        "one",
        "two",
    ]
    assert "column" in output
    assert "\x1b" not in output
    assert "\r" not in output


def test_current_step_is_a_spinner_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    output = io.StringIO()
    with View(Console(file=output, force_terminal=True, force_interactive=True, width=80)) as view:
        view.doing("starting")
        view.doing("deploying")
        view.line("done")
    text = output.getvalue()
    assert "deploying" in text
    assert "… " not in text
    assert text.endswith("\x1b[?25h\r\x1b[1A\x1b[2K")
