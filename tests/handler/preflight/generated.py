"""Generated files that are valid for a schema, and changes of them."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from cdk_personalize_handler.preflight.values import RESERVED_KEYWORDS
from tests.handler.preflight.case import Case, Field

_COLUMNS: Sequence[Field] = (
    {"name": "GENRE", "type": "string", "categorical": True},
    {"name": "TITLE", "type": "string"},
    {"name": "DESCRIPTION", "type": "string", "textual": True},
    {"name": "PRICE", "type": "float"},
    {"name": "SCORE", "type": "double"},
    {"name": "STOCK", "type": "int"},
    {"name": "VIEWS", "type": "long"},
    {"name": "CREATION_TIMESTAMP", "type": "long"},
    {"name": "ADULT", "type": "boolean"},
)
_NO_VALUES = RESERVED_KEYWORDS | {str(each["name"]) for each in _COLUMNS} | {"ITEM_ID"}
_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters='\r\n"\\'), min_size=1, max_size=12).filter(
    lambda text: text not in _NO_VALUES
)


@st.composite
def fields(draw: DrawFn) -> list[Field]:
    """Draw the fields of an items schema, in any order; all but the ID can be nullable."""
    chosen = draw(st.lists(st.sampled_from(_COLUMNS), unique_by=lambda each: str(each["name"]), max_size=5))
    others = [{**each, "type": ["null", each["type"]]} if draw(st.booleans()) else each for each in chosen]
    return draw(st.permutations([{"name": "ITEM_ID", "type": "string"}, *others]))


def values(field: Field) -> SearchStrategy[str]:
    """Return a strategy for valid values of a field."""
    types = field["type"] if isinstance(field["type"], list) else [field["type"]]
    null = st.just("") if "null" in types else st.nothing()
    match types[-1]:
        case "string":
            return _TEXT | null
        case "float" | "double":
            return st.floats(allow_nan=False, allow_infinity=False).map(str) | null
        case "boolean":
            return st.sampled_from(["true", "false"]) | null
        case "int":
            return st.integers(-(2**31), 2**31 - 1).map(str) | null
        case _ if field["name"] == "CREATION_TIMESTAMP":
            return st.integers(0, 4 * 10**9).map(str) | null
        case _:
            return st.integers(-(2**63), 2**63 - 1).map(str) | null


@st.composite
def tables(draw: DrawFn, columns: Sequence[Field], min_rows: int = 1) -> list[list[str]]:
    """Draw a header and rows that are valid for the fields."""
    row = st.tuples(*(values(each) for each in columns)).map(list)
    return [[str(each["name"]) for each in columns], *draw(st.lists(row, min_size=min_rows, max_size=6))]


def written(table: Sequence[Sequence[str]], line_end: str = "\n") -> str:
    """Return a table as CSV."""
    text = io.StringIO()
    csv.writer(text, escapechar="\\", doublequote=False, lineterminator=line_end).writerows(table)
    return text.getvalue()


def case_of(columns: Sequence[Field], content: bytes, **more: Any) -> Case:
    """Return an import of one file of items."""
    return Case(files={"data.csv": content}, fields=columns, **more)


@st.composite
def good_cases(draw: DrawFn) -> Case:
    """Draw a valid import."""
    columns = draw(fields())
    text = written(draw(tables(columns)), draw(st.sampled_from(["\n", "\r\n"])))
    return case_of(columns, draw(st.sampled_from([text, text.rstrip("\r\n")])).encode())


_VALUES = st.sampled_from(
    [
        "",
        "x",
        "1",
        "1.0",
        "1e3",
        "true",
        "True",
        "9" * 13,
        "2147483648",
        "EVENT_TYPE",
        "x" * 257,
        " 1",
        "a,b",
        "a\nb",
        "é",
        "NaN",
        "-inf",
        "Infinity",
        "5000000000",
        "9" * 11,
        "N",
        "impression",
    ]
)
_FRAGMENTS = st.sampled_from(
    [",", '"', "\\", "\n", "\r", "\r\n", ";", "\t", "|", "\ufeff", "\0", "ITEM_ID", "item_id", "é", "x", "1", " ", "{"]
)
_CHANGES = (
    "value",
    "value",
    "name",
    "order",
    "column",
    "delimiter",
    "line end",
    "text",
    "text",
    "encoding",
    "bytes",
)


@st.composite
def changed_cases(draw: DrawFn) -> Case:
    """Draw an import with up to three changes, which need not be errors, perhaps above many valid rows."""
    columns = draw(fields())
    table = draw(tables(columns, min_rows=0))
    many = written(draw(tables(columns, min_rows=1))[1:]) * draw(st.sampled_from([0, 0, 2, 9, 10, 11, 20]))
    changes = draw(st.lists(st.sampled_from(_CHANGES), max_size=3))
    for change in changes:
        _change_table(draw, change, table)
    text = written(table, "\r" if "line end" in changes else "\n")
    for change in changes:
        text = _changed_text(draw, change, text)
    text += many
    encodings = st.sampled_from(["utf-8-sig", "utf-16", "utf-16-be", "utf-32", "latin-1"])
    content = text.encode(draw(encodings) if "encoding" in changes else "utf-8", "replace")
    if "bytes" in changes:
        place = draw(st.integers(0, len(content)))
        content = content[:place] + draw(st.binary(max_size=3)) + content[place:]
    return case_of(columns, content)


def _change_table(draw: DrawFn, change: str, table: list[list[str]]) -> None:
    row = draw(st.sampled_from(table[1:] or table))
    place = draw(st.integers(0, len(row) - 1))
    name = table[0][place % len(table[0])]
    match change:
        case "value":
            row[place] = draw(_VALUES)
        case "name":
            names = [name.lower(), name.title(), f" {name}", f"\ufeff{name}", "ITEM_ID", "OTHER", f'"{name}"']
            table[0][place % len(table[0])] = draw(st.sampled_from(names))
        case "order":
            table[:] = [[*each[1:], each[0]] for each in table]
        case "column":
            several = (
                [each[:-1] or each for each in table],
                [[*each, "X"] for each in table],
                [[*each, each[0]] for each in table],
            )
            table[:] = draw(st.sampled_from(several))


def _changed_text(draw: DrawFn, change: str, text: str) -> str:
    match change:
        case "delimiter":
            return text.replace(",", draw(st.sampled_from([";", "\t", "|"])))
        case "text":
            place = draw(st.integers(0, len(text)))
            return text[:place] + draw(_FRAGMENTS) + text[place + draw(st.integers(0, 2)) :]
        case _:
            return text


_CHARACTERS = st.lists(st.sampled_from(['"', '"', "\\", "x", "x", "\r", "", " ", "é", ";"]), max_size=6).map("".join)
_LINES = st.lists(st.tuples(_CHARACTERS, _CHARACTERS).map(",".join), max_size=4)


@st.composite
def soup_cases(draw: DrawFn) -> Case:
    """Draw an import of characters with a meaning in CSV, below a valid header."""
    columns = [{"name": "ITEM_ID", "type": ["null", "string"]}, {"name": "GENRE", "type": ["null", "string"]}]
    lines = draw(_LINES)
    ends = draw(st.lists(st.sampled_from(["\n", "\n", "\r\n", ""]), min_size=len(lines), max_size=len(lines)))
    header = draw(st.sampled_from(["ITEM_ID,GENRE\n", "ITEM_ID,GENRE\r\n", "GENRE,ITEM_ID\n"]))
    text = header + "".join(line + end for line, end in zip(lines, ends, strict=True))
    return case_of(columns, text.encode())
