"""Agreement of preflight and the local Personalize: data without errors is imported, data with errors fails."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from cdk_personalize_handler.preflight import Code, Finding, csv_file, schema
from cdk_personalize_handler.preflight.schema import Column
from tests.handler.preflight.case import INTERACTIONS, ITEMS, Case, avro, csv_bytes, interactions
from tests.handler.preflight.generated import changed_cases, good_cases, soup_cases

cases = changed_cases() | soup_cases() | st.binary(max_size=200).map(lambda content: Case(files={"data.csv": content}))
COLUMNS = schema.read(avro(ITEMS))


def assert_agreed(case: Case) -> None:
    errors, outcome = errors_of(case.findings()), case.outcome()
    assert (outcome == "ACTIVE") == (not errors), (outcome, errors)


def codes_of(findings: Sequence[Finding]) -> set[tuple[Code, str | None]]:
    return {(finding.code, finding.column) for finding in findings}


def errors_of(findings: Sequence[Finding]) -> set[tuple[Code, str | None]]:
    return {(finding.code, finding.column) for finding in findings if finding.is_error}


@settings(deadline=None)
@given(good_cases())
def test_valid_data_has_no_findings_and_is_imported(case: Case) -> None:
    assert [finding.message for finding in case.findings()] == []
    assert case.outcome() == "ACTIVE"


@settings(max_examples=500, deadline=None)
@given(cases)
def test_errors_agree_with_the_import(case: Case) -> None:
    assert_agreed(case)


@settings(deadline=None)
@given(
    several=st.lists(cases, min_size=1, max_size=3),
    location=st.sampled_from(["s3://lake/in/", "s3://lake/in", "s3://lake/in/0.csv"]),
)
def test_errors_of_a_folder_agree_with_the_import(several: list[Case], location: str) -> None:
    files = {f"in/{number}.csv": each.files["data.csv"] for number, each in enumerate(several)}
    assert_agreed(replace(several[0], files=files, location=location))


@settings(max_examples=30, deadline=None)
@given(
    rows=st.sampled_from([999, 1_000, 1_001]),
    more=changed_cases(),
    mode=st.sampled_from(["FULL", "INCREMENTAL"]),
    has_landed=st.booleans(),
)
def test_errors_of_interactions_agree_with_the_import(rows: int, more: Case, mode: str, has_landed: bool) -> None:
    lines = interactions(rows)
    tail = more.files["data.csv"] if rows == 1_001 else b""
    assert_agreed(
        Case(
            files={"data.csv": csv_bytes(lines) + tail},
            dataset_type="INTERACTIONS",
            fields=INTERACTIONS,
            import_mode=mode,
            has_landed=has_landed,
        )
    )


@settings(max_examples=300, deadline=None)
@given(cases, st.data())
def test_errors_of_a_sample_are_errors_of_the_whole_file(case: Case, data: st.DataObject) -> None:
    columns = schema.read(avro(case.fields))
    assert isinstance(columns, tuple)
    content = case.files["data.csv"]
    width = 4 if content[:4].count(0) == 3 else 2 if 0 in content[:4] else 1
    header_end = content.find(b"\n") + width if b"\n" in content else len(content)
    header = content[:header_end]
    is_plain = header[:1].isalpha() and header.isascii() and b"\r" not in header and b"\0" not in header
    cut = data.draw(st.integers(0 if is_plain else min(header_end, len(content)), len(content)))
    whole = csv_file.check("f", content, columns).findings
    beginning = csv_file.check("f", content[:cut], columns, is_whole=False).findings
    assert codes_of(beginning) <= codes_of(whole)


@settings(deadline=None)
@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_checked(content: bytes, is_whole: bool) -> None:
    assert isinstance(COLUMNS, tuple)
    for beginning in (b"", b"ITEM_ID,GENRE\n", b"\xff\xfe", b"PK\x03\x04"):
        for columns in (COLUMNS, COLUMNS[:2], (Column(name="ITEM_ID", type="string"),)):
            checked = csv_file.check("f", beginning + content, columns, is_whole=is_whole)
            assert all(finding.file == "f" for finding in checked.findings)
