from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_handler.preflight import Code, Finding, ListedObject
from cdk_personalize_handler.preflight.rows import Tally, too_few, total, weighed
from tests.handler.preflight.test_findings import findings


@given(found=st.lists(st.tuples(findings, st.integers(1, 5)), max_size=60))
def test_tally_keeps_the_first_finding_and_counts_the_others(found: list[tuple[Finding, int]]) -> None:
    tally = Tally()
    for each, rows in found:
        tally.add([each], rows)
    tally.add([], 7)
    kept = tally.result.findings
    assert {(each.code, each.column) for each in kept} == {(each.code, each.column) for each, _ in found}
    assert tally.result.count == 7 + sum(rows for _, rows in found)
    assert tally.result.invalid == sum(rows for each, rows in found if each.is_error)
    for first in kept:
        same = [(each, rows) for each, rows in found if (each.code, each.column) == (first.code, first.column)]
        assert first.line == same[0][0].line
        assert 1 + first.more_rows == sum(rows for _, rows in same)


def test_errors_of_rows_are_warnings_if_fewer_than_one_row_in_ten_has_an_error() -> None:
    found = [Finding(code=code, what="x") for code in (Code.WRONG_TYPE, Code.TOO_LONG, Code.EXTRA_COLUMN)]
    for invalid, count, is_error in [(13, 9_742, False), (9, 91, False), (10, 100, True), (1, 3, True), (0, 0, True)]:
        weighed_ = weighed(found, invalid, count)
        assert [each.is_error for each in weighed_] == [is_error, True, False]


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
