"""Generated files with runs of valid lines, of lines with the same error, and of similar lines."""

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.handler.preflight.case import ITEMS, Field

_COLUMNS: Sequence[Field] = (
    *ITEMS,
    {"name": "A", "type": "string"},
    {"name": "a", "type": "int"},
    {"name": "TIMESTAMP", "type": "int"},
)

_WORDS = [
    *("x", "", '""', "A", "ITEM_ID", "IMPRESSION", "EVENT_TYPE", "EVENT_TYPES"),
    *('"EVENT_TYPE"', '"EVENT_TYPE,"', '"EVENT\\_TYPE"'),
]
_LONG_WORDS = ["x" * length for length in (255, 256, 257, 999, 1_000, 1_001, 20_001)]
_LONG_TEXTS = [f'"{"é" * length}"' for length in (256, 257, 1_000, 1_001)]
_WHOLE = [
    *("1", '"1"', "1.5", "2147483647", "2147483648", "-2147483649"),
    *(" 1", "1 ", " 5000000000 ", "4999999999", "N", "\\N"),
    *("9" * digits for digits in (11, 12, 18, 19, 20)),
]
_REAL = ["1", '"1"', "-1", "1.5", "1e5", "NaN", " NaN", "", '"1,5"', "x", "1;2"]
_BOOLEANS = ["true", "True", '"TRUE"', "yes", ""]
_ODD = [
    *('"a,b"', '"a\\"b"', '"a""b"', '"a\\"', '"a\\\\"', 'a"b', 'a"', '"a'),
    *("a\\", "a\\,", "a\r", "a\0", "\ufeff", "\udcff", "a\udce9b", " a ", ""),
]
_VALUES = {
    "string": (_WORDS, _LONG_WORDS, _LONG_TEXTS),
    "int": (_WHOLE, _REAL),
    "long": (_WHOLE, _REAL),
    "float": (_REAL,),
    "boolean": (_BOOLEANS,),
}


@st.composite
def repetitive_files(draw: DrawFn) -> tuple[Sequence[Field], bytes]:
    """Draw the fields of a schema, and a file that need not be valid for them."""
    columns = draw(
        st.lists(st.sampled_from(_COLUMNS), min_size=1, max_size=4, unique_by=lambda each: str(each["name"]))
    )
    names = [str(each["name"]) for each in columns]
    headers = [*[names] * 4, names[::-1], [*names, "MORE"], [*names, names[0]], names[:1], ["a"]]
    header = draw(st.sampled_from(headers))
    types = {str(each["name"]): each["type"] for each in columns}
    line = st.tuples(*(_few_values(draw, types.get(name, "string")) for name in header))
    kinds = [
        line,
        line,
        line,
        st.just(header),
        line.map(lambda values: [*values, "x"]),
        line.map(lambda each: each[1:]),
    ]
    runs = draw(st.lists(st.tuples(st.one_of(kinds), st.integers(1, 3)), max_size=8))
    delimiter, end = draw(st.sampled_from(",,,;\t|")), draw(st.sampled_from(["\n", "\n", "\r\n"]))
    lines = [header] * draw(st.sampled_from([1, 1, 1, 0]))
    lines += [values for values, times in runs for _ in range(times)]
    text = end.join(delimiter.join(values) for values in lines) + draw(st.sampled_from(["", end]))
    return columns, text.encode(errors="surrogateescape")


def _few_values(draw: DrawFn, type_: str | Sequence[str]) -> SearchStrategy[str]:
    """Return one to three values for a column, most of them of the type or close to it."""
    kinds = _VALUES[type_ if isinstance(type_, str) else next(each for each in type_ if each != "null")]
    values = draw(st.sampled_from([*kinds, *kinds, _ODD]))
    return st.sampled_from(draw(st.lists(st.sampled_from(values), min_size=1, max_size=3)))
