"""The mutants that `make mutants` tries: each must still be a change of the source."""

import pytest

from tools.mutants.__main__ import ALL_MUTANTS, package_of
from tools.mutants.mutant import Mutant


@pytest.mark.parametrize("mutant", ALL_MUTANTS, ids=lambda mutant: mutant.what)
def test_the_source_that_a_mutant_changes_is_there(mutant: Mutant) -> None:
    source = (package_of(mutant) / mutant.module).read_text()
    assert mutant.source in source
    assert mutant.source != mutant.replacement


def test_mutants_have_names_of_their_own() -> None:
    names = [mutant.what for mutant in ALL_MUTANTS]
    assert sorted(set(names)) == sorted(names)
