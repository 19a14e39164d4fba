import pytest

from local_aws.personalize.csv_check import Data, read
from local_aws.personalize.errors import ImportFailedError
from local_aws.personalize.objects import Location, MemoryObjects, StoredObject
from local_aws.personalize.schema import columns
from tests.local_aws.service_fixture import Fields, avro, interactions

FIELDS: Fields = [
    ("USER_ID", "string"),
    ("AGE", ["null", "int"]),
    ("SCORE", "float"),
    ("MEMBER", "boolean"),
    ("NICKNAME", ["string", "null"]),
]
HEADER = "USER_ID,AGE,SCORE,MEMBER,NICKNAME"
GOOD_ROW = "u1,42,1.5,true,Bob"


def read_users(text: str | bytes, mode: str = "FULL") -> Data:
    content = text if isinstance(text, bytes) else text.encode()
    objects = MemoryObjects({("b", "users.csv"): content})
    return read(objects, Location("b", "users.csv"), columns(avro(FIELDS)), "USERS", mode)


def reason(text: str | bytes) -> str:
    with pytest.raises(ImportFailedError) as caught:
        read_users(text)
    return str(caught.value)


def test_good_rows_are_counted_with_their_ids() -> None:
    data = read_users(f"{HEADER}\n{GOOD_ROW}\nu2,,0,false,\n\nu2,1,2,true,x")
    assert data == Data(3, frozenset({"u1", "u2"}))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_both_line_endings_are_read(newline: str) -> None:
    assert read_users(newline.join([HEADER, GOOD_ROW, ""])).rows == 1


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("USER_ID,AGE,SCORE,MEMBER", "[NICKNAME]"),
        ("user_id,AGE,MEMBER,NICKNAME", "[USER_ID, SCORE]"),
        ('"USER_ID",AGE,SCORE,MEMBER,NICKNAME', "[USER_ID]"),
        (f"\ufeff{HEADER}", "[USER_ID]"),
        (HEADER.replace(",", ";"), "[USER_ID, AGE, SCORE, MEMBER, NICKNAME]"),
        ("", "[USER_ID, AGE, SCORE, MEMBER, NICKNAME]"),
    ],
    ids=["missing", "two", "quoted", "byte-order-mark", "semicolons", "empty object"],
)
def test_missing_columns_are_named(header: str, missing: str) -> None:
    assert reason(f"{header}\n{GOOD_ROW}\n") == f"Input csv is missing the following columns: {missing}"


def test_a_column_that_is_there_twice_is_named() -> None:
    assert reason(f"{HEADER},AGE\n") == "Input csv has the following columns more than once: [AGE]"
    assert read_users(f"{HEADER},X,X\n{GOOD_ROW},1,2\n").rows == 1


def test_order_and_further_columns_do_not_matter() -> None:
    assert read_users("EXTRA,NICKNAME,MEMBER,SCORE,AGE,USER_ID\nx,Bob,true,1,2,u1\n").ids == frozenset({"u1"})


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (",42,1.5,true,Bob", "Column USER_ID must not be null"),
        ("u1,42,,true,Bob", "Column SCORE must not be null"),
        ("u1,old,1.5,true,Bob", "Value 'old' of column AGE is not a int at line 3"),
        ("u1,42,1.5,True,Bob", "Value 'True' of column MEMBER is not a boolean at line 3"),
        ("u1,42,1.5,true", "Row has 4 values for 5 columns at line 3"),
        ("u1,42,1.5,true,Bob,", "Row has 6 values for 5 columns at line 3"),
        ("u1,4.2,1.5,true,Bob", "Value '4.2' of column AGE is not a int at line 3"),
        ("u1,2147483648,1.5,true,Bob", "Value '2147483648' of column AGE is not a int at line 3"),
        ("u1,4_2,1.5,true,Bob", "Value '4_2' of column AGE is not a int at line 3"),
        ("u1,42, 1.5,true,Bob", "Value ' 1.5' of column SCORE is not a float at line 3"),
        ("u1,42,inf,true,Bob", "Value 'inf' of column SCORE is not a float at line 3"),
        ("u1,42,1.5,true,EVENT_TYPE", "Reserved keyword EVENT_TYPE cannot be a value of column NICKNAME at line 3"),
        ('u1,42,1.5,true,"open', "Record is not on one line at line 4"),
        ("u1,42,1.5,true,open\\", "Record is not on one line at line 4"),
        ('u1,42,1.5,true,"a\nb"', "Record is not on one line at line 4"),
        (f"u1,42,1.5,true,{'x' * 1_001}", "Length cannot be more than 1000 characters for NICKNAME"),
        (f"{'u' * 257},42,1.5,true,Bob", "Length cannot be more than 256 characters for USER_ID"),
        ('u1,42,1.5,true,"' + f"open\n{GOOD_ROW}\n" * 100, "Length cannot be more than 1000 characters for NICKNAME"),
    ],
)
def test_the_first_broken_rule_is_reported(row: str, text: str) -> None:
    assert reason(f"{HEADER}\n{GOOD_ROW}\n{row}\n") == text


@pytest.mark.parametrize("value", ["-Infinity", "NaN", "-1.5e-3", ".5", "7."])
def test_numbers_are_read_as_java_reads_them(value: str) -> None:
    assert read_users(f"{HEADER}\nu1,-2147483648,{value},true,Bob\n").rows == 1


@pytest.mark.parametrize(
    ("dataset_type", "column"), [("ITEMS", "CREATION_TIMESTAMP"), ("ACTION_INTERACTIONS", "TIMESTAMP")]
)
def test_times_are_in_seconds(dataset_type: str, column: str) -> None:
    schema = columns(avro([("ITEM_ID", "string"), (column, "long")]))
    for time, is_in_seconds in (("1596238243", True), ("828124615000", False), ("1596238243000", False)):
        objects = MemoryObjects({("b", "k"): f"ITEM_ID,{column}\n1,{time}\n".encode()})
        if is_in_seconds:
            assert read(objects, Location("b", "k"), schema, dataset_type, "FULL").rows == 1
        else:
            with pytest.raises(ImportFailedError, match=f"'{time}' of column {column} is not a long at line 2"):
                read(objects, Location("b", "k"), schema, dataset_type, "FULL")


def test_what_is_called_like_a_time_of_another_dataset_is_any_number() -> None:
    schema = columns(avro([("ITEM_ID", "string"), ("TIMESTAMP", "long")]))
    objects = MemoryObjects({("b", "k"): b"ITEM_ID,TIMESTAMP\n1,1596238243000\n"})
    assert read(objects, Location("b", "k"), schema, "ITEMS", "FULL").rows == 1


def test_archived_objects_cannot_be_read() -> None:
    objects = MemoryObjects({("b", "f/1"): f"{HEADER}\n".encode()}, archived=[("b", "f/1")])
    with pytest.raises(ImportFailedError, match="Object f/1 is archived"):
        read(objects, Location("b", "f/"), columns(avro(FIELDS)), "USERS", "FULL")


def test_quotes_and_escapes_are_understood() -> None:
    assert read_users(f'{HEADER}\nu1,42,1.5,true,"a \\"quoted\\", \\\\ text"\n').rows == 1


def test_text_in_another_encoding_fails() -> None:
    assert "UTF-8" in reason(f"{HEADER}\nu1,42,1.5,true,J\u00f6rg\n".encode("latin-1"))


def test_characters_split_between_pieces_are_read() -> None:
    class Bytewise(MemoryObjects):
        def open(self, bucket: str, key: str) -> list[bytes]:
            return [bytes([byte]) for byte in b"".join(super().open(bucket, key))]

    objects = Bytewise({("b", "users.csv"): f"{HEADER}\nu1,42,1.5,true,J\u00f6rg\n".encode()})
    assert read(objects, Location("b", "users.csv"), columns(avro(FIELDS)), "USERS", "FULL").rows == 1


@pytest.mark.parametrize(("rows", "enough"), [(999, False), (1_000, True)])
@pytest.mark.parametrize("mode", ["FULL", "INCREMENTAL"])
def test_interactions_need_a_thousand_rows(rows: int, enough: bool, mode: str) -> None:
    objects = MemoryObjects({("b", "k"): interactions(rows)})
    schema = columns(avro([("USER_ID", "string"), ("ITEM_ID", "string"), ("TIMESTAMP", "long")]))
    if enough:
        assert read(objects, Location("b", "k"), schema, "INTERACTIONS", mode) == Data(rows)
    else:
        with pytest.raises(ImportFailedError, match="minimum of 1000"):
            read(objects, Location("b", "k"), schema, "INTERACTIONS", mode)


def test_incremental_import_is_limited_to_a_gigabyte() -> None:
    class Huge(MemoryObjects):
        def list(self, bucket: str, prefix: str) -> list[StoredObject]:
            return [each._replace(size=2**30 + 1) for each in super().list(bucket, prefix)]

    objects = Huge({("b", "k"): b""})
    with pytest.raises(ImportFailedError, match="larger than the limit"):
        read(objects, Location("b", "k"), columns(avro(FIELDS)), "USERS", "INCREMENTAL")
