import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cdk_personalize_handler.preflight import Code, Severity, number_patterns, schema
from cdk_personalize_handler.preflight.schema import TYPES, Column
from cdk_personalize_handler.preflight.values import RESERVED_KEYWORDS, ValueRule, rules_of
from local_aws.personalize import schema as local_schema
from local_aws.personalize import value_check
from local_aws.personalize.errors import ImportFailedError
from tests.handler.preflight.case import avro

NAMES = ("USER_ID", "GENRE", "TIMESTAMP", "CREATION_TIMESTAMP", "EVENT_VALUE")
DATASET_TYPES = ("INTERACTIONS", "ACTION_INTERACTIONS", "USERS", "ITEMS", "ACTIONS")
columns = st.builds(
    Column, name=st.sampled_from(NAMES), type=st.sampled_from(TYPES), nullable=st.booleans(), textual=st.booleans()
)
numbers = st.integers().map(str) | st.floats().map(str) | st.text("0123456789+-.eE", max_size=24)
near_limits = st.builds(
    lambda bits, offset, sign, zeros: f"{sign}{'0' * zeros}{2**bits + offset}",
    st.sampled_from([0, 31, 63, 64]),
    st.integers(-3, 3),
    st.sampled_from(["", "-", "+"]),
    st.integers(0, 3),
)
times = st.integers(8, 20).map(lambda digits: "9" * digits)
words = st.sampled_from(
    ["", "true", "False", "NaN", "nan", "Infinity", "-inf", "1_0", " 1", "1 ", "٣", "0x1", "1e5", "-", ".", "²", "1\n"]
)
texts = st.text(max_size=5) | st.builds(lambda length: "x" * length, st.sampled_from([256, 257, 1_000, 1_001, 20_001]))
values = numbers | near_limits | times | words | texts | st.sampled_from(sorted(RESERVED_KEYWORDS))


def rule_of(column: Column) -> ValueRule:
    (rule,) = rules_of([column])
    return rule


def is_refused_by_the_local_personalize(column: Column, dataset_type: str, value: str) -> bool:
    field = {
        "name": column.name,
        "type": ["null", column.type] if column.nullable else column.type,
        "textual": column.textual,
    }
    (local,) = local_schema.columns(avro([field]))
    try:
        value_check.check(local, dataset_type)(value)
    except (ValueError, ImportFailedError):
        return True
    return False


@given(columns, st.sampled_from(DATASET_TYPES), values)
@example(Column(name="TIMESTAMP", type="long"), "INTERACTIONS", "-" + "9" * 12)
@example(Column(name="CREATION_TIMESTAMP", type="long"), "ACTIONS", "9" * 12)
@example(Column(name="CREATION_TIMESTAMP", type="long"), "INTERACTIONS", "9" * 12)
def test_value_has_an_error_if_the_local_personalize_rejects_it(column: Column, dataset_type: str, value: str) -> None:
    (of_dataset,) = schema.of_dataset([column], dataset_type)
    code = rule_of(of_dataset).code_of(value)
    has_error = code is not None and code.severity is Severity.ERROR
    assert has_error == is_refused_by_the_local_personalize(column, dataset_type, value)


@given(st.sampled_from([8, 32, 64]), st.integers() | st.integers(-(2**64), 2**64), st.integers(0, 4))
def test_integer_pattern_matches_the_range_of_the_type(bits: int, number: int, zeros: int) -> None:
    pattern = re.compile(number_patterns.integer(bits))
    fits = -(2 ** (bits - 1)) <= number < 2 ** (bits - 1)
    padded = f"{'-' if number < 0 else ''}{'0' * zeros}{abs(number)}"
    assert bool(pattern.fullmatch(padded)) == fits


@pytest.mark.parametrize("bits", [32, 64])
def test_integer_pattern_has_exact_limits(bits: int) -> None:
    pattern = re.compile(number_patterns.integer(bits))
    largest = 2 ** (bits - 1) - 1
    matched = [largest, largest + 1, -largest - 1, -largest - 2, largest * 10, largest // 10]
    assert [bool(pattern.fullmatch(str(number))) for number in matched] == [True, False, True, False, False, True]


@pytest.mark.parametrize("type_", ["int", "long", "float", "double"])
@pytest.mark.parametrize("digits", ["1", "0", "1.1", "1e1"])
def test_near_number_is_rejected_without_backtracking(type_: str, digits: str) -> None:
    value = digits + digits[-1] * 120_000 + "x"  # takes minutes if a digit may belong to two parts of a pattern
    assert rule_of(Column(name="TIMESTAMP", type=type_, is_time=True)).code_of(value) is Code.WRONG_TYPE


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("name", NAMES)
def test_patterns_have_the_same_meaning_in_other_engines(name: str, type_: str) -> None:
    rule = rule_of(Column(name=name, type=type_, is_time=name == "TIMESTAMP"))
    patterns = [rule.pattern or "", *(pattern for pattern, _ in rule.explanations)]
    for pattern in patterns:
        without_plain_groups = re.sub(r"\(\?i?:", "", pattern)
        assert not re.search(r"\(\?|[\^$*+?}]\+|\\[^.+]", without_plain_groups), pattern


def test_an_empty_value_is_allowed_only_for_null() -> None:
    for type_ in TYPES:
        assert rule_of(Column(name="GENRE", type=type_)).code_of("") is not None
        assert rule_of(Column(name="GENRE", type=type_, nullable=True)).code_of("") is None


@given(columns, values, st.integers(2))
def test_finding_describes_the_value(column: Column, value: str, line: int) -> None:
    rule = rule_of(column)
    code = rule.code_of(value)
    if code is not None:
        finding = rule.finding(code, value, "in/data.csv", line)
        assert finding.message.startswith(f"data.csv, line {line}, {column.name}: ")
        assert (finding.code, finding.line, finding.column) == (code, line, column.name)
        assert "\n" not in finding.message
        assert len(finding.message) < 600
