"""How long the measurements themselves take."""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from bench.host.process import CommandFailed
from bench.report.markdown_page import PAGE
from bench.report.section import Section, Table, Target

WHOLE, QUICK = "all of `make bench`", "all of `make bench-quick`"
_MAX_MINUTES, _MAX_MINUTES_OF_QUICK = 20, 2
_PROJECT = Path(__file__).parents[2]
_SHOWN = 3
_QUICK_RUN = "python -m bench --quick"
_TEXT = """\
Minutes of this machine's clock, from the first measurement to the last one's end. The quick run is the whole of it with
each measurement once and small; a run of everything ends with it, in a process of its own.
"""


class Durations:
    """The seconds of each measurement of a run, which begins now."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._seconds: dict[str, float] = {}

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Time what is done meanwhile."""
        started = time.monotonic()
        yield
        self._seconds[name] = time.monotonic() - started

    def measure(self, console: Console, *, quick: bool) -> Section:
        """Return how long the run took; a run of everything makes a quick one first, which is part of it.

        Raises `bench.host.process.CommandFailed` if that fails.
        """
        of_quick: dict[str, float] = {}
        if not quick:
            with console.status("the quick run"), self.of(_QUICK_RUN):
                of_quick = _run_quick()
        whole = time.monotonic() - self._began
        rows = [(name, f"{seconds:.0f}") for name, seconds in self._seconds.items()]
        tables = [Table("Seconds of each measurement", ("", "seconds"), [*rows, ("all", f"{whole:.0f}")])]
        why_not = f"most of it is {_slowest(self._seconds)}"
        if quick:
            targets = [Target(QUICK, whole / 60, _MAX_MINUTES_OF_QUICK, "min", why_not)]
        else:
            minutes = self._seconds[_QUICK_RUN] / 60
            of_it = f"most of it is {_slowest(of_quick)}"
            targets = [
                Target(WHOLE, whole / 60, _MAX_MINUTES, "min", why_not),
                Target(QUICK, minutes, _MAX_MINUTES_OF_QUICK, "min", of_it),
            ]
        return Section(title="How long this takes", text=_TEXT, tables=tables, targets=targets)


def _run_quick() -> dict[str, float]:
    """Run it in a process of its own; return the seconds of its measurements, as its page has them."""
    with tempfile.TemporaryDirectory(prefix="bench-quick-") as folder:
        command = [sys.executable, "-m", "bench", "--quick", "--docs", folder]
        done = subprocess.run(command, cwd=_PROJECT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CommandFailed(done.stdout + done.stderr)
        written = Path(folder, PAGE).read_text(encoding="utf-8")
    return {name: float(seconds) for name, seconds in re.findall(r"^\| (bench\.\w+) \| (\d+) \|$", written, re.M)}


def _slowest(seconds: Mapping[str, float]) -> str:
    slowest = sorted(seconds.items(), key=lambda each: each[1], reverse=True)[:_SHOWN]
    return ", ".join(f"{name} {each:.0f} s" for name, each in slowest)
