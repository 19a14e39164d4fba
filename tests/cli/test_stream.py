"""The stream check has the findings of the line-by-line check, wherever its chunks end."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cdk_personalize_check import stream
from cdk_personalize_handler.preflight import Finding, csv_file, rows, schema
from cdk_personalize_handler.preflight.findings import summarize
from cdk_personalize_handler.preflight.schema import Column
from tests.cli.repetitive import repetitive_files
from tests.handler.preflight import line_by_line
from tests.handler.preflight.case import INTERACTIONS, ITEMS, Case, Field, avro, csv_bytes, interactions
from tests.handler.preflight.examples import EXAMPLES, MORE_EXAMPLES
from tests.handler.preflight.generated import changed_cases, good_cases, soup_cases

EXAMPLE_FILES = [
    (case.fields, content)
    for case in (*EXAMPLES.values(), *(each for _, each in MORE_EXAMPLES))
    for content in case.files.values()
    if case.avro_schema is None
]


def columns_of(fields: Sequence[Field]) -> Sequence[Column]:
    columns = schema.read(avro(fields))
    assert isinstance(columns, tuple)
    dataset_type = "INTERACTIONS" if fields == INTERACTIONS else "ITEMS"
    return schema.of_dataset(columns, dataset_type)


def check(content: bytes, fields: Sequence[Field], size: int = 1_000_000) -> csv_file.Checked:
    chunks = (content[start : start + size] for start in range(0, len(content), size))
    return stream.check("data.csv", chunks, columns_of(fields))


def assert_the_same(content: bytes, fields: Sequence[Field], size: int) -> None:
    expected = line_by_line.check("data.csv", content, columns_of(fields))
    for checked in (check(content, fields, size), csv_file.check("data.csv", content, columns_of(fields))):
        assert summarize(checked.findings) == summarize(expected.findings)
        assert checked.rows == expected.rows
        assert (checked.checked_rows, checked.invalid_rows) == (expected.checked_rows, expected.invalid_rows)


@settings(max_examples=500, deadline=None)
@given(good_cases() | changed_cases() | soup_cases(), st.integers(1, 60))
def test_stream_has_the_findings_of_single_lines(case: Case, size: int) -> None:
    assert_the_same(case.files["data.csv"], case.fields, size)


TWO_OF_ONE_NAME: Sequence[Field] = ({"name": "A", "type": "string"}, {"name": "a", "type": "int"})
TWO_NUMBERS: Sequence[Field] = ({"name": "A", "type": "int"}, {"name": "B", "type": "int"})
LONG_IDS = ["ITEM_ID", *("x" * length for length in (257, 257, 256, 257, 257, 258, 1, 257, 257, 256))]


@settings(max_examples=1_000, deadline=None)
@given(repetitive_files(), st.integers(20, 3_000))
@example((ITEMS[:1], csv_bytes(LONG_IDS)), 1_000)
@example((ITEMS[:2], csv_bytes(["ITEM_ID,GENRE", '"a,b"', '"a,b"', ",b"])), 1_000)
@example((TWO_OF_ONE_NAME, csv_bytes(["x,1", "x,2", "x,x"])), 1_000)
@example((TWO_OF_ONE_NAME, csv_bytes(["a", "1", "x", "IMPRESSION", "1"])), 1_000)
@example((TWO_OF_ONE_NAME[::-1], csv_bytes(["a", "1", "x", "1"])), 1_000)
@example((TWO_NUMBERS, csv_bytes(["A,B", "x,x", "x,x", "1,x", "x,1"])), 1_000)
def test_stream_has_the_same_findings_for_similar_lines(file: tuple[Sequence[Field], bytes], size: int) -> None:
    fields, content = file
    assert_the_same(content, fields, size)


@settings(deadline=None)
@given(
    st.binary(max_size=300), st.sampled_from([b"", b"ITEM_ID,GENRE\n", b"\xff\xfe", b"PK\x03\x04"]), st.integers(1, 60)
)
def test_stream_has_the_same_findings_for_any_bytes(content: bytes, beginning: bytes, size: int) -> None:
    for fields in (ITEMS, ITEMS[:2], ITEMS[:1]):
        assert_the_same(beginning + content, fields, size)


@pytest.mark.parametrize("size", [1, 7, 1_000_000])
@pytest.mark.parametrize(("fields", "content"), EXAMPLE_FILES)
def test_stream_has_the_same_findings_for_each_example(fields: Sequence[Field], content: bytes, size: int) -> None:
    assert_the_same(content, fields, size)


@pytest.fixture
def read_alone(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the lines that are read one by one."""
    lines: list[str] = []

    def checked(file: str, number: int, line: str, *others: Any) -> list[Finding] | None:
        lines.append(line)
        return original(file, number, line, *others)

    original = rows.check_line
    monkeypatch.setattr(rows, "check_line", checked)
    return lines


def test_valid_lines_are_not_read_one_by_one(read_alone: list[str]) -> None:
    lines = interactions(2_000)
    lines[2:4] = ['"user-2","item-2",1700000002,"cli,ck",', 'user-3,item-3,"1700000003",click,""']
    assert check(csv_bytes(lines), INTERACTIONS) == csv_file.Checked([], 2_000, 2_000)
    assert read_alone == []


@pytest.mark.parametrize(
    ("line", "expected_rows"),
    [
        ("user-1,item-1,1700000001000,click,1.5", {"milliseconds": 2_000}),
        (",item-1,17.5,click,much", {"missing-value": 2_000, "float-in-integer": 2_000, "event-value": 2_000}),
        (f"user-1,{'x' * 257},1700000001,click,", {"too-long": 2_000}),
        ("user-1,item-1,1700000001,click,1.5,", {"field-count": 2_000}),
        ("user-1,item-1, 5000000000,click,NaN", {"spaces-around-value": 2_000, "not-finite": 2_000}),
        ("user-1,item-1,5000000000,click,", {"far-future": 2_000}),
        ("user-\udcff,item-1,1700000001,click,1.5", {"not-utf-8": 2_000}),
    ],
)
def test_lines_with_the_same_error_are_not_read_one_by_one(
    read_alone: list[str], line: str, expected_rows: dict[str, int]
) -> None:
    content = "\n".join([interactions(1)[0], *[line] * 2_000, ""]).encode(errors="surrogateescape")
    checked = check(content, INTERACTIONS, 100_000)
    assert {str(finding.code): finding.more_rows + 1 for finding in checked.findings} == expected_rows
    assert checked.rows == 2_000
    assert len(read_alone) < 10


def test_alternating_invalid_lines_are_not_read_one_by_one(read_alone: list[str]) -> None:
    lines = ["user-1,item-1,1700000001000,click,1.5", "user-1,item-1,1700000001,click,1.5", "user-1,,1700000001,click,"]
    checked = check(csv_bytes([interactions(1)[0], *lines * 1_000]), INTERACTIONS, 100_000)
    assert [finding.more_rows for finding in checked.findings] == [999, 999]
    assert checked.rows == 3_000
    assert len(read_alone) < 10
