import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_handler.preflight.findings import Finding
from cdk_personalize_handler.preflight.shown import counted, shown
from tests.handler.preflight.case import INTERACTIONS, Case, csv_bytes, interactions

SECRET = "alice.jones@example.com"


@pytest.mark.parametrize(
    "column", ["USER_ID", "ITEM_ID", "ACTION_ID", "SESSION_ID", "ID", "user_id", "userId", "deviceID", "IMPRESSION"]
)
def test_of_an_id_only_the_beginning_is_shown(column: str) -> None:
    assert shown(column, SECRET) == "'ali…' (23 characters)"
    assert shown(column, "u1") == "'u…' (2 characters)"
    assert shown(column, "7") == "'…' (1 character)"


@pytest.mark.parametrize("column", ["GENRE", "PAID", "PYRAMID", "TIMESTAMP", "IDEA"])
def test_other_values_are_shown_unless_they_are_long_or_may_be_an_id(column: str) -> None:
    assert shown(column, SECRET) == "'ali…' (23 characters)"
    assert shown(column, "12 o'clock") == '"12 o\'clock"'
    assert shown(column, "2020-07-31T23:30:43+00:00") == "'2020-07-31T23:30:43+00:00'"
    assert shown(column, "EVENT_ATTRIBUTION_SOURCE") == "'EVENT_ATTRIBUTION_SOURCE'"
    assert shown(column, "x" * 1_234) == "'xxx…' (1,234 characters)"


@given(st.text())
def test_what_is_shown_is_one_line(value: str) -> None:
    assert len(shown("GENRE", value).splitlines()) == 1


@pytest.mark.parametrize("broken", [SECRET * 20, f'"{SECRET}', f"{SECRET},{SECRET}", f"{SECRET}\r"])
@pytest.mark.parametrize("place", range(2))
def test_no_finding_tells_an_id(broken: str, place: int) -> None:
    values = ["user-1", "item-1", "1700000000", "click", "1.5"]
    values[place] = broken
    case = Case(
        files={"data.csv": csv_bytes([*interactions(), ",".join(values)])},
        dataset_type="INTERACTIONS",
        fields=INTERACTIONS,
    )
    (finding,) = case.findings()
    assert isinstance(finding, Finding)
    assert SECRET not in repr(finding)


def test_no_finding_tells_an_id_in_a_wrong_column() -> None:
    lines = [*interactions(), f"user-1,item-1,{SECRET},click,1.5", f"user-1,item-1,1700000000,click,{SECRET}"]
    case = Case(files={"data.csv": csv_bytes(lines)}, dataset_type="INTERACTIONS", fields=INTERACTIONS)
    assert [finding.column for finding in case.findings()] == ["TIMESTAMP", "EVENT_VALUE"]
    assert SECRET not in repr(case.findings())


def test_numbers_have_their_noun_in_the_plural() -> None:
    assert [counted(number, "row") for number in (0, 1, 1_000)] == ["0 rows", "1 row", "1,000 rows"]
