"""Examples: for each code an import with exactly this finding, and valid imports."""

import gzip
from collections.abc import Callable, Sequence
from dataclasses import replace

from cdk_personalize_handler.preflight import Code
from tests.handler.preflight.case import (
    ACTION_INTERACTIONS,
    INTERACTIONS,
    ITEMS,
    Case,
    Field,
    avro,
    csv_bytes,
    interactions,
)

HEADER = "ITEM_ID,GENRE,PRICE,STOCK,CREATION_TIMESTAMP,ADULT,DESCRIPTION"
ROW = 'item-1,Drama|Crime,9.99,3,1596238243,false,"A \\"fine\\" film, they say"'
LINES = (HEADER, ROW, ROW)
CSV = csv_bytes(LINES)


def good(*more: str) -> bytes:
    return csv_bytes([*LINES, *more])


def of_file(content: bytes) -> Case:
    return Case(files={"data.csv": content})


def row(column: str, value: str) -> Case:
    """Return a valid file with another value in a column of the last row."""
    values = ["item-2", "Drama", "9.99", "3", "1596238243", "false", "A film"]
    values[HEADER.split(",").index(column)] = value
    return of_file(good(",".join(values)))


def header(change: Callable[[str], str]) -> Case:
    return of_file(csv_bytes([change(HEADER), *LINES[1:]]))


def without(column: str) -> Case:
    place = HEADER.split(",").index(column)
    lines = [line.split(",")[:place] + line.split(",")[place + 1 :] for line in (HEADER, "i,Drama,1,2,3,true,x")]
    return of_file(csv_bytes([",".join(line) for line in lines]))


FOLDER = Case(files={"in/1.csv": CSV, "in/2.csv": CSV}, location="s3://lake/in/")
INTERACTIONS_IMPORT = Case(
    files={"data.csv": csv_bytes(interactions())}, dataset_type="INTERACTIONS", fields=INTERACTIONS
)
FEW_ACTION_INTERACTIONS = Case(
    files={"data.csv": csv_bytes(["USER_ID,ACTION_ID,EVENT_TYPE,TIMESTAMP", "u,a,TAKEN,1700000000"])},
    dataset_type="ACTION_INTERACTIONS",
    fields=ACTION_INTERACTIONS,
)
GOOD = [
    of_file(CSV),
    FOLDER,
    INTERACTIONS_IMPORT,
    FEW_ACTION_INTERACTIONS,
    replace(FOLDER, import_mode="INCREMENTAL", has_landed=True),
    replace(of_file(CSV), sizes={"data.csv": 100 * 10**9}),
    replace(of_file(CSV), sizes={"data.csv": 10**9}, import_mode="INCREMENTAL", has_landed=True),
    Case(
        files={"data.csv": csv_bytes(["USER_ID,TIMESTAMP,CREATION_TIMESTAMP", "u,1700000000000,1700000000000"])},
        dataset_type="USERS",
        fields=[
            {"name": "USER_ID", "type": "string"},
            {"name": "TIMESTAMP", "type": "long"},
            {"name": "CREATION_TIMESTAMP", "type": "long"},
        ],
    ),
    row("GENRE", "x" * 1_000),
    row("ITEM_ID", "x" * 256),
    row("DESCRIPTION", "x" * 20_000),
    replace(
        row("DESCRIPTION", "x" * 20_000),
        fields=[{**field, "textual": "true"} if "textual" in field else field for field in ITEMS],
    ),
    row("CREATION_TIMESTAMP", "4999999999"),
    header(str.lower),
    header(str.title),
]

EXAMPLES = {
    Code.DATASET_NOT_FOUND: replace(of_file(CSV), exists=False),
    Code.DATASET_ELSEWHERE: replace(of_file(CSV), region_of_dataset="eu-west-1"),
    Code.DATASET_NOT_READY: replace(of_file(CSV), status="CREATE IN_PROGRESS"),
    Code.DATASET_NOT_USABLE: replace(of_file(CSV), status="CREATE FAILED"),
    Code.NO_EARLIER_IMPORT: replace(of_file(CSV), import_mode="INCREMENTAL"),
    Code.UNCHECKED_SCHEMA: replace(of_file(CSV), avro_schema=avro([{"name": "ITEM_ID", "type": "bytes"}])),
    Code.NOTHING_THERE: replace(of_file(CSV), location="s3://lake/other.csv"),
    Code.FOLDER_WITHOUT_SLASH: replace(FOLDER, location="s3://lake/in"),
    Code.EMPTY_OBJECT: replace(FOLDER, files={**FOLDER.files, "in/3.csv": b""}),
    Code.MARKER_FILE: replace(FOLDER, files={**FOLDER.files, "in/_SUCCESS": b""}),
    Code.ARCHIVED_OBJECT: replace(FOLDER, archived=["in/2.csv"]),
    Code.TOO_LARGE: replace(
        FOLDER, sizes={"in/1.csv": 600_000_000, "in/2.csv": 473_741_825}, import_mode="INCREMENTAL", has_landed=True
    ),
    Code.NEAR_QUOTA: replace(of_file(CSV), sizes={"data.csv": 100 * 10**9 + 1}),
    Code.OVER_DEFAULT_QUOTA: replace(INTERACTIONS_IMPORT, sizes={"data.csv": 100 * 2**30 + 1}),
    Code.NOT_NAMED_CSV: replace(FOLDER, files={**FOLDER.files, "in/part-3": CSV}),
    Code.SUBFOLDER_IGNORED: replace(FOLDER, files={**FOLDER.files, "in/old/1.csv": b"old"}),
    Code.NOT_CSV: of_file(gzip.compress(CSV, mtime=0)),
    Code.UTF_16: of_file(CSV.decode().encode("utf-16")),
    Code.NOT_UTF_8: of_file(good('item-3,Drama,1,2,3,true,"J\u00f6rg"').decode().encode("latin-1")),
    Code.BYTE_ORDER_MARK: of_file(b"\xef\xbb\xbf" + CSV),
    Code.LINE_ENDINGS: of_file(CSV.replace(b"\n", b"\r")),
    Code.WRONG_DELIMITER: of_file(csv_bytes([line.replace(",", ";") for line in (HEADER, "i,Drama,1,2,3,true,x")])),
    Code.MISSING_HEADER: of_file(csv_bytes(LINES[1:])),
    Code.MISSING_COLUMN: without("GENRE"),
    Code.QUOTED_HEADER: header(lambda names: names.replace("GENRE", '"GENRE"')),
    Code.COLUMN_SPELLING: header(lambda names: names.replace("GENRE", " GENRE")),
    Code.DUPLICATE_COLUMN: of_file(csv_bytes([f"{HEADER},GENRE", f"{ROW},Drama"])),
    Code.EXTRA_COLUMN: of_file(csv_bytes([f"{HEADER},COLOUR", f"{ROW},blue"])),
    Code.COLUMN_ORDER: of_file(
        csv_bytes([",".join(line.split(",")[::-1]) for line in (HEADER, "i,Drama,1,2,3,true,x")])
    ),
    Code.NO_ROWS: of_file(csv_bytes([HEADER])),
    Code.UNCLOSED_QUOTE: row("DESCRIPTION", '"A film'),
    Code.INNER_QUOTE: row("DESCRIPTION", '"A "fine" film"'),
    Code.UNREADABLE_ROW: row("DESCRIPTION", "A\rfilm"),
    Code.FIELD_COUNT: row("DESCRIPTION", "A film, they say"),
    Code.REPEATED_HEADER: Case(
        files={"data.csv": csv_bytes(["ITEM_ID,GENRE", "1,Drama", "ITEM_ID,GENRE", "2,Drama"])},
        fields=[{"name": "ITEM_ID", "type": "string"}, {"name": "GENRE", "type": "string"}],
    ),
    Code.MISSING_VALUE: row("PRICE", ""),
    Code.WRONG_TYPE: row("PRICE", "cheap"),
    Code.FLOAT_IN_INTEGER: row("STOCK", "3.0"),
    Code.OUT_OF_RANGE: row("STOCK", "2147483648"),
    Code.MILLISECONDS: row("CREATION_TIMESTAMP", "1596238243000"),
    Code.FAR_FUTURE: row("CREATION_TIMESTAMP", "5000000000"),
    Code.BOOLEAN_CASE: row("ADULT", "False"),
    Code.EVENT_VALUE: replace(
        INTERACTIONS_IMPORT,
        files={"data.csv": csv_bytes([*interactions(), *["user-1,item-1,1700000000,rate,high"] * 112])},
    ),
    Code.NOT_FINITE: row("PRICE", "NaN"),
    Code.SPACES_AROUND_VALUE: row("STOCK", " 3 "),
    Code.TOO_LONG: row("GENRE", "x" * 1_001),
    Code.RESERVED_VALUE: row("GENRE", "EVENT_TYPE"),
    Code.HIVE_NULL: row("GENRE", "\\N"),
    Code.TOO_FEW_INTERACTIONS: replace(INTERACTIONS_IMPORT, files={"data.csv": csv_bytes(interactions(999))}),
}

IN_LOWERCASE: Sequence[Field] = [{**field, "name": str(field["name"]).lower()} for field in ITEMS]

MORE_EXAMPLES = [
    (Code.MILLISECONDS, replace(row("CREATION_TIMESTAMP", "1596238243000"), fields=IN_LOWERCASE)),
    (Code.TOO_LONG, replace(row("ITEM_ID", "x" * 257), fields=IN_LOWERCASE)),
    (Code.DATASET_NOT_USABLE, replace(of_file(CSV), status="DELETE PENDING")),
    (Code.NOTHING_THERE, replace(FOLDER, location="s3://lake/empty/", files={"empty/": b"", "other/1.csv": CSV})),
    (Code.NOTHING_THERE, replace(FOLDER, files={"in/": b"", "in/day=1/1.csv": CSV})),
    (Code.EMPTY_OBJECT, of_file(b"")),
    (Code.EMPTY_OBJECT, replace(FOLDER, files={"in/_SUCCESS": b""})),
    (Code.FOLDER_WITHOUT_SLASH, replace(FOLDER, files={**FOLDER.files, "in-2/1.csv": b""}, location="s3://lake/in")),
    *(
        (Code.MARKER_FILE, replace(FOLDER, files={**FOLDER.files, f"in/{name}": content}))
        for name, content in [
            ("_SUCCESS", b'{"name": "org.apache.hadoop.fs.s3a.commit.files.SuccessData/1"}'),
            ("_committed_7", b'{"added": ["1.csv"]}'),
            ("_started_7", b""),
            (".1.csv.crc", b"crc\x00\x00\x00\x02\x00"),
            (".DS_Store", b"\x00\x00\x00\x01Bud1"),
        ]
    ),
    (
        Code.TOO_LARGE,
        replace(INTERACTIONS_IMPORT, sizes={"data.csv": 2**30 + 1}, import_mode="INCREMENTAL", has_landed=True),
    ),
    (Code.TOO_LARGE, replace(INTERACTIONS_IMPORT, sizes={"data.csv": 2**40 + 1})),
    (Code.TOO_LARGE, replace(of_file(CSV), sizes={"data.csv": 100 * 2**30 + 1})),
    (Code.NEAR_QUOTA, replace(of_file(CSV), sizes={"data.csv": 100 * 2**30})),
    (Code.NEAR_QUOTA, replace(INTERACTIONS_IMPORT, sizes={"data.csv": 100 * 2**30})),
    (
        Code.NEAR_QUOTA,
        replace(INTERACTIONS_IMPORT, sizes={"data.csv": 10**9 + 1}, import_mode="INCREMENTAL", has_landed=True),
    ),
    (Code.OVER_DEFAULT_QUOTA, replace(INTERACTIONS_IMPORT, sizes={"data.csv": 2**40})),
    *(
        (Code.NOT_CSV, of_file(content))
        for content in (b'{"ITEM_ID": 1}\n', b"[1]", b"<html>", b"PK\x03\x04..", b"PAR1..")
    ),
    *((Code.UTF_16, of_file(CSV.decode().encode(each))) for each in ("utf-32", "utf-16-le", "utf-16-be", "utf-32-be")),
    (Code.BYTE_ORDER_MARK, of_file(b"\xef\xbb\xbf" + CSV.replace(b"\n", b"\r\n"))),
    (Code.WRONG_DELIMITER, of_file(csv_bytes([line.replace(",", "\t") for line in (HEADER, "i,Drama,1,2,3,true,x")]))),
    (Code.WRONG_DELIMITER, of_file(csv_bytes([line.replace(",", "|") for line in (HEADER, "i,Drama,1,2,3,true,x")]))),
    (Code.MISSING_COLUMN, of_file(b"id,name\n1,x\n")),
    (Code.MISSING_COLUMN, of_file(b"\n")),
    (Code.EXTRA_COLUMN, of_file(csv_bytes([f"{HEADER},NOTE", f"{ROW},{'x' * 140_000}"]))),
    (Code.EXTRA_COLUMN, of_file(csv_bytes([f"NOTE,{HEADER}", f'"{"x" * 140_000}",{ROW}']))),
    (Code.COLUMN_SPELLING, header(lambda names: names.replace("GENRE", '"GENRE "').replace('"', ""))),
    (Code.QUOTED_HEADER, header(lambda names: ",".join(f'"{name}"' for name in names.split(",")))),
    (
        Code.QUOTED_HEADER,
        of_file(b"\n".join([f'"{HEADER.lower()}"'.replace(",", '","').encode(), *CSV.split(b"\n")[1:]])),
    ),
    (Code.INNER_QUOTE, row("DESCRIPTION", 'A 12" record')),
    (Code.INNER_QUOTE, row("DESCRIPTION", '"A film" of note')),
    (Code.NOT_FINITE, row("PRICE", "-Infinity")),
    (Code.NOT_FINITE, row("PRICE", "nan")),
    (Code.NOT_FINITE, row("PRICE", "-inf")),
    (Code.SPACES_AROUND_VALUE, row("PRICE", " NaN")),
    (Code.SPACES_AROUND_VALUE, row("ADULT", "true ")),
    (Code.UNCLOSED_QUOTE, of_file(CSV + ROW.replace("say", "say\\").removesuffix('"').encode())),
    (Code.UNCLOSED_QUOTE, row("DESCRIPTION", "A film\\")),
    (Code.FIELD_COUNT, of_file(good("item-2,Drama"))),
    (Code.FLOAT_IN_INTEGER, row("CREATION_TIMESTAMP", "1.596e9")),
    (Code.OUT_OF_RANGE, row("STOCK", "-2147483649")),
    (Code.MILLISECONDS, row("CREATION_TIMESTAMP", "828124615000")),
    (Code.MILLISECONDS, row("CREATION_TIMESTAMP", "1596238243000000000")),
    (Code.BOOLEAN_CASE, row("ADULT", "TRUE")),
    (Code.WRONG_TYPE, row("ADULT", "yes")),
    (Code.WRONG_TYPE, row("PRICE", '"9,99"')),
    (Code.WRONG_TYPE, row("PRICE", "nano")),
    (Code.TOO_LONG, row("ITEM_ID", "x" * 257)),
    (Code.TOO_LONG, row("DESCRIPTION", "x" * 20_001)),
    (Code.TOO_LONG, row("DESCRIPTION", "x" * 50_000)),
    (Code.TOO_FEW_INTERACTIONS, replace(FEW_ACTION_INTERACTIONS, import_mode="INCREMENTAL", has_landed=True)),
]
