import gzip

import pytest

from local_aws.personalize.csv_check import Data, check_headers, read
from local_aws.personalize.errors import ImportFailedError
from local_aws.personalize.objects import Location, MemoryObjects, StoredObject
from local_aws.personalize.schema import columns
from tests.local_aws.service_fixture import INTERACTIONS, Fields, avro, interactions

FIELDS: Fields = [
    ("USER_ID", "string"),
    ("AGE", ["null", "int"]),
    ("SCORE", "float"),
    ("MEMBER", "boolean"),
    ("NICKNAME", ["string", "null"]),
]
HEADER = "USER_ID,AGE,SCORE,MEMBER,NICKNAME"
ALL = "[USER_ID, AGE, SCORE, MEMBER, NICKNAME]"
GOOD_ROW = "u1,42,1.5,true,Bob"
GUIDELINES = (
    "If no values exceed the character limit, make sure your data follows the formatting guidelines listed in "
    "https://docs.aws.amazon.com/personalize/latest/dg/preparing-training-data.html."
)


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
    ("content", "missing"),
    [
        (b"USER_ID,AGE,SCORE,MEMBER\nu1,42,1.5,true\n", "[NICKNAME]"),
        (b"AGE,MEMBER,NICKNAME\n", "[USER_ID, SCORE]"),
        (HEADER.replace(",", ";").encode(), ALL),
        (HEADER.encode("utf-16"), ALL),
        (gzip.compress(f"{HEADER}\n{GOOD_ROW}\n".encode()), ALL),
        (f"{HEADER}\r{GOOD_ROW}\r".encode(), "[NICKNAME]"),
        (f"\n{HEADER}\n{GOOD_ROW}\n".encode(), ALL),
        (b"", ALL),
    ],
    ids=["missing", "two", "semicolons", "UTF-16", "gzip", "CR only", "blank line first", "empty object"],
)
def test_missing_columns_are_named_and_fail_however_few_rows_there_are(content: bytes, missing: str) -> None:
    assert reason(content) == f"Input csv is missing the following columns: {missing}"
    objects = MemoryObjects({("b", "f/1"): f"{HEADER}\n".encode(), ("b", "f/2"): content or b"\n"})
    with pytest.raises(ImportFailedError, match="missing the following columns"):
        check_headers(objects, Location("b", "f/"), columns(avro(FIELDS)))


def test_a_column_that_is_there_twice_is_read_where_it_is_first() -> None:
    assert read_users(f"{HEADER},USER_ID\nu1,42,1.5,true,Bob,u2\n").ids == frozenset({"u1"})


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
        ("u1,42,  ,true,Bob", "Value '  ' of column SCORE is not a float at line 3"),
        ("u1,  ,1.5,true,Bob", "Value '  ' of column AGE is not a int at line 3"),
        ('"",42,1.5,true,Bob', "Column USER_ID must not be null"),
        ("u1,42,1.5,tr\rue,Bob", "Row cannot be parsed (new-line character seen in unquoted field"),
        ("u1,42,1_0,true,Bob", "Value '1_0' of column SCORE is not a float at line 3"),
        ("u1,42,1.5,true,EVENT_TYPE", "Reserved keyword EVENT_TYPE cannot be a value of column NICKNAME at line 3"),
        ('u1,42,1.5,true,"open', "Record is not on one line at line 3"),
        ("u1,42,1.5,true,open\\", "Record is not on one line at line 3"),
        ('u1,42,1.5,true,"a\nb"', "Record is not on one line at line 3"),
        (f'u1,42,1.5,true,"{"open" * 300}\n{GOOD_ROW}', "Record is not on one line at line 3"),
        (HEADER, "Value 'AGE' of column AGE is not a int at line 3"),
        (f"u1,42,1.5,true,{'x' * 1_001}", f"Length cannot be more than 1000 characters for NICKNAME. {GUIDELINES}"),
        (f"{'u' * 257},42,1.5,true,Bob", f"Length cannot be more than 256 characters for USER_ID. {GUIDELINES}"),
    ],
)
def test_the_first_bad_row_is_the_reason(row: str, text: str) -> None:
    assert reason(f"{HEADER}\n{GOOD_ROW}\n{row}\n,,,,\n").startswith(text)


@pytest.mark.parametrize(("bad", "is_imported"), [(0, True), (99, True), (100, False)])
def test_less_than_a_tenth_of_bad_rows_in_all_files_does_not_fail_an_import(bad: int, is_imported: bool) -> None:
    good_file = "\n".join([HEADER, *[GOOD_ROW] * 900, ""]).encode()
    rows = [f"u{number},{'old' if number < bad else 7},1,true,x" for number in range(100)]
    objects = MemoryObjects({("b", "f/1"): good_file, ("b", "f/2"): "\n".join([HEADER, *rows]).encode()})
    if is_imported:
        data = read(objects, Location("b", "f/"), columns(avro(FIELDS)), "USERS", "FULL")
        assert data == Data(1_000 - bad, frozenset({"u1", *(f"u{number}" for number in range(bad, 100))}))
    else:
        with pytest.raises(ImportFailedError, match="'old' of column AGE is not a int at line 2"):
            read(objects, Location("b", "f/"), columns(avro(FIELDS)), "USERS", "FULL")


def test_bad_rows_count_for_the_least_number_of_interactions() -> None:
    lines = [*interactions(990).decode().splitlines(), *["u,i,"] * 10]
    objects = MemoryObjects({("b", "k"): "\n".join(lines).encode()})
    schema = columns(avro(INTERACTIONS))
    assert read(objects, Location("b", "k"), schema, "INTERACTIONS", "FULL") == Data(990)


def test_lines_that_a_quotation_mark_would_swallow_are_rows_of_their_own() -> None:
    assert read_users("\n".join([HEADER, 'u0,1,1,true,"open', *[GOOD_ROW] * 20])).rows == 20


@pytest.mark.parametrize("row", ["u1, 42 , 1.5, true ,Bob", "u1,42,1.5,true, "])
def test_spaces_around_numbers_and_booleans_do_not_matter(row: str) -> None:
    assert read_users(f"{HEADER}\n{row}\n").rows == 1


def test_columns_of_a_schema_in_lower_case_follow_the_same_rules() -> None:
    schema = columns(avro([("item_id", "string"), ("creation_timestamp", "long")]))
    objects = MemoryObjects({("b", "k"): b"ITEM_ID,CREATION_TIMESTAMP\ni1,1596238243\n"})
    assert read(objects, Location("b", "k"), schema, "ITEMS", "FULL").ids == frozenset({"i1"})
    for row, why in (("i1,1596238243000", "creation_timestamp is not a long"), ("i" * 257 + ",1", "256 characters")):
        objects.content["b", "k"] = f"item_id,creation_timestamp\n{row}\n".encode()
        with pytest.raises(ImportFailedError, match=why):
            read(objects, Location("b", "k"), schema, "ITEMS", "FULL")


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
    with pytest.raises(ImportFailedError, match="Object f/1 is archived"):
        check_headers(objects, Location("b", "f/"), columns(avro(FIELDS)))


def test_headers_are_read_without_the_rows() -> None:
    objects = MemoryObjects({("b", "k"): f"{HEADER}\n,,,,\n".encode()})
    check_headers(objects, Location("b", "k"), columns(avro(FIELDS)))


def test_quotes_and_escapes_are_understood() -> None:
    assert read_users(f'{HEADER}\nu1,42,1.5,true,"a \\"quoted\\", \\\\ text"\n').rows == 1


def test_text_in_another_encoding_fails() -> None:
    assert "Row is not encoded in UTF-8 at line 2" in reason(f"{HEADER}\nu1,42,1.5,true,J\u00f6rg\n".encode("latin-1"))


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
