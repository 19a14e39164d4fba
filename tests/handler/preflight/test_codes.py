"""Examples of each code: an import with exactly this finding."""

import re

import pytest

from cdk_personalize_handler.preflight import Code
from tests.handler.preflight.case import Case
from tests.handler.preflight.examples import EXAMPLES, GOOD, MORE_EXAMPLES

ALL = [*EXAMPLES.items(), *MORE_EXAMPLES]
NAMES = [str(code) for code, _ in ALL]

NOT_IN_THE_LOCAL_PERSONALIZE = {Code.DATASET_NOT_READY, Code.DATASET_NOT_USABLE}
"""Datasets of the local Personalize are ACTIVE here."""

REJECTED_WARNINGS = {Code.OVER_DEFAULT_QUOTA, Code.UNCHECKED_SCHEMA}
"""Warnings for which the local Personalize fails, as the service can."""


def test_every_code_has_an_example() -> None:
    assert set(EXAMPLES) == set(Code) - {Code.UNREADABLE_SCHEMA}  # the code of an explicit schema


@pytest.mark.parametrize(("code", "case"), ALL, ids=NAMES)
def test_each_example_has_exactly_its_finding(code: Code, case: Case) -> None:
    assert [finding.code for finding in case.findings()] == [code]


@pytest.mark.parametrize(("code", "case"), ALL, ids=NAMES)
def test_local_personalize_fails_for_errors_and_not_for_warnings(code: Code, case: Case) -> None:
    if code in NOT_IN_THE_LOCAL_PERSONALIZE:
        assert case.outcome() == "ACTIVE"
    else:
        (finding,) = case.findings()
        assert (case.outcome() == "ACTIVE") == (not finding.is_error and code not in REJECTED_WARNINGS)


@pytest.mark.parametrize("case", GOOD)
def test_valid_data_has_no_findings_and_is_imported(case: Case) -> None:
    assert case.findings() == []
    assert case.outcome() == "ACTIVE"


def test_codes_are_words_with_a_cause_and_a_remedy() -> None:
    assert len({str(code) for code in Code}) == len(Code)
    for code in Code:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(code))
        assert code.cause[0].isupper()
        assert code.cause.endswith(".")
        assert code.remedy[0].isupper()
        assert code.remedy.endswith(".")
        assert code.source
        assert not code.source.endswith(".")


@pytest.mark.parametrize(("code", "case"), ALL, ids=NAMES)
def test_message_is_one_line_that_begins_with_its_place(code: Code, case: Case) -> None:
    (finding,) = case.findings()
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
        (EXAMPLES[Code.COLUMN_SPELLING], "data.csv, line 1, GENRE: the name is spelled ' GENRE'"),
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
def test_messages_have_the_place_the_value_and_the_error(case: Case, message: str) -> None:
    assert [finding.message for finding in case.findings()] == [message]
