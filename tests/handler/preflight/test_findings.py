from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_handler.preflight import Code, Finding
from cdk_personalize_handler.preflight.findings import summarize
from cdk_personalize_handler.preflight.rows import Tally

findings = st.builds(
    Finding,
    code=st.sampled_from([Code.MISSING_VALUE, Code.WRONG_TYPE, Code.MISSING_COLUMN]),
    what=st.just("is wrong"),
    file=st.none() | st.integers(1, 30).map(lambda number: f"in/{number:02}.csv"),
    line=st.none() | st.integers(1, 9),
    column=st.sampled_from([None, "A", "B"]),
    more_rows=st.integers(0, 3),
)


def finding(file: str, line: int | None = None, more_rows: int = 0, more_files: int = 0) -> Finding:
    return Finding(
        code=Code.WRONG_TYPE,
        what="'x' is not an int",
        file=file,
        line=line,
        column="YEAR",
        more_rows=more_rows,
        more_files=more_files,
    )


def test_the_place_comes_first_and_what_is_left_out_last() -> None:
    assert finding("in/a.csv", 3).message == "a.csv, line 3, YEAR: 'x' is not an int"
    assert finding("a.csv", more_rows=1).message == "a.csv, YEAR: 'x' is not an int (and 1 more row)"
    told = finding("a.csv", 3, more_rows=1_200, more_files=2).message
    assert told == "a.csv, line 3, YEAR: 'x' is not an int (and 1,200 more rows, 2 more files)"


def test_of_many_files_with_the_same_fault_three_are_told() -> None:
    told = summarize([finding(f"{number}.csv", 2) for number in range(9)])
    assert [(each.file, each.more_files) for each in told] == [("0.csv", 0), ("1.csv", 0), ("2.csv", 6)]


@given(found=st.lists(findings, max_size=60))
def test_briefly_told_findings_are_in_order_and_none_is_lost(found: list[Finding]) -> None:
    told = summarize(found)
    places = [(each.file or "", each.line or 0) for each in told]
    assert places == sorted(places)
    assert len(told) + sum(each.more_files for each in told) == len(found)
    kinds = [(each.code, each.column) for each in told]
    assert set(kinds) == {(each.code, each.column) for each in found}
    assert all(kinds.count(kind) <= 3 for kind in kinds)


@given(found=st.lists(st.tuples(findings, st.integers(1, 5)), max_size=60))
def test_a_tally_keeps_the_first_of_each_and_counts_the_others(found: list[tuple[Finding, int]]) -> None:
    tally = Tally()
    for each, rows in found:
        tally.add(each, rows)
    assert {(each.code, each.column) for each in tally.findings} == {(each.code, each.column) for each, _ in found}
    for first in tally.findings:
        same = [(each, rows) for each, rows in found if (each.code, each.column) == (first.code, first.column)]
        assert first.line == same[0][0].line
        assert 1 + first.more_rows == sum(rows for _, rows in same)
