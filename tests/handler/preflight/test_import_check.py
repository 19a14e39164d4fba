from dataclasses import replace

import pytest

from cdk_personalize_handler.contract.constraints import InvalidValue
from cdk_personalize_handler.preflight import SAMPLE_BYTES, Code, Dataset, Listing, Sample, check_import
from tests.handler.preflight.case import INTERACTIONS, ITEMS, Case, avro, csv_bytes, interactions
from tests.handler.preflight.examples import CSV, FOLDER, INTERACTIONS_IMPORT, of_file


def test_all_errors_of_a_file_are_reported_at_once() -> None:
    lines = ["ITEM_ID,GENRE,PRICE,stock,CREATION_TIMESTAMP,ADULT,DESCRIPTION"]
    lines += ["1,Drama,cheap,1,1596238243000,True,x", "2,Drama,1.5,2.5,1596238243,true,x", "3,Drama"]
    case = replace(FOLDER, files={"in/1.csv": "\n".join(lines).encode(), "in/2.csv": CSV})
    assert [(str(finding.code), finding.line, finding.column) for finding in case.findings()] == [
        ("wrong-type", 2, "PRICE"),
        ("milliseconds", 2, "CREATION_TIMESTAMP"),
        ("boolean-case", 2, "ADULT"),
        ("float-in-integer", 3, "STOCK"),
        ("field-count", 4, None),
    ]


def test_rows_are_checked_below_an_invalid_header() -> None:
    text = '\ufeff"ITEM_ID";genre;PRICE;STOCK;CREATION_TIMESTAMP;ADULT;DESCRIPTION\n1;Drama;cheap;1;1;true;x\n'
    findings = Case(files={"data.csv": text.encode("utf-16-le")}).findings()
    assert [str(finding.code) for finding in findings] == [
        "utf-16",
        "wrong-delimiter",
        "quoted-header",
        "wrong-type",
    ]


def test_interactions_are_counted_without_markers() -> None:
    files = {"in/1.csv": csv_bytes(interactions()), "in/_SUCCESS": b"{}", "in/.1.csv.crc": b"crc"}
    case = replace(INTERACTIONS_IMPORT, location="s3://lake/in/", files=files)
    assert {finding.code for finding in case.findings()} == {Code.MARKER_FILE}
    files["in/1.csv"] = csv_bytes(interactions(999))
    assert {finding.code for finding in case.findings()} == {Code.MARKER_FILE, Code.TOO_FEW_INTERACTIONS}


def test_large_objects_are_sampled_and_their_rows_are_not_counted() -> None:
    header, *rows = interactions()
    lines = [f"{header},NOTE", *(f"{row},{'x' * 1_000}" for row in rows[:999])]
    fields = [*INTERACTIONS, {"name": "NOTE", "type": "string"}]
    case = replace(INTERACTIONS_IMPORT, fields=fields, files={"data.csv": csv_bytes(lines)})
    files = {f"in/{number}.csv": case.files["data.csv"] for number in range(2)}
    assert case.findings()[0].code is Code.TOO_FEW_INTERACTIONS
    assert SAMPLE_BYTES * 10 < len(case.files["data.csv"]) < SAMPLE_BYTES * 20
    assert replace(case, location="s3://lake/in/", files=files).findings() == []


def test_interactions_are_counted_over_all_files_if_all_were_read() -> None:
    half = INTERACTIONS_IMPORT.files["data.csv"].splitlines(keepends=True)[:600]
    halves = {"in/1.csv": b"".join(half), "in/2.csv": b"".join(half)}
    case = replace(INTERACTIONS_IMPORT, location="s3://lake/in/", files=halves)
    assert case.findings() == []
    assert [each.code for each in replace(case, files={"in/1.csv": halves["in/1.csv"]}).findings()] == [
        Code.TOO_FEW_INTERACTIONS
    ]
    many = {f"in/{number}.csv": halves["in/1.csv"][:1_000].rpartition(b"\n")[0] + b"\n" for number in range(21)}
    assert replace(case, files=many).findings() == []


def test_incomplete_listing_does_not_prove_that_an_object_is_missing() -> None:
    case = replace(of_file(CSV), location="s3://lake/in/")
    given_up = Listing(location=case.location, objects=[], folders=["in/old/"], is_complete=False)
    assert check_import(case.planned, None, given_up, [])[0].code is Code.DATASET_NOT_FOUND
    assert len(check_import(case.planned, None, given_up, [])) == 1
    complete = replace(given_up, is_complete=True)
    assert check_import(case.planned, None, complete, [])[1].message == (
        "there is no object at s3://lake/in/, only subfolders"
    )


def test_unread_objects_have_no_findings() -> None:
    dataset = Dataset(status="ACTIVE", avro_schema=avro(ITEMS), has_landed=False)
    assert check_import(FOLDER.planned, dataset, FOLDER.listing, []) == []
    unknown = Dataset(status="ACTIVE", avro_schema=None, has_landed=False)
    assert (
        check_import(FOLDER.planned, unknown, FOLDER.listing, [Sample("in/1.csv", b"x"), Sample("in/2.csv", b"x")])
        == []
    )


def test_invalid_import_raises_invalid_value() -> None:
    for wrong in ({"data_location": "lake"}, {"dataset_arn": "arn"}, {"import_mode": "SOME"}):
        with pytest.raises(InvalidValue):
            replace(FOLDER.planned, **wrong)
