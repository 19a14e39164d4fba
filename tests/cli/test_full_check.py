from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdk_personalize_check import full_check
from cdk_personalize_check.full_check import Archived, Result
from cdk_personalize_handler.preflight import Code, Finding, ListedObject, objects
from tests.handler.preflight.case import INTERACTIONS, ITEMS, Case, avro, csv_bytes, interactions
from tests.handler.preflight.examples import CSV, EXAMPLES, FOLDER, GOOD, MORE_EXAMPLES
from tests.handler.preflight.generated import changed_cases


class CaseData:
    """The data of a case."""

    def __init__(self, case: Case) -> None:
        self._case = case

    @property
    def objects(self) -> Sequence[ListedObject]:
        return self._case.listing.imported

    def check(self, *, dataset_type: str, import_mode: str) -> list[Finding]:
        return objects.check(self._case.listing, dataset_type=dataset_type, import_mode=import_mode)

    def read(self, key: str) -> Sequence[bytes]:
        return [self._case.files[key]]


def check(case: Case, dataset_type: str | None = None) -> Result:
    schema = (case.avro_schema or avro(case.fields)) if case.exists else None
    return full_check.check(
        CaseData(case),
        schema,
        dataset_type=dataset_type,
        import_mode=case.import_mode,
        unreadable_schema=Code.UNCHECKED_SCHEMA,
    )


OF_THE_DATASET = {
    Code.DATASET_NOT_FOUND,
    Code.DATASET_ELSEWHERE,
    Code.DATASET_NOT_READY,
    Code.DATASET_NOT_USABLE,
    Code.NO_EARLIER_IMPORT,
}
EXAMPLES_OF_DATA = [(code, case) for code, case in [*EXAMPLES.items(), *MORE_EXAMPLES] if code not in OF_THE_DATASET]


@pytest.mark.parametrize(("code", "case"), EXAMPLES_OF_DATA, ids=[str(code) for code, _ in EXAMPLES_OF_DATA])
def test_each_example_has_exactly_its_finding(code: Code, case: Case) -> None:
    assert check(case).findings == case.findings()
    assert [finding.code for finding in case.findings()] == [code]


@pytest.mark.parametrize("case", GOOD)
def test_valid_data_has_no_findings(case: Case) -> None:
    result = check(case)
    assert (result.findings, result.has_errors, result.files) == ([], False, len(case.files))
    assert result.rows == sum(content.count(b"\n") - 1 for content in case.files.values())


@settings(deadline=None)
@given(st.lists(changed_cases(), min_size=1, max_size=3))
def test_small_files_have_the_findings_of_their_samples(cases: list[Case]) -> None:
    files = {f"in/{number}.csv": case.files["data.csv"] for number, case in enumerate(cases)}
    folder = Case(files=files, location="s3://lake/in/", fields=cases[0].fields)
    assert check(folder).findings == folder.findings()


def test_interactions_are_counted_over_all_files() -> None:
    files = {"in/1.csv": csv_bytes(interactions(600)), "in/2.csv": csv_bytes(interactions(399))}
    case = Case(files=files, location="s3://lake/in/", fields=INTERACTIONS)
    assert [finding.code for finding in check(case).findings] == [Code.TOO_FEW_INTERACTIONS]
    assert check(case).rows == 999


def test_markers_are_neither_read_nor_counted() -> None:
    files = {"in/1.csv": csv_bytes(interactions()), "in/_SUCCESS": b"{}", "in/.1.csv.crc": b"crc"}
    result = check(Case(files=files, location="s3://lake/in/", fields=INTERACTIONS))
    assert {finding.code for finding in result.findings} == {Code.MARKER_FILE}
    assert (result.files, result.rows) == (1, 1_000)


def test_rows_are_not_counted_if_a_file_cannot_be_read() -> None:
    files = {"in/1.csv": csv_bytes(interactions(9)), "in/2.csv": b"not read"}
    case = Case(files=files, location="s3://lake/in/", fields=INTERACTIONS, archived=["in/2.csv"])
    result = check(case)
    assert [finding.code for finding in result.findings] == [Code.ARCHIVED_OBJECT]
    assert (result.files, result.rows) == (1, None)


def test_archive_that_only_a_read_shows_does_not_hide_other_files() -> None:
    class PartlyArchived(CaseData):
        def read(self, key: str) -> Sequence[bytes]:
            if key == "in/1.csv":
                raise Archived
            return super().read(key)

    files = {"in/1.csv": CSV, "in/2.csv": CSV + b"x"}
    result = full_check.check(PartlyArchived(replace(FOLDER, files=files)), avro(ITEMS), import_mode="FULL")
    assert [(finding.code, finding.file) for finding in result.findings] == [
        (Code.ARCHIVED_OBJECT, "in/1.csv"),
        (Code.FIELD_COUNT, "in/2.csv"),
    ]
    assert (result.files, result.rows) == (1, None)


def test_explicit_dataset_type_overrides_the_inferred_type() -> None:
    few = Case(files={"data.csv": csv_bytes(interactions(9))}, fields=INTERACTIONS)
    assert check(few).has_errors
    assert not check(few, "ITEMS").has_errors


def test_files_are_not_read_without_a_schema() -> None:
    nothing = full_check.check(CaseData(FOLDER), None, import_mode="FULL")
    assert nothing == Result([], files=0, rows=None)
    empty = Case(files={"data.csv": b""})
    (finding,) = full_check.check(CaseData(empty), None, import_mode="FULL").findings
    assert finding.code is Code.EMPTY_OBJECT


def test_progress_is_the_number_of_bytes_read() -> None:
    sizes: list[int] = []
    full_check.check(CaseData(FOLDER), avro(ITEMS), import_mode="FULL", on_progress=sizes.append)
    assert sum(sizes) == sum(map(len, FOLDER.files.values()))
