"""The demo as a person runs it: real CDK CLI, local AWS, and a terminal's Ctrl-C."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
LONGEST_RUN_SECONDS = 240
JOB = "import job arn:aws:personalize:us-east-1:000000000000:dataset-import-job/Recommendations-(Interactions|Items)"
STATUS = re.compile(rf"(CREATE PENDING|CREATE IN_PROGRESS|ACTIVE|CREATE FAILED) +{JOB}")


@contextmanager
def demo(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run the demo in a session of its own, with `folder` for all temporary files of it and its children."""
    process = subprocess.Popen(
        [sys.executable, "-m", "demo", *arguments],
        cwd=PROJECT,
        env=os.environ | {"TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    watchdog = threading.Timer(LONGEST_RUN_SECONDS, os.killpg, (process.pid, signal.SIGTERM))
    watchdog.start()
    try:
        with process:
            yield process
    finally:
        watchdog.cancel()


def processes_of(folder: Path) -> list[str]:
    """Return the command lines of the processes that have the folder in their environment or their arguments."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            mentions = str(folder).encode() in command + (process / "environ").read_bytes()
        except OSError:  # It has ended, or belongs to somebody else.
            continue
        if mentions:
            found.append(command.replace(b"\0", b" ").decode(errors="replace"))
    return found


def assert_nothing_is_left(folder: Path) -> None:
    assert list(folder.iterdir()) == []
    if Path("/proc").exists():
        deadline = time.monotonic() + 5
        while left := processes_of(folder):
            assert time.monotonic() < deadline, left
            time.sleep(0.1)


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    with demo(folder, *arguments) as process:
        output, _ = process.communicate()
    assert "\x1b" not in output
    assert_nothing_is_left(folder)
    return process.returncode, output


def statuses(output: str) -> dict[str, list[str]]:
    """Return the statuses of each job in the order in which they were shown, by the start of its name."""
    found: dict[str, list[str]] = {}
    for status, dataset_type in STATUS.findall(output):
        found.setdefault(dataset_type, []).append(status)
    return found


WAITERS = pytest.mark.parametrize("waiter", ["provider-framework", "crhelper"])


@WAITERS
def test_stack_waits_for_both_imports(waiter: str, tmp_path: Path) -> None:
    code, output = run(tmp_path, "--waiter", waiter)
    assert code == 0, output
    waited = ["CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE"]
    assert statuses(output) == {"Interactions": waited, "Items": waited}
    last_active = output.rindex(" ACTIVE              import job")
    assert last_active < output.index("AWS::Personalize::Solution Solution")
    assert re.search(r"INTERACTIONS +5,000 +ACTIVE", output)
    assert re.search(r"ITEMS +200 +ACTIVE", output)
    assert "the stack waited: the solution was created" in output


@WAITERS
def test_preflight_reports_every_error_before_anything_is_imported(waiter: str, tmp_path: Path) -> None:
    code, output = run(tmp_path, "--failure", "--waiter", waiter)
    assert code == 0, output
    assert "Interactions" not in statuses(output)
    _, _, printed = output.partition("Failed resources:")
    assert "Preflight found 4 errors in s3://example-recommendation-data/interactions.csv: line 1: ITEM_ID" in printed
    assert "no import of the file with errors started" in printed


@WAITERS
def test_failure_is_met_as_the_cli_shows_it_and_nothing_is_left(waiter: str, tmp_path: Path) -> None:
    code, output = run(tmp_path, "--failure", "--waiter", waiter, "--preflight", "off")
    assert code == 0, output
    assert "Interactions" not in statuses(output)
    _, _, printed = output.partition("Failed resources:")
    assert "Input csv is missing the following columns: [ITEM_ID]" in printed
    assert "Recommendations failed to deploy" in printed
    assert "Amazon Personalize reported one of 4 errors" in printed
    assert "nothing remains: no stack Recommendations" in printed


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        ("cdk bootstrap", signal.SIGINT),
        ("synthesizing the app", signal.SIGTERM),
        ("the stack waits", signal.SIGINT),
    ],
)
def test_interrupted_demo_leaves_nothing_behind(tmp_path: Path, moment: str, number: signal.Signals) -> None:
    with demo(tmp_path) as process:
        assert process.stdout
        for line in process.stdout:
            if moment in line:
                break
        time.sleep(0.5)  # Long enough for the CDK CLI to have children of its own.
        os.killpg(process.pid, number)
        time.sleep(0.05)
        os.killpg(process.pid, number)
        rest = process.stdout.read()
    assert process.returncode == 130, rest
    assert "interrupted; all processes have been stopped" in rest
    assert "Traceback" not in rest
    assert_nothing_is_left(tmp_path)
