import pytest

from local_aws.personalize.errors import ImportFailedError
from local_aws.personalize.header import names, positions
from local_aws.personalize.schema import columns
from tests.local_aws.service_fixture import Fields, avro

FIELDS: Fields = [("USER_ID", "string"), ("AGE", "int")]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("USER_ID,AGE", ["USER_ID", "AGE"]),
        ("\ufeffUSER_ID,AGE", ["USER_ID", "AGE"]),
        ('"USER_ID","AGE"', ["USER_ID", "AGE"]),
        ('\ufeff"USER_ID",AGE', ["USER_ID", "AGE"]),
        (' USER_ID , "AGE" ', ["USER_ID", "AGE"]),
        (",USER_ID,AGE", ["", "USER_ID", "AGE"]),
        ('USER_ID,"A,B",AGE', ["USER_ID", "A,B", "AGE"]),
        ('USER_ID,"A\\"B",AGE', ["USER_ID", "AB", "AGE"]),
        ('USER_ID,"A,AGE', ["USER_ID", "A", "AGE"]),
        ("USER_ID\\,AGE", ["USER_ID\\", "AGE"]),
    ],
)
def test_names_are_read_without_what_is_around_them(line: str, found: list[str]) -> None:
    assert names(line.encode()) == found


def test_a_name_in_another_encoding_is_only_another_name() -> None:
    assert names("USER_ID,gr\u00f6\u00dfe,AGE".encode("latin-1")) == ["USER_ID", "gr\ufffd\ufffde", "AGE"]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (["AGE", "X", "USER_ID"], [2, 0]),
        (["user_id", "Age"], [0, 1]),
        (["user_id", "USER_ID", "age", "USER_ID", "Age"], [1, 2]),
    ],
    ids=["order", "case", "spelled alike, then first"],
)
def test_columns_are_found_by_their_names(found: list[str], expected: list[int]) -> None:
    assert positions(found, columns(avro(FIELDS))) == expected


def test_columns_of_a_schema_in_lower_case_are_found() -> None:
    assert positions(["AGE", "USER_ID"], columns(avro([("user_id", "string"), ("Age", "int")]))) == [1, 0]


def test_missing_columns_are_spelled_as_in_the_schema() -> None:
    with pytest.raises(ImportFailedError, match=r"^Input csv is missing the following columns: \[USER_ID, Age\]$"):
        positions(["USER ID", "AGE;X"], columns(avro([("USER_ID", "string"), ("Age", "int")])))
