"""Which modules take the time of an import: Python's own `-X importtime`."""

import re
import subprocess
import sys
from collections.abc import Mapping

_LINE = re.compile(r"import time:\s+(?P<own>\d+) \|\s+\d+ \|\s+(?P<module>\S+)")
_TOLD = 5


def slowest_modules(statement: str, environment: Mapping[str, str], package: str) -> str:
    """Return the modules of a package that take most of a statement's time, without those that they import."""
    command = [sys.executable, "-X", "importtime", "-c", statement]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return told(done.stderr, package)


def told(profile: str, package: str) -> str:
    """Tell what a profile says of a package."""
    lines = [line for line in map(_LINE.match, profile.splitlines()) if line and line["module"].startswith(package)]
    lines.sort(key=lambda line: int(line["own"]), reverse=True)
    whole = sum(int(line["own"]) for line in lines)
    slowest = ", ".join(f"{line['module']} {int(line['own']) / 1000:.1f} ms" for line in lines[:_TOLD])
    return f"{len(lines)} modules of {package} take {whole / 1000:.0f} ms to load, most of it {slowest}"
