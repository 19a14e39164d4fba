from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_handler.preflight import Code, Finding, ListedObject
from cdk_personalize_handler.preflight.rows import Tally, too_few, total
from tests.handler.preflight.test_findings import findings


@given(found=st.lists(st.tuples(findings, st.integers(1, 5)), max_size=60))
def test_tally_keeps_the_first_finding_and_counts_the_others(found: list[tuple[Finding, int]]) -> None:
    tally = Tally()
    for each, rows in found:
        tally.add(each, rows)
    assert {(each.code, each.column) for each in tally.findings} == {(each.code, each.column) for each, _ in found}
    for first in tally.findings:
        same = [(each, rows) for each, rows in found if (each.code, each.column) == (first.code, first.column)]
        assert first.line == same[0][0].line
        assert 1 + first.more_rows == sum(rows for _, rows in same)


OBJECTS = [ListedObject("in/1.csv", 9), ListedObject("in/2.csv", 9), ListedObject("in/3.csv", 0)]


@pytest.mark.parametrize(
    ("counts", "objects", "expected"),
    [
        ([600, 400], OBJECTS, 1_000),
        ([600], OBJECTS, None),
        ([600, 400], [*OBJECTS, ListedObject("in/_SUCCESS", 9)], 1_000),
        ([], OBJECTS[2:], None),
    ],
)
def test_total_is_known_if_every_data_object_with_content_was_counted(
    counts: Sequence[int], objects: Sequence[ListedObject], expected: int | None
) -> None:
    assert total(counts, objects) == expected


def test_an_unknown_total_is_not_too_few() -> None:
    assert too_few("INTERACTIONS", "FULL", None) == []
    assert [finding.code for finding in too_few("INTERACTIONS", "FULL", 999)] == [Code.TOO_FEW_INTERACTIONS]
    assert too_few("INTERACTIONS", "FULL", 1_000) == []
