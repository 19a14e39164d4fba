import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from demo import DemoError, cdk_command
from demo.cdk_command import CdkCommand


def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> CdkCommand:
    """Return a command whose CLI is this shell script."""
    cli = tmp_path / "cdk"
    cli.write_text(f"#!/bin/sh\n{script}\n")
    cli.chmod(0o755)
    monkeypatch.setattr(cdk_command, "_CDK", cli)
    return CdkCommand("deploy", environment={}, directory=tmp_path, log_path=tmp_path / "log")


def wait_for(text: str, running: CdkCommand) -> None:
    deadline = time.monotonic() + 10
    while text not in running.output:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def gone(process_id: int) -> bool:
    """Return whether a process has ended; a zombie has ended, too."""
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return True
    stat = Path(f"/proc/{process_id}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z"


def test_command_has_output_and_exit_code_after_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for code, succeeded in ((0, True), (3, False)):
        with command(tmp_path, monkeypatch, f"echo $1; exit {code}") as run:
            while run.running:
                time.sleep(0.01)
        assert run.succeeded is succeeded
        assert run.output == "deploy\n"


@pytest.mark.parametrize("script", ["sleep 60 & echo $!; wait", "trap '' TERM; sleep 60 & echo $!; wait"])
def test_block_ends_every_process_of_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    monkeypatch.setattr(cdk_command, "_GRACE_SECONDS", 0.2)
    with command(tmp_path, monkeypatch, script) as run:
        wait_for("\n", run)
    deadline = time.monotonic() + 10
    while not gone(int(run.output)):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert not run.succeeded


def test_signal_during_the_start_ends_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = command(tmp_path, monkeypatch, "exec sleep 60")
    popen = subprocess.Popen

    def interrupted(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        process = popen(*arguments, **options)
        signal.raise_signal(signal.SIGINT)
        return process

    monkeypatch.setattr(subprocess, "Popen", interrupted)
    with pytest.raises(KeyboardInterrupt):
        started.__enter__()
    assert not started.running


def test_missing_cli_is_an_error_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = command(tmp_path, monkeypatch, "exit 0")
    (tmp_path / "cdk").unlink()
    with pytest.raises(DemoError, match="`make demo` installs the CDK CLI"):
        run.__enter__()
