import pytest

from local_aws.personalize.record import read_record


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("a,b", ["a", "b"]),
        ('"a,b",c', ["a,b", "c"]),
        ('"a \\"b\\" \\\\",c', ['a "b" \\', "c"]),
        ("a\\,b", ["a,b"]),
        ("5' 9\" tall,b", ["5' 9\" tall", "b"]),
        (",", ["", ""]),
        (" ", [" "]),
        ("", []),
        ("x" * 200_000, ["x" * 200_000]),
    ],
)
def test_a_line_is_read_as_a_record(line: str, values: list[str]) -> None:
    assert read_record(line) == values


@pytest.mark.parametrize("line", ['a,"b', '"', "a,b\\", "\\", 'a,"b\\"'])
def test_a_record_that_goes_on_in_the_next_line_is_not_one(line: str) -> None:
    with pytest.raises(ValueError, match=r"^Record is not on one line$"):
        read_record(line)


def test_what_the_parser_refuses_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="Row cannot be parsed"):
        read_record("a\rb")
