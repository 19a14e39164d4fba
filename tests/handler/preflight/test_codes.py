"""Each kind of finding, with an import that has this fault and no other."""

import re
from dataclasses import replace

import pytest

from cdk_personalize_handler.preflight import SAMPLE_BYTES, Code, Severity
from tests.handler.preflight.case import INTERACTIONS, Case, csv_bytes, interactions
from tests.handler.preflight.examples import CSV, EXAMPLES, FOLDER, GOOD, INTERACTIONS_IMPORT, MORE_EXAMPLES

ALL = [*EXAMPLES.items(), *MORE_EXAMPLES]
NAMES = [str(code) for code, _ in ALL]

NOT_IN_THE_LOCAL_PERSONALIZE = {Code.DATASET_NOT_READY, Code.DATASET_NOT_USABLE}
"""Its datasets are ACTIVE at once."""

DOUBTFUL = {Code.MARKER_FILE, Code.OVER_DEFAULT_QUOTA, Code.UNCHECKED_SCHEMA}
"""Warnings of what the service may refuse; the local Personalize does."""


def test_every_code_has_an_example() -> None:
    assert set(EXAMPLES) == set(Code) - {Code.UNREADABLE_SCHEMA}  # which is that of a schema that somebody has given


@pytest.mark.parametrize(("code", "case"), ALL, ids=NAMES)
def test_a_fault_is_found_and_nothing_else(code: Code, case: Case) -> None:
    assert [finding.code for finding in case.findings()] == [code]


@pytest.mark.parametrize(("code", "case"), ALL, ids=NAMES)
def test_the_local_personalize_fails_for_an_error_and_not_for_a_warning(code: Code, case: Case) -> None:
    if code in NOT_IN_THE_LOCAL_PERSONALIZE:
        assert case.outcome() == "ACTIVE"
    else:
        assert (case.outcome() == "ACTIVE") == (code.severity is Severity.WARNING and code not in DOUBTFUL)


@pytest.mark.parametrize("case", GOOD)
def test_good_data_has_no_finding_and_is_imported(case: Case) -> None:
    assert case.findings() == []
    assert case.outcome() == "ACTIVE"


def test_codes_are_stable_words_and_say_what_to_do() -> None:
    assert len({str(code) for code in Code}) == len(Code)
    for code in Code:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(code))
        assert code.cause[0].isupper()
        assert code.cause.endswith(".")
        assert code.remedy[0].isupper()
        assert code.remedy.endswith(".")


@pytest.mark.parametrize(("code", "case"), ALL, ids=NAMES)
def test_a_finding_is_one_line_that_begins_with_its_place(code: Code, case: Case) -> None:
    (finding,) = case.findings()
    assert finding.severity is code.severity
    assert finding.remedy == code.remedy
    assert "\n" not in finding.message
    assert not finding.message.endswith(".")
    if finding.file is None:
        assert finding.message == finding.what
    else:
        assert finding.message.startswith(finding.file.rpartition("/")[2])


@pytest.mark.parametrize(
    ("case", "message"),
    [
        (EXAMPLES[Code.MISSING_COLUMN], "data.csv, line 1: GENRE is missing"),
        (EXAMPLES[Code.COLUMN_SPELLING], "data.csv, line 1, GENRE: the name is spelled 'Genre'"),
        (EXAMPLES[Code.FLOAT_IN_INTEGER], "data.csv, line 4, STOCK: '3.0' is not a whole number, and the type is int"),
        (EXAMPLES[Code.FIELD_COUNT], "data.csv, line 4: the row has 8 values for 7 columns"),
        (EXAMPLES[Code.EMPTY_OBJECT], "3.csv: the object is empty"),
        (EXAMPLES[Code.FOLDER_WITHOUT_SLASH], "s3://lake/in is a folder; use s3://lake/in/"),
        (EXAMPLES[Code.TOO_LARGE], "the data is 1,073,741,825 bytes; the quota for INCREMENTAL imports is 1 GB"),
        (EXAMPLES[Code.NEAR_QUOTA], "the data is 100,000,000,001 bytes; the quota for FULL imports is 100 GB"),
        (EXAMPLES[Code.TOO_FEW_INTERACTIONS], "the import has 999 rows; at least 1,000 are required"),
        (EXAMPLES[Code.NOT_UTF_8], "data.csv, line 4: the byte 0xf6 is not UTF-8"),
        (
            EXAMPLES[Code.TOO_LONG],
            "data.csv, line 4, GENRE: 'xxx…' (1,001 characters) is longer than 1,000 characters",
        ),
    ],
)
def test_messages_name_the_place_the_value_and_what_is_wrong(case: Case, message: str) -> None:
    assert [finding.message for finding in case.findings()] == [message]


def test_everything_that_is_wrong_with_a_file_is_said_at_once() -> None:
    lines = ["ITEM_ID,GENRE,PRICE,stock,CREATION_TIMESTAMP,ADULT,DESCRIPTION"]
    lines += ["1,Drama,cheap,1,1596238243000,True,x", "2,Drama,1.5,2.5,1596238243,true,x", "3,Drama"]
    case = replace(FOLDER, files={"in/1.csv": "\n".join(lines).encode(), "in/2.csv": CSV})
    assert [(str(finding.code), finding.line, finding.column) for finding in case.findings()] == [
        ("column-spelling", 1, "STOCK"),
        ("wrong-type", 2, "PRICE"),
        ("milliseconds", 2, "CREATION_TIMESTAMP"),
        ("boolean-case", 2, "ADULT"),
        ("float-in-integer", 3, "STOCK"),
        ("field-count", 4, None),
    ]


def test_a_header_is_repaired_in_thought_to_check_the_rows() -> None:
    text = '\ufeff"ITEM_ID";genre;PRICE;STOCK;CREATION_TIMESTAMP;ADULT;DESCRIPTION\n1;Drama;cheap;1;1;true;x\n'
    findings = Case(files={"data.csv": text.encode("utf-16-le")}).findings()
    assert [str(finding.code) for finding in findings] == [
        "utf-16",
        "wrong-delimiter",
        "quoted-header",
        "column-spelling",
        "wrong-type",
    ]


def test_interactions_are_counted_without_markers() -> None:
    files = {"in/1.csv": csv_bytes(interactions()), "in/_SUCCESS": b"{}", "in/.1.csv.crc": b"crc"}
    case = replace(INTERACTIONS_IMPORT, location="s3://lake/in/", files=files)
    assert {finding.code for finding in case.findings()} == {Code.MARKER_FILE}
    files["in/1.csv"] = csv_bytes(interactions(999))
    assert {finding.code for finding in case.findings()} == {Code.MARKER_FILE, Code.TOO_FEW_INTERACTIONS}


def test_of_a_large_object_the_beginning_is_looked_at_and_its_rows_are_not_counted() -> None:
    header, *rows = interactions()
    lines = [f"{header},NOTE", *(f"{row},{'x' * 200}" for row in rows)]
    fields = [*INTERACTIONS, {"name": "NOTE", "type": "string"}]
    case = replace(INTERACTIONS_IMPORT, fields=fields, files={"data.csv": csv_bytes(lines)})
    assert len(case.files["data.csv"]) > 3 * SAMPLE_BYTES
    assert case.findings() == []


def test_interactions_are_counted_over_all_files_and_only_if_all_were_seen() -> None:
    half = INTERACTIONS_IMPORT.files["data.csv"].splitlines(keepends=True)[:600]
    halves = {"in/1.csv": b"".join(half), "in/2.csv": b"".join(half)}
    case = replace(INTERACTIONS_IMPORT, location="s3://lake/in/", files=halves)
    assert case.findings() == []
    assert [each.code for each in replace(case, files={"in/1.csv": halves["in/1.csv"]}).findings()] == [
        Code.TOO_FEW_INTERACTIONS
    ]
    many = {f"in/{number}.csv": halves["in/1.csv"][:1_000].rpartition(b"\n")[0] + b"\n" for number in range(21)}
    assert replace(case, files=many).findings() == []
