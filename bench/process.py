"""What a command costs in a process of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

_MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024


class CommandFailed(Exception):
    """A command did not end as it should; the text is what it printed."""


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, those that a processor was at work, and the most memory that was resident, in bytes."""

    seconds: float
    processor_seconds: float
    peak_memory: int


def cost(command: Sequence[str], directory: Path) -> Cost:
    """Run a command, and measure it; raise `CommandFailed` if it fails.

    It is started from a process that is small: on Linux, a process is said to have had the memory of its parent.
    """
    starter = [sys.executable, "-I", __file__, *command]
    done = subprocess.run(starter, cwd=directory, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        raise CommandFailed(done.stderr)
    return Cost(**json.loads(done.stdout))


def typical(costs: Sequence[Cost]) -> Cost:
    """Return the median times, and the most memory that any of them took."""
    return Cost(
        median(each.seconds for each in costs),
        median(each.processor_seconds for each in costs),
        max(each.peak_memory for each in costs),
    )


def _start(command: Sequence[str]) -> int:
    """Run a command that prints to standard error, and print what it has cost; return its exit code."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=sys.stderr)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    print(json.dumps(asdict(Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _MEMORY_UNIT))))
    return process.returncode


if __name__ == "__main__":
    sys.exit(_start(sys.argv[1:]))
