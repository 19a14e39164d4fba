from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_handler.preflight import Code, Finding
from cdk_personalize_handler.preflight.findings import summarize

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


def test_message_begins_with_the_place_and_ends_with_the_counts() -> None:
    assert finding("in/a.csv", 3).message == "a.csv, line 3, YEAR: 'x' is not an int"
    assert finding("a.csv", more_rows=1).message == "a.csv, YEAR: 'x' is not an int (and 1 more row)"
    message = finding("a.csv", 3, more_rows=1_200, more_files=2).message
    assert message == "a.csv, line 3, YEAR: 'x' is not an int (and 1,200 more rows, 2 more files)"


def test_summary_keeps_3_files_with_the_same_finding() -> None:
    kept = summarize([finding(f"{number}.csv", 2) for number in range(9)])
    assert [(each.file, each.more_files) for each in kept] == [("0.csv", 0), ("1.csv", 0), ("2.csv", 6)]


@given(found=st.lists(findings, max_size=60))
def test_summary_is_ordered_and_counts_every_finding(found: list[Finding]) -> None:
    kept = summarize(found)
    places = [(each.file or "", each.line or 0) for each in kept]
    assert places == sorted(places)
    assert len(kept) + sum(each.more_files for each in kept) == len(found)
    kinds = [(each.code, each.column) for each in kept]
    assert set(kinds) == {(each.code, each.column) for each in found}
    assert all(kinds.count(kind) <= 3 for kind in kinds)
