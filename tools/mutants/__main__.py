"""Break the lifecycle, preflight and the command line on purpose, one rule at a time, and see that the tests notice.

`python -m tools.mutants` tries every mutant, `python -m tools.mutants NAME` the one of this name, or those whose name
or module has it in it. For a mutant run the test that killed it last, those that call its module, the cheapest first,
and then what else there is, until something notices. Prints which mutant was killed by which check as it goes, and
remembers it in `killers.json`. Exits with 1 if one survives, if a promise of the histories kills none, if what noticed
was not to be expected to, or if the source that a mutant changes is no longer there.
"""

import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from tools.mutants.cli import CLI_MUTANTS
from tools.mutants.lifecycle import LIFECYCLE_MUTANTS
from tools.mutants.mutant import Mutant
from tools.mutants.noticing import files_of_tests, remember, remembered, worth_a_try
from tools.mutants.preflight import PREFLIGHT_MUTANTS

ROOT = Path(__file__).parents[2]
HANDLER = ROOT / "lambda" / "cdk_personalize_handler"
CLI = ROOT / "cli" / "cdk_personalize_check"
ALL_MUTANTS = [*LIFECYCLE_MUTANTS, *PREFLIGHT_MUTANTS, *CLI_MUTANTS]
HISTORIES = """
from testing.histories.coverage import Tally
from testing.histories.run import play
from testing.histories.relay import RelayStateMachine
play(1200, Tally(), shrink=False)
play(300, Tally(), machine=RelayStateMachine, shrink=False)
"""
_FEW = 3
"""Test files that are run before all others are collected, which takes a second."""

PYTEST = ["-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--tb=line"]


def package_of(mutant: Mutant) -> Path:
    """Return the folder in which the mutant's module is."""
    return CLI if mutant in CLI_MUTANTS else HANDLER


@dataclass(frozen=True)
class Trial:
    """What noticed a mutant, if anything did: a promise of the histories, or a test."""

    mutant: Mutant
    killer: str | None
    seconds: float

    @property
    def is_a_surprise(self) -> bool:
        """What noticed is a test that calls nothing of the module, as far as was measured."""
        file = (self.killer or "").partition("::")[0]
        return file.startswith("tests/") and file not in worth_a_try(self.mutant.module)

    def __str__(self) -> str:
        """Tell it in a line."""
        surprise = ", which is no test of its module: run tools.mutants.measure" if self.is_a_surprise else ""
        fate = f"killed by {self.killer}{surprise}" if self.killer else "SURVIVED"
        return f"{self.seconds:5.1f} s  {self.mutant.module}: {self.mutant.what}: {fate}"


def attempt(mutant: Mutant) -> Trial:
    """Break the code, and look for what notices."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        environment = _broken_code(mutant, Path(folder))
        runs = (noticed_by(environment) for noticed_by in _checks(mutant))
        killer = next((killer for killer in runs if killer), None)
    return Trial(mutant, killer, time.monotonic() - began)


def _checks(mutant: Mutant) -> Iterator[Callable[[dict[str, str]], str | None]]:
    """Yield what may notice, the likeliest and the cheapest first. The histories are played on one waiter only."""
    if mutant.breaks:
        yield _broken_promise
    expected = worth_a_try(mutant.module)
    others = sorted({*files_of_tests()} - {*expected})
    for tests in (remembered(mutant.what), expected[:_FEW], expected[_FEW:], others):
        if tests:
            yield functools.partial(_failed_test, tests)
    if not mutant.breaks and mutant in LIFECYCLE_MUTANTS and not mutant.module.startswith("crhelper"):
        yield _broken_promise


def _broken_code(mutant: Mutant, folder: Path) -> dict[str, str]:
    """Write the package with the mutant in it, and return an environment in which it is found first."""
    package = package_of(mutant)
    copy = Path(shutil.copytree(package, folder / package.name, ignore=shutil.ignore_patterns("__pycache__")))
    module = copy / mutant.module
    source = module.read_text()
    if mutant.source not in source:
        raise LookupError(f"{mutant.what}: {mutant.module} no longer has {mutant.source!r}")
    imports = "import os\n" if "os." in mutant.replacement and "import os" not in source else ""
    docstring, quotes, rest = source.partition('"""\n\n')
    module.write_text(docstring + quotes + imports + rest.replace(mutant.source, mutant.replacement, 1))
    path = os.pathsep.join([str(folder), str(ROOT)])
    return os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def _broken_promise(environment: dict[str, str]) -> str | None:
    done = _run(["-c", HISTORIES], environment)
    if done.returncode == 0:
        return None
    promise = re.search(r"InvariantViolated: ([^:\n]+):", done.stderr)
    return f"histories: {promise[1]}" if promise else f"histories: {done.stderr.strip().splitlines()[-1]}"


def _failed_test(tests: Sequence[str], environment: dict[str, str]) -> str | None:
    done = _run([*PYTEST, *tests], environment)
    failed = re.search(r"^(?:FAILED|ERROR) (tests/.+?)(?: - .*)?$", done.stdout, re.MULTILINE)
    return failed and failed[1]


def _run(arguments: Sequence[str], environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


def chosen(name: str) -> list[Mutant]:
    """Return the mutant of a name, or those whose name or module has it in it; those that take long come first."""
    exact = [mutant for mutant in ALL_MUTANTS if mutant.what == name]
    found = exact or [mutant for mutant in ALL_MUTANTS if name in mutant.what or name in mutant.module]
    return sorted(found, key=lambda mutant: not mutant.breaks)


def main(name: str = "") -> int:
    """Try every mutant, or those of a name, and print what came of each."""
    mutants = chosen(name)
    if not mutants:
        print(f"no mutant is called {name!r}")
        return 1
    began = time.monotonic()
    trials = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for trial in as_completed([pool.submit(attempt, mutant) for mutant in mutants]):
            trials.append(trial.result())
            remember(trials[-1].mutant.what, trials[-1].killer)
            print(f"{len(trials):3}/{len(mutants)} {trials[-1]}", flush=True)
    survived = [trial.mutant.what for trial in trials if not trial.killer]
    surprises = [trial.mutant.what for trial in trials if trial.is_a_surprise]
    killers = {trial.killer for trial in trials}
    idle = [mutant.breaks for mutant in mutants if mutant.breaks and f"histories: {mutant.breaks}" not in killers]
    print(f"{len(mutants)} mutants in {time.monotonic() - began:.0f} s, {len(survived)} survived")
    for what, named in (("survived", survived), ("noticed by chance", surprises), ("promises that killed none", idle)):
        if named:
            print(f"{what}: {', '.join(named)}")
    return 1 if survived or surprises or idle else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
