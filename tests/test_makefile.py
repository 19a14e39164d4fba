"""What `make` offers is shown, and is there."""

import importlib.util
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import APART, FIRST

ROOT = Path(__file__).parent.parent
MAKEFILE = (ROOT / "Makefile").read_text()
MODULES = sorted(set(re.findall(r"\$\(BIN\)/python -m (\S+)", MAKEFILE)))
SCRIPTS = sorted(set(re.findall(r"\$\(BIN\)/python (?!-)(\S+)", MAKEFILE)))


def make(*arguments: str) -> str:
    return subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_make_alone_lists_every_target_and_installs_nothing() -> None:
    (declared,) = re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    targets = re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE)
    assert sorted(declared.split()) == sorted(targets)
    told = make()
    assert told == make("help")
    assert re.findall(r"^make (\S+) +\S", told, re.MULTILINE) == targets


@pytest.mark.parametrize("module", MODULES)
def test_a_module_that_it_runs_is_there(module: str) -> None:
    found = importlib.util.find_spec(module)
    assert found
    assert not found.submodule_search_locations or importlib.util.find_spec(f"{module}.__main__")


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_that_it_runs_is_there(script: str) -> None:
    assert (ROOT / script).is_file()


def test_the_tests_that_are_spread_in_their_own_way_are_there() -> None:
    assert [path for path in [*FIRST, *APART] if not (ROOT / path).is_file()] == []
