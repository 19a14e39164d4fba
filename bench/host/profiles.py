"""Why something takes long, in a sentence: what Python's own profilers say of it."""

import pstats
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_LINE = re.compile(r"import time:\s+(?P<own>\d+) \|\s+\d+ \|\s+(?P<module>\S+)")
_SHOWN = 5


def slowest_modules(statement: str, environment: Mapping[str, str], package: str) -> str:
    """Return the modules of a package that take most of a statement's time, without those that they import."""
    command = [sys.executable, "-X", "importtime", "-c", statement]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return _told(done.stderr, package)


def _told(profile: str, package: str) -> str:
    lines = [line for line in map(_LINE.match, profile.splitlines()) if line and line["module"].startswith(package)]
    lines.sort(key=lambda line: int(line["own"]), reverse=True)
    whole = sum(int(line["own"]) for line in lines)
    slowest = ", ".join(f"{line['module']} {int(line['own']) / 1000:.1f} ms" for line in lines[:_SHOWN])
    return f"{len(lines)} modules of {package} take {whole / 1000:.0f} ms to load, most of it {slowest}"


def slowest_functions(script: Path, environment: Mapping[str, str], folder: Path) -> str:
    """Return the functions of the library in which a script spends most of its time, with all that they call."""
    profile = folder / "profile"
    command = [sys.executable, "-m", "cProfile", "-o", str(profile), str(script)]
    subprocess.run(command, env=environment, capture_output=True, check=True)
    stats = pstats.Stats(str(profile)).get_stats_profile()
    ours = {name: each.cumtime for name, each in stats.func_profiles.items() if "cdk_personalize" in each.file_name}
    slowest = sorted(ours.items(), key=lambda each: each[1], reverse=True)[:_SHOWN]
    told = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in slowest)
    return f"of {stats.total_tt:.1f} s, {told}"
