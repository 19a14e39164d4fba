"""What must hold before a release, as users will have it: `make release-check`, or quickly with `--quick`.

The package is built and installed into environments without the checkout: with the newest releases of what it requires
on every Python that its classifiers name, and with the oldest ones; quickly, on this Python only, and with the newest
only. In each, an app of a dozen lines must deploy the
very functions that the checkout deploys, on crhelper once its extra is installed and not before, and the tests of the
constructs must pass. mypy must find nothing in that app.

The Pythons are those of the PATH and of pyenv. One that this machine does not have is named in the end.
"""

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from rich.console import Console

from tools import consumer, distribution
from tools.clean_environment import CleanEnvironment, CommandFailed, find_python, run
from tools.distribution import ROOT, Distribution

_PYTHON = re.compile(r"Programming Language :: Python :: (3\.\d+)")
_TESTS = "tests/constructs"
_PYTEST_OPTIONS = ("-q", "-p", "no:cacheprovider", f"--confcutdir={_TESTS}")  # tests/conftest.py needs hypothesis
_Result = TypeVar("_Result")


class ReleaseCheck:
    """The steps, each of which raises `CommandFailed` with what to fix."""

    def __init__(self, console: Console, folder: Path):
        self._console = console
        self._folder = folder

    def run(self, *, quick: bool) -> list[str]:
        """Do all steps, and return which Pythons were not there to do them with."""
        built = self._step("build the wheel from the source distribution", lambda: distribution.build(ROOT / "dist"))
        self._step("contents and metadata", lambda: _refuse(built.problems()))
        own = self._step("synthesize the app in the checkout", lambda: self._synthesize(Path(sys.executable), "own"))
        pythons = _this_python() if quick else _pythons_of(built)
        found = {version: interpreter for version, interpreter in pythons.items() if interpreter}
        if not found:
            raise CommandFailed(f"this machine has none of Python {', '.join(pythons)}")
        for python, interpreter in found.items():
            environment = self._environment(built, f"Python {python}, newest requirements", interpreter, [])
            self._exercise(environment, f"Python {python}", built, own)
        oldest_python, interpreter = next(iter(found.items()))
        self._check_types(environment)
        if not quick:
            floors = built.floors()
            oldest = self._environment(built, f"Python {oldest_python}, {', '.join(floors)}", interpreter, floors)
            self._exercise(oldest, "oldest requirements", built, own)
        return [version for version in pythons if version not in found]

    def _environment(self, built: Distribution, what: str, python: str, requirements: list[str]) -> CleanEnvironment:
        def create() -> CleanEnvironment:
            environment = CleanEnvironment(self._folder / what.replace(" ", "-"), python)
            environment.install(str(built.wheel), f"pytest=={version('pytest')}", *requirements)
            return environment

        return self._step(f"install with {what}", create)

    def _exercise(self, environment: CleanEnvironment, name: str, built: Distribution, own: dict[str, str]) -> None:
        self._step(f"{name}: crhelper is asked for", lambda: self._miss_crhelper(environment, name))
        self._step(f"{name}: install the extra", lambda: environment.install(f"{built.wheel}[crhelper]"))
        self._step(f"{name}: the app deploys the checkout's functions", lambda: self._compare(environment, name, own))
        self._step(
            f"{name}: the tests of the constructs",
            lambda: environment.run("-m", "pytest", *_PYTEST_OPTIONS, _TESTS, directory=ROOT),
        )

    def _miss_crhelper(self, environment: CleanEnvironment, name: str) -> None:
        if problem := consumer.problem_without_crhelper(environment.python, self._folder / "apps" / f"{name} refused"):
            raise CommandFailed(problem)

    def _compare(self, environment: CleanEnvironment, name: str, own: dict[str, str]) -> None:
        functions = self._synthesize(environment.python, name)
        if functions != own:
            raise CommandFailed(f"the functions are {functions}, but {own} from the checkout")

    def _synthesize(self, python: Path, name: str) -> dict[str, str]:
        return consumer.synthesize(python, self._folder / "apps" / name)

    def _check_types(self, environment: CleanEnvironment) -> None:
        options = ["--strict", "--config-file=", "--cache-dir", str(self._folder / "mypy")]
        installed = ["--python-executable", str(environment.python), str(consumer.APP)]
        self._step("mypy --strict on the app", lambda: run(sys.executable, "-m", "mypy", *options, *installed))

    def _step(self, what: str, do: Callable[[], _Result]) -> _Result:
        started = time.monotonic()
        with self._console.status(what):
            if not self._console.is_terminal:
                self._console.print(f"        … {what}", highlight=False)
            result = do()
        self._console.print(f"{time.monotonic() - started:6.1f} s ✓ {what}", highlight=False)
        return result


def _this_python() -> dict[str, str | None]:
    return {f"{sys.version_info.major}.{sys.version_info.minor}": sys.executable}


def _pythons_of(built: Distribution) -> dict[str, str | None]:
    """Return an interpreter, if there is one, for each Python of the classifiers, the oldest first."""
    named = [match[1] for each in built.metadata.classifiers or [] if (match := _PYTHON.fullmatch(each))]
    return {version: find_python(version) for version in named}


def _refuse(problems: Iterable[str]) -> None:
    if found := list(problems):
        raise CommandFailed("\n".join(found))


def main(*arguments: str) -> int:
    """Say what each step is, how long it took, what is wrong, and what was not checked."""
    parser = argparse.ArgumentParser(prog="python -m tools.release_check")
    parser.add_argument("--quick", action="store_true", help="one Python, and the newest requirements only")
    options = parser.parse_args(arguments)
    console = Console()
    with tempfile.TemporaryDirectory(prefix="release-check-") as folder:
        try:
            missing = ReleaseCheck(console, Path(folder)).run(quick=options.quick)
        except CommandFailed as failure:
            console.print(f"         ✗ {failure}", highlight=False, markup=False)
            return 1
    for python in missing:
        console.print(f"NOT CHECKED: Python {python}, which this machine does not have", style="bold", highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
