import pytest

from local_aws.personalize.csv_check import Data, read
from local_aws.personalize.errors import ImportFailedError
from local_aws.personalize.objects import Location, MemoryObjects
from local_aws.personalize.schema import columns
from tests.local_aws.world import Fields, avro, interactions

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
        (f"u1,42,1.5,true,{'x' * 1_001}", "Length cannot be more than 1000 characters for NICKNAME"),
        (f"{'u' * 257},42,1.5,true,Bob", "Length cannot be more than 256 characters for USER_ID"),
        ('u1,42,1.5,true,"' + f"open\n{GOOD_ROW}\n" * 100, "Length cannot be more than 1000 characters for NICKNAME"),
    ],
)
def test_first_broken_rule_is_told(row: str, text: str) -> None:
    assert reason(f"{HEADER}\n{GOOD_ROW}\n{row}\n") == text


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
        def list(self, bucket: str, prefix: str) -> list[tuple[str, int]]:
            return [(key, 10**9 + 1) for key, _ in super().list(bucket, prefix)]

    objects = Huge({("b", "k"): b""})
    with pytest.raises(ImportFailedError, match="larger than the limit"):
        read(objects, Location("b", "k"), columns(avro(FIELDS)), "USERS", "INCREMENTAL")
