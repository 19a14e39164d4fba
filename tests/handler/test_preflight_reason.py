"""The reason of a refusal holds as many faults as fit, at both lengths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_handler.lifecycle.failure_reasons import BRIEF_LENGTH, MAX_LENGTH
from cdk_personalize_handler.preflight import Code, Finding
from cdk_personalize_handler.preflight_reason import refused

LOCATION = "s3://lake/interactions.csv"
ERRORS = [
    Finding(code=Code.MILLISECONDS, what="1700000000000 has 13 digits", file="interactions.csv", line=2, column="TIME"),
    Finding(code=Code.MISSING_VALUE, what="the value is empty", file="interactions.csv", line=3, column="USER_ID"),
    Finding(code=Code.WRONG_TYPE, what="'19x' is no int", file="interactions.csv", line=4, column="YEAR"),
    Finding(code=Code.TOO_LONG, what="it is too long", file="interactions.csv", line=5, column="ITEM_ID"),
]

findings = st.builds(
    Finding,
    code=st.sampled_from([code for code in Code if str(code.severity) == "error"]),
    what=st.text(min_size=1, max_size=400),
    file=st.none() | st.sampled_from(["interactions.csv", "b.csv"]),
    line=st.none() | st.integers(1, 10**9),
    more_rows=st.integers(0, 1000),
)
locations = st.sampled_from([LOCATION, "s3://lake/" + "k" * 246, "s3://lake/folder/"])


@given(locations, st.lists(findings, min_size=1, max_size=40))
def test_a_reason_fits_and_says_how_many_faults_there_are(location: str, errors: list[Finding]) -> None:
    fail = refused(location, errors)
    number = f"Preflight found {len(errors)} fault{'s' if len(errors) > 1 else ''} in "
    for reason, longest in ((fail.reason, MAX_LENGTH), (fail.brief, BRIEF_LENGTH)):
        assert len(reason) <= longest
        assert reason.startswith(number)
        assert "Nothing was started." in reason


def test_four_faults_of_a_file_are_all_told_and_what_to_do_about_each() -> None:
    reason = refused(LOCATION, ERRORS).reason
    assert reason.startswith(
        f"Preflight found 4 faults in {LOCATION}: line 2, TIME: 1700000000000 has 13 digits; line 3, USER_ID: the "
        "value is empty; line 4, YEAR: '19x' is no int; line 5, ITEM_ID: it is too long. Nothing was started. "
    )
    assert all(error.remedy in reason for error in ERRORS)
    assert reason.endswith("Preflight: WARN imports it all the same.")


@pytest.mark.parametrize("code", [Code.DATASET_NOT_FOUND, Code.DATASET_ELSEWHERE, Code.NOTHING_THERE])
def test_what_cannot_be_imported_at_all_is_not_advised(code: Code) -> None:
    fail = refused("s3://lake/", [Finding(code=code, what="there is no bucket lake")])
    assert fail.reason.endswith(f"there is no bucket lake. Nothing was started. {code.remedy}")
    assert "WARN" not in refused("s3://lake/", [*ERRORS[:1], Finding(code=code, what="it is not there")]).reason


@pytest.mark.parametrize("number", [5, 40])
def test_what_does_not_fit_is_counted(number: int) -> None:
    errors = ERRORS * (number // 4) + ERRORS[: number % 4]
    brief = refused(LOCATION, errors).brief
    told = brief.count("; line") + 1
    assert 1 < told < number
    assert f"; and {number - told} more, which the log has. Nothing was started." in brief


def test_a_file_of_a_folder_is_named_with_each_fault() -> None:
    assert "folder/: interactions.csv, line 2, TIME: " in refused("s3://lake/folder/", ERRORS).reason


def test_of_a_fault_that_is_too_long_the_beginning_is_told() -> None:
    (long,) = [Finding(code=Code.DATASET_ELSEWHERE, what="w" * 1000)]
    fail = refused(LOCATION, [long, *ERRORS])
    for reason in (fail.reason, fail.brief):
        assert "ww…; and 4 more, which the log has. Nothing was started." in reason
