"""What a command costs in a process of its own."""

import json
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

_OUTPUT = "output.txt"
_MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024


class CommandFailed(Exception):
    """A command did not end as it should; the text is what it printed."""


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, those that a processor was at work, and the most memory that was resident, in bytes."""

    seconds: float
    processor_seconds: float
    peak_memory: int


def cost(command: Sequence[str], directory: Path, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command, by default with the variables of this process, and measure it.

    What it prints goes to the file `output.txt` of the directory. Raises `CommandFailed` if it fails.

    A process that is young and small starts it: for Linux, the memory of a process includes that of the one which it
    was forked from.
    """
    starter = [sys.executable, __file__, *command]
    done = subprocess.run(starter, cwd=directory, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise CommandFailed((directory / _OUTPUT).read_text(errors="replace"))
    return Cost(**json.loads(done.stdout))


def _measure(command: Sequence[str]) -> Cost:
    """Run a command in this directory; exit as it does if it fails."""
    with Path(_OUTPUT).open("wb") as output:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(1)
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _MEMORY_UNIT)


def typical(costs: Sequence[Cost]) -> Cost:
    """Return the median times, and the most memory that any of them took."""
    return Cost(
        median(each.seconds for each in costs),
        median(each.processor_seconds for each in costs),
        max(each.peak_memory for each in costs),
    )


def peak_memory() -> int:
    """Return the most memory that this process has had, and, on Linux, not the one that it was forked from."""
    status = Path("/proc/self/status")
    if status.exists():
        (kilobytes,) = re.findall(r"VmHWM:\s+(\d+) kB", status.read_text())
        return int(kilobytes) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MEMORY_UNIT


if __name__ == "__main__":
    print(json.dumps(asdict(_measure(sys.argv[1:]))))
