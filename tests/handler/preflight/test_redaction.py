import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_handler.preflight.findings import Finding
from cdk_personalize_handler.preflight.redaction import redact
from tests.handler.preflight.case import INTERACTIONS, Case, csv_bytes, interactions

SECRET = "alice.jones@example.com"


@pytest.mark.parametrize(
    "column",
    [
        "USER_ID",
        "ITEM_ID",
        "ACTION_ID",
        "SESSION_ID",
        "ID",
        "user_id",
        "userId",
        "deviceID",
        "IMPRESSION",
        "impression",
    ],
)
def test_id_is_truncated(column: str) -> None:
    assert redact(column, "string", SECRET) == "'ali…' (23 characters)"
    assert redact(column, "string", "u1") == "'u…' (2 characters)"
    assert redact(column, "long", "7.5") == "'7…' (3 characters)"


@pytest.mark.parametrize(
    "value",
    [
        *("3.0", "-1.5e-3", "9,99", " 1", "+.5", "19", "123456789", "nan", "NULL", "None", "N/A", "True"),
        *("2147483648", "1700000000.0", "1.700000009e9", "1596238243000", "1596238243000000", "1596238243000000000"),
        *("2020-07-31", "2020-07-31T23:30:43+00:00", "2020-07-31 23:30:43.123456", "2020-07-31T23:30:43Z"),
    ],
)
@pytest.mark.parametrize("type_", ["int", "long", "float", "double"])
def test_attempted_number_or_time_is_shown_in_full(type_: str, value: str) -> None:
    assert redact("TIMESTAMP", type_, value) == repr(value)
    assert redact("PAID", type_, value) == repr(value)


@pytest.mark.parametrize("value", ["True", "FALSE", "yes", "0", "1", "1.0", "NaN", "null"])
def test_attempted_boolean_is_shown_in_full(value: str) -> None:
    assert redact("ADULT", "boolean", value) == repr(value)


@pytest.mark.parametrize(
    "value",
    [
        *(SECRET, "user-12345", "Smithson", "Mueller_Margaretha", "a@b.de", "192.168.17.4", "item 17", "x" * 1_234),
        *(
            "491711234567",
            "4917112345678",
            "14155550123",
            "+49 171 1234567",
            "030/1234567",
            "123-45-6789",
            "0171123456",
        ),
        *("4111111111111111", "171.1234567", "1980-05-13", "9" * 20),
    ],
)
@pytest.mark.parametrize("type_", ["int", "long", "float", "double", "boolean", "string"])
def test_possible_id_in_a_wrong_column_is_truncated(type_: str, value: str) -> None:
    assert redact("TIMESTAMP", type_, value) == f"'{value[:3]}…' ({len(value):,} characters)"


@pytest.mark.parametrize("value", ["12345", "2020-07-31", "1.5", "x"])
@pytest.mark.parametrize("type_", ["boolean", "string"])
def test_number_is_truncated_in_a_column_of_another_type(type_: str, value: str) -> None:
    assert repr(value) not in redact("ADULT", type_, value)


@given(st.text())
def test_redacted_value_is_one_line(value: str) -> None:
    assert len(redact("GENRE", "long", value).splitlines()) == 1


@pytest.mark.parametrize("broken", [SECRET * 20, f'"{SECRET}', f"{SECRET},{SECRET}", f"{SECRET}\r"])
@pytest.mark.parametrize("place", range(2))
def test_findings_do_not_show_ids(broken: str, place: int) -> None:
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


def test_findings_do_not_show_ids_in_a_wrong_column() -> None:
    lines = [*interactions(), f"user-1,item-1,{SECRET},click,1.5", f"user-1,item-1,1700000000,click,{SECRET}"]
    case = Case(files={"data.csv": csv_bytes(lines)}, dataset_type="INTERACTIONS", fields=INTERACTIONS)
    assert [finding.column for finding in case.findings()] == ["TIMESTAMP", "EVENT_VALUE"]
    assert SECRET not in repr(case.findings())
