"""What a command costs in a process of its own."""

import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


def cost(command: Sequence[str], directory: Path, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command, by default with the variables of this process, and measure it.

    What it prints goes to the file `output.txt` of the directory. Raises `CommandFailed` if it fails.
    """
    with (directory / "output.txt").open("w+b") as output:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=directory, env=environment, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise CommandFailed(output.read().decode(errors="replace"))
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
