"""The reason of a refusal holds as many errors as fit, at both lengths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_handler.crhelper_waiter import MAX_REASON_LENGTH as CRHELPER
from cdk_personalize_handler.lifecycle.failure_reasons import render
from cdk_personalize_handler.preflight import Code, Finding
from cdk_personalize_handler.preflight_reason import refused
from cdk_personalize_handler.provider_framework import MAX_REASON_LENGTH as FRAMEWORK

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
def test_a_reason_fits_and_counts_the_errors(location: str, errors: list[Finding]) -> None:
    fail = refused(location, errors)
    number = f"Preflight found {len(errors)} error{'s' if len(errors) > 1 else ''} in "
    for longest in (FRAMEWORK, CRHELPER):
        reason = render(fail, longest)
        assert len(reason) <= longest
        assert reason.startswith(number)
        assert "No import was started." in reason


def test_four_errors_of_a_file_are_all_listed_with_their_remedies() -> None:
    reason = render(refused(LOCATION, ERRORS), FRAMEWORK)
    assert reason.startswith(
        f"Preflight found 4 errors in {LOCATION}: line 2, TIME: 1700000000000 has 13 digits; line 3, USER_ID: the "
        "value is empty; line 4, YEAR: '19x' is no int; line 5, ITEM_ID: it is too long. No import was started. "
    )
    assert all(error.remedy in reason for error in ERRORS)
    assert reason.endswith("Set Preflight to WARN to import the data anyway.")


@pytest.mark.parametrize("code", [Code.DATASET_NOT_FOUND, Code.DATASET_ELSEWHERE, Code.NOTHING_THERE])
def test_an_impossible_import_is_not_advised(code: Code) -> None:
    reason = render(refused("s3://lake/", [Finding(code=code, what="there is no bucket lake")]), FRAMEWORK)
    assert reason.endswith(f"there is no bucket lake. No import was started. {code.remedy}")
    also = refused("s3://lake/", [*ERRORS[:1], Finding(code=code, what="it is not there")])
    assert "WARN" not in render(also, FRAMEWORK)


@pytest.mark.parametrize("number", [5, 40])
def test_errors_that_do_not_fit_are_counted(number: int) -> None:
    errors = ERRORS * (number // 4) + ERRORS[: number % 4]
    brief = render(refused(LOCATION, errors), CRHELPER)
    told = brief.count("; line") + 1
    assert 1 < told < number
    are_more = "1 more error is" if number - told == 1 else f"{number - told} more errors are"
    assert f"; {are_more} in the function's log. No import was started." in brief


def test_a_file_of_a_folder_is_named_with_each_error() -> None:
    assert "folder/: interactions.csv, line 2, TIME: " in render(refused("s3://lake/folder/", ERRORS), FRAMEWORK)


def test_an_error_that_is_too_long_is_truncated() -> None:
    (long,) = [Finding(code=Code.DATASET_ELSEWHERE, what="w" * 1000)]
    fail = refused(LOCATION, [long, *ERRORS])
    for longest in (FRAMEWORK, CRHELPER):
        assert "ww...; 4 more errors are in the function's log. No import was started." in render(fail, longest)
