"""The mutants that `make mutants` tries: each must still be a change of the source, and meet who can notice it."""

from pathlib import Path

import pytest

from testing.histories.invariants import NAMES
from tools.mutants import noticing
from tools.mutants.__main__ import ALL_MUTANTS, chosen, package_of
from tools.mutants.measure import imports_of_tests, modules
from tools.mutants.mutant import Mutant
from tools.mutants.noticing import files_of_tests, measured, remember, remembered, worth_a_try

MEASURE = "run python -m tools.mutants.measure"


@pytest.mark.parametrize("mutant", ALL_MUTANTS, ids=lambda mutant: mutant.what)
def test_the_source_that_a_mutant_changes_is_there(mutant: Mutant) -> None:
    source = (package_of(mutant) / mutant.module).read_text()
    assert mutant.source in source
    assert mutant.source != mutant.replacement


def test_mutants_have_names_of_their_own() -> None:
    names = [mutant.what for mutant in ALL_MUTANTS]
    assert sorted(set(names)) == sorted(names)


def test_each_promise_of_the_histories_is_broken_by_a_mutant() -> None:
    assert {mutant.breaks for mutant in ALL_MUTANTS if mutant.breaks} == set(NAMES)


def test_every_test_has_been_measured() -> None:
    assert set(measured()["seconds"]) == set(files_of_tests()), MEASURE


def test_a_module_knows_the_tests_that_import_it_and_has_some() -> None:
    imports = imports_of_tests()
    known = {module: set(worth_a_try(module)) for module in modules()}
    assert {
        module: imports[module] - known[module] for module in known if not imports[module] <= known[module]
    } == {}, MEASURE
    assert all(known.values()), MEASURE


def test_the_tests_that_are_named_after_a_module_come_first_and_then_the_cheap_ones() -> None:
    seconds = measured()["seconds"]
    first, second, *others = worth_a_try("preflight_runner.py")
    assert first == "tests/handler/test_preflight_runner.py"
    assert [seconds[file] for file in (second, *others)] == sorted(seconds[file] for file in (second, *others))


def test_the_test_that_killed_a_mutant_is_remembered_as_long_as_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killers = tmp_path / "killers.json"
    killers.write_text('{"gone": "tests/test_gone.py::test_it"}')
    monkeypatch.setattr(noticing, "KILLERS", killers)
    remember("tell one fault only", "tests/tools/test_mutants.py::test_it[a case]")
    remember("never adopt", "histories: nothing is imported twice")
    remember("survive", None)
    assert remembered("tell one fault only") == ["tests/tools/test_mutants.py::test_it"]
    assert [remembered(what) for what in ("gone", "never adopt", "survive")] == [[], [], []]


@pytest.mark.parametrize(
    ("name", "count"), [("never adopt", 1), ("hand over", 3), ("full_check.py", 7), ("no such mutant", 0)]
)
def test_mutants_are_chosen_by_their_name_or_a_part_of_it_or_their_module(name: str, count: int) -> None:
    assert len(chosen(name)) == count


def test_what_takes_long_is_tried_first() -> None:
    breaks = [bool(mutant.breaks) for mutant in chosen("")]
    assert len(breaks) == len(ALL_MUTANTS)
    assert breaks == sorted(breaks, reverse=True)
