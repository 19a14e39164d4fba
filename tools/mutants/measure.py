"""Measure which tests can notice a mutant: `python -m tools.mutants.measure` (a minute or two).

To be run when tests are added or renamed; `tests/tools/test_mutants.py` says so.
"""

import ast
import functools
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

from tools.mutants.noticing import FOLDERS, MEASURED, ROOT, files_of_tests

PACKAGES = {
    "cdk_personalize_handler": ROOT / "lambda" / "cdk_personalize_handler",
    "cdk_personalize_check": ROOT / "cli" / "cdk_personalize_check",
}
_COMMAND = "__main__.py"


class Calls:
    """A plugin of pytest that notes which test file calls functions of which module."""

    def __init__(self) -> None:
        self.callers: dict[str, set[str]] = defaultdict(set)
        self.seconds: dict[str, float] = defaultdict(float)
        self._modules = {str(path): module for module, path in modules().items()}
        self._test = ""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Look at every function that is called while a test runs."""
        self._test = item.nodeid.partition("::")[0]
        began = time.perf_counter()
        sys.settrace(self._note)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            self.seconds[self._test] += time.perf_counter() - began

    def _note(self, frame: FrameType, event: str, arg: object) -> None:  # noqa: ARG002
        module = self._modules.get(frame.f_code.co_filename)
        if module and frame.f_code.co_name != "<module>":
            self.callers[module].add(self._test)


@functools.cache
def modules() -> dict[str, Path]:
    """Return every module that a mutant may change, by the name that mutants call it."""
    return {
        path.relative_to(package).as_posix(): path
        for package in PACKAGES.values()
        for path in sorted(package.rglob("*.py"))
        if path.name != "__init__.py"
    }


def imported_by(path: Path) -> set[str]:
    """Return the modules that a file imports, as mutants call them."""
    known = modules()
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    found = {"/".join(name.split(".")[1:]) + ".py" for name in names if name.partition(".")[0] in PACKAGES}
    return found & known.keys()


def complete(callers: dict[str, set[str]], imports: dict[str, set[str]]) -> dict[str, list[str]]:
    """Add to the tests that call a module those that import it; what has no functions shows in what imports it.

    The command runs in a process of its own, where no call is traced: its tests are those of all that it imports.
    """
    complete = {module: callers.get(module, set()) | imports[module] for module in modules()}
    for module, path in modules().items():
        for used in imported_by(path):
            if not callers.get(used):
                complete[used] |= complete[module]
    for module in _reached_from(_COMMAND):
        complete[module] |= complete[_COMMAND]
    return {module: sorted(files) for module, files in complete.items()}


def _reached_from(module: str) -> set[str]:
    reached, left = set[str](), {module}
    while left:
        reached |= left
        left = {used for each in left for used in imported_by(modules()[each])} - reached
    return reached


def imports_of_tests() -> dict[str, set[str]]:
    """Return which test files import each module."""
    imports: dict[str, set[str]] = {module: set() for module in modules()}
    for file in files_of_tests():
        for module in imported_by(ROOT / file):
            imports[module].add(file)
    return imports


def main() -> int:
    """Run the tests once, and write down what they call."""
    calls = Calls()
    code = pytest.main(["-q", "-p", "no:cacheprovider", "--tb=short", *FOLDERS], plugins=[calls])
    if code == pytest.ExitCode.OK:
        found = {
            "modules": complete(calls.callers, imports_of_tests()),
            "seconds": {file: round(calls.seconds[file], 1) for file in files_of_tests()},
        }
        MEASURED.write_text(json.dumps(found, indent=1) + "\n")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
