"""Break the lifecycle, preflight and the desk on purpose, one rule at a time, and see that the tests notice.

`python -m tools.mutants` tries every mutant, `python -m tools.mutants preflight` those of modules so named. Prints
which mutant was killed by which check. Exits with 1 if one survives, if a promise of the histories kills none, or if
the source that a mutant changes is no longer there.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tools.mutants.desk import DESK_MUTANTS
from tools.mutants.lifecycle import LIFECYCLE_MUTANTS
from tools.mutants.mutant import Mutant
from tools.mutants.preflight import PREFLIGHT_MUTANTS

ROOT = Path(__file__).parents[2]
HANDLER = ROOT / "lambda" / "cdk_personalize_handler"
DESK = ROOT / "desk" / "cdk_personalize_desk"
ALL_MUTANTS = [*LIFECYCLE_MUTANTS, *PREFLIGHT_MUTANTS, *DESK_MUTANTS]
HISTORIES = """
from tests.histories.happenings import Tally
from tests.histories.play import play
from tests.histories.relay import RelayHistories
play(1200, Tally(), shrink=False)
play(300, Tally(), machine=RelayHistories, shrink=False)
"""
UNIT_TESTS = ["tests/handler", "tests/conformance"]
PREFLIGHT_TESTS = ["tests/handler/preflight", "tests/desk"]
DESK_TESTS = ["tests/desk"]
PYTEST = ["-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--tb=line"]


def package_of(mutant: Mutant) -> Path:
    """Return the folder in which the mutant's module is."""
    return DESK if mutant in DESK_MUTANTS else HANDLER


def kill(mutant: Mutant) -> str | None:
    """Return what noticed the mutant, None if nothing did."""
    package = package_of(mutant)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(package, Path(folder) / package.name, ignore=shutil.ignore_patterns("__pycache__")))
        module = copy / mutant.module
        source = module.read_text()
        if mutant.source not in source:
            raise LookupError(f"{mutant.what}: {mutant.module} no longer has {mutant.source!r}")
        imports = "import os\n" if "os." in mutant.replacement and "import os" not in source else ""
        docstring, quotes, rest = source.partition('"""\n\n')
        module.write_text(docstring + quotes + imports + rest.replace(mutant.source, mutant.replacement, 1))
        path = os.pathsep.join([folder, str(ROOT)])
        environment = os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
        if mutant in PREFLIGHT_MUTANTS:
            return _failed_test(_run([*PYTEST, *PREFLIGHT_TESTS], environment))
        if mutant in DESK_MUTANTS:
            return _failed_test(_run([*PYTEST, *DESK_TESTS], environment))
        broken = None
        if not mutant.module.startswith("crhelper"):  # the histories are played on the other waiter
            broken = _broken_promise(_run(["-c", HISTORIES], environment))
        return broken or _failed_test(_run([*PYTEST, *UNIT_TESTS], environment))


def _run(arguments: list[str], environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def _broken_promise(done: "subprocess.CompletedProcess[str]") -> str | None:
    if done.returncode == 0:
        return None
    promise = re.search(r"PromiseBroken: ([^:\n]+):", done.stderr)
    return f"histories: {promise[1]}" if promise else f"histories: {done.stderr.strip().splitlines()[-1]}"


def _failed_test(done: "subprocess.CompletedProcess[str]") -> str | None:
    failed = re.search(r"^FAILED \S+::(\S+)", done.stdout, re.MULTILINE)
    return failed and failed[1]


def main(of_module: str = "") -> int:
    """Try every mutant, or those of some modules, and print the table."""
    from tests.histories.promises import NAMES

    console = Console(width=160)
    table = Table("mutant", "module", "killed by")
    killers = []
    mutants = [mutant for mutant in ALL_MUTANTS if of_module in mutant.module]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for mutant, killer in zip(mutants, pool.map(kill, mutants), strict=True):
            console.print(f"{mutant.what}: {killer or 'SURVIVED'}")
            table.add_row(mutant.what, mutant.module, killer or "[red]survived")
            killers.append(killer)
    console.print(table)
    idle = [name for name in NAMES if not of_module and f"histories: {name}" not in killers]
    console.print(f"{len(mutants)} mutants, {killers.count(None)} survived")
    console.print(f"promises that killed none: {', '.join(idle) or 'none'}")
    return 1 if idle or None in killers else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
