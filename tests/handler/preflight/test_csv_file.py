import csv
from collections.abc import Iterator, Sequence

import pytest

from cdk_personalize_handler.preflight import SAMPLE_BYTES, csv_file
from cdk_personalize_handler.preflight.schema import Column

COLUMNS = (Column(name="ITEM_ID", type="string"), Column(name="STOCK", type="int"))
TEXTS = (Column(name="ITEM_ID", type="string"), Column(name="GENRE", type="string"))


def codes(content: bytes | str, columns: Sequence[Column] = COLUMNS, *, is_whole: bool = True) -> list[str]:
    data = content if isinstance(content, bytes) else content.encode()
    return [str(finding.code) for finding in csv_file.check("data.csv", data, columns, is_whole=is_whole).findings]


@pytest.mark.parametrize("cut", ["\n1,", "\n1,2", "\n1,2\n", '\n"1', "\n1,2\n\u00e9", "\n", "\n\n"])
def test_last_line_of_a_partial_file_is_not_checked(cut: str) -> None:
    part = f"ITEM_ID,STOCK{cut}".encode()
    assert codes(part.removesuffix(b"\xa9"), is_whole=False) == []


@pytest.mark.parametrize("cut", ["", "X", "X,ITEM_ID,ST", '"X",ITEM_ID,STOCK', "1,2", "a;b", "ITEM_ID,STOCK\r"])
def test_header_that_is_longer_than_the_sample_has_no_findings(cut: str) -> None:
    assert codes(cut, is_whole=False) == []


def test_carriage_returns_are_detected_in_a_partial_file() -> None:
    assert codes("ITEM_ID,STOCK\r1,2\r3,x\r4", is_whole=False) == ["line-endings", "wrong-type"]


def test_rows_are_counted_in_whole_files_only() -> None:
    data = b"ITEM_ID,STOCK\n1,2\n\n3,4\n"
    assert csv_file.check("f", data, COLUMNS).rows == 2
    assert csv_file.check("f", data, COLUMNS, is_whole=False).rows is None


def test_all_rows_of_a_large_sample_are_checked() -> None:
    rows = [b"%d,%d\n" % (number, number) for number in range(SAMPLE_BYTES // 10)]
    content = b"ITEM_ID,STOCK\n" + b"".join(rows)
    assert codes(content, is_whole=False) == []
    assert codes(content + b"x,y\n1,2", is_whole=False) == ["wrong-type"]


@pytest.mark.parametrize("name", ["{", "[x]", "<b>", "PK\x03\x04", "A\0", "X\rY"])
def test_file_with_a_column_of_the_schema_is_csv(name: str) -> None:
    assert codes(f"{name},ITEM_ID,STOCK\n0,1,2\n") == ["extra-column"]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("ITEM_ID,STOCK,X,X", ["extra-column"]),
        ("ITEM_ID,STOCK,", ["extra-column"]),
        ("ITEM_ID,item_id,STOCK", ["duplicate-column"]),
        ('"X",ITEM_ID,STOCK', ["quoted-header", "extra-column"]),
        ('"X,Y",ITEM_ID,STOCK', ["quoted-header", "extra-column", "field-count"]),
        ('"item_id","Stock"', ["quoted-header"]),
        ('"ITEM_ID,STOCK', ["quoted-header"]),
        ("\ufeffX,ITEM_ID,STOCK", ["byte-order-mark", "extra-column"]),
        ('\ufeff"ITEM_ID",STOCK', ["byte-order-mark", "quoted-header"]),
        ("ITEM_ID,\ufeffSTOCK", ["missing-column", "extra-column"]),
        (" ITEM_ID,STOCK ", ["column-spelling", "column-spelling"]),
        ("ITEM_ID\t,STOCK", ["missing-column", "extra-column"]),
        ("ITEM_ID,STOCK,STOCK", ["duplicate-column"]),
        ("item_id,ITEM_ID", ["missing-column", "duplicate-column"]),
        ("X,Y", ["missing-column"]),
    ],
)
def test_only_names_of_the_schema_matter_in_a_header(header: str, found: list[str]) -> None:
    row = ",".join("1" for _ in header.split(","))
    assert codes(f"{header}\n{row}\n") == found


def test_values_of_a_column_are_those_of_its_exact_name() -> None:
    assert codes("stock,ITEM_ID,STOCK\nx,1,2\n") == ["duplicate-column"]
    assert codes("ITEM_ID,stock,Stock\n1,2,x\n2,x,1\n") == ["duplicate-column", "wrong-type"]


def test_a_comma_in_a_quoted_name_separates_nothing() -> None:
    assert codes('ITEM_ID,"X,Y",STOCK\n1,x,2\n') == ["quoted-header", "extra-column"]


def test_first_line_is_data_if_its_values_are_valid_and_cannot_be_names() -> None:
    assert codes("item-1,5\nitem-2,x\n") == ["missing-header", "wrong-type"]
    assert codes("id,number\nitem-2,5\n") == ["missing-column"]
    assert codes("item-1,Drama\nitem-2,Crime\n", TEXTS) == ["missing-column"]


def test_first_error_of_each_column_is_reported() -> None:
    content = b"ITEM_ID,STOCK\n" + b"1,x\n,2\n1,y\n1,2,3\n1,z\n1\n"
    findings = csv_file.check("in/data.csv", content, COLUMNS).findings
    assert [finding.message for finding in findings] == [
        "data.csv, line 2, STOCK: '…' (1 character) is not an int (and 2 more rows)",
        "data.csv, line 3, ITEM_ID: the value is missing, and the schema does not allow null",
        "data.csv, line 5: the row has 3 values for 2 columns (and 1 more row)",
    ]


@pytest.fixture
def small_values_only() -> Iterator[None]:
    """Python's own limit for a value, whatever others have set."""
    limit = csv.field_size_limit(131_072)
    yield
    assert csv.field_size_limit(limit) == 131_072


@pytest.mark.usefixtures("small_values_only")
def test_value_can_exceed_the_limit_of_pythons_csv_module() -> None:
    assert codes(f"ITEM_ID,STOCK,NOTE\n1,2,{'x' * 140_000}\n2,x,\n") == ["extra-column", "wrong-type"]
    assert codes(f"ITEM_ID,STOCK\n{'x' * 140_000},2\n2,x\n") == ["too-long", "wrong-type"]


def test_quotation_marks_that_enclose_values_or_are_escaped_have_no_findings() -> None:
    values = ('"a,b"', '"a \\"b\\""', 'a \\"b\\"', '"a ""b"""', '""', '"a\\\\"', "a\\,b")
    assert codes("ITEM_ID,GENRE\n" + "".join(f"1,{value}\n" for value in values[:4]), TEXTS) == []
    for value in values:
        assert "inner-quote" not in codes(f"ITEM_ID,GENRE\n1,{value}\n", TEXTS)
    for value in ('a"b"', '"a"b', '"a" ', '"a "b" c"', '\\"a"'):
        assert codes(f"ITEM_ID,GENRE\n1,{value}\n", TEXTS) == ["inner-quote"]


def test_a_row_with_bytes_that_are_not_utf_8_is_counted_and_not_checked_further() -> None:
    content = b"ITEM_ID,STOCK\nJ\xf6rg,x\n1,2\n\xff\xfe,2\nJ\\\xc3\xb6rg,3\n"
    checked = csv_file.check("f.csv", content, COLUMNS)
    assert [finding.message for finding in checked.findings] == [
        "f.csv, line 2: the byte 0xf6 is not UTF-8 (and 1 more row)"
    ]
    assert (checked.checked_rows, checked.invalid_rows) == (4, 2)


def test_null_of_hive_is_shown_as_it_is_written() -> None:
    findings = csv_file.check("f.csv", b"ITEM_ID,STOCK\n\\N,\\N\n", COLUMNS).findings
    assert [finding.message for finding in findings] == [
        r"f.csv, line 2, ITEM_ID: '\\N' is text, not null",
        r"f.csv, line 2, STOCK: '\\N' is not an int",
    ]
    _, of_number = csv_file.check("f.csv", b"ITEM_ID,STOCK\n\\N,N\n", COLUMNS).findings
    assert of_number.message == "f.csv, line 2, STOCK: '…' (1 character) is not an int"


def test_name_that_is_not_utf_8_is_shown_readably() -> None:
    (finding,) = csv_file.check("f.csv", "ITEM_ID,STOCK,Größe\n1,2,3\n".encode("latin-1"), COLUMNS).findings
    assert finding.message == "f.csv, line 1: 'Gr??e' is not in the schema"


def test_row_with_an_unclosed_quote_does_not_hide_the_next() -> None:
    assert codes('ITEM_ID,STOCK\n"1,2\n3,x\n') == ["unclosed-quote", "wrong-type"]
