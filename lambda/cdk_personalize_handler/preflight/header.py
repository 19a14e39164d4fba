"""The check of the header against the schema.

Amazon Personalize takes column names literally, so each error here makes a column missing. The check guesses the
intended name, in order to describe the error and to check the rows anyway.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cdk_personalize_handler.preflight import csv_line
from cdk_personalize_handler.preflight.codes import Code
from cdk_personalize_handler.preflight.findings import Finding
from cdk_personalize_handler.preflight.values import ValueRule

_BYTE_ORDER_MARK = "\ufeff"
_OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_MAX_NAMES = 5
_MAX_NAME_LENGTH = 40


@dataclass(frozen=True)
class Header:
    """The columns of a file: their names as written, and the positions of the schema's columns.

    With `is_data`, the first line is already a row.
    """

    names: Sequence[str]
    positions: Mapping[str, int]
    delimiter: str = ","
    is_data: bool = False
    findings: Sequence[Finding] = ()

    def column_at(self, place: int) -> str | None:
        """Return the name of a column from the schema, or else from the header; None beyond the last column."""
        known = {position: name for name, position in self.positions.items()}
        return known.get(place, self.names[place] if place < len(self.names) else None)


def read(file: str, first_line: str, rules: Sequence[ValueRule]) -> Header:
    """Read the first line of a file, without its line end, as the header for the columns of the rules."""
    wanted = [rule.column.name for rule in rules]
    delimiter = _delimiter(first_line, wanted)
    names = first_line.split(delimiter)
    positions = _positions(names, wanted)
    if not positions and _is_data(first_line, rules):
        finding = Finding(code=Code.MISSING_HEADER, what="the file has no header", file=file, line=1)
        return Header(wanted, {name: place for place, name in enumerate(wanted)}, ",", True, [finding])
    findings = [
        Finding(code=code, what=what, file=file, line=1, column=column)
        for code, what, column in _errors(names, wanted, positions, delimiter)
    ]
    return Header(names, positions, delimiter, findings=findings)


def _delimiter(first_line: str, wanted: Sequence[str]) -> str:
    if _positions(first_line.split(","), wanted):
        return ","
    return max([",", *_OTHER_DELIMITERS], key=lambda each: len(_positions(first_line.split(each), wanted)))


def _positions(names: Sequence[str], wanted: Sequence[str]) -> dict[str, int]:
    """Return the positions of the wanted columns: of the exact name, or else of a similar name."""
    plain = [_plain(name) for name in names]
    exact = {name: names.index(name) for name in wanted if name in names}
    alike = {name: plain.index(_plain(name)) for name in wanted if _plain(name) in plain}
    return alike | exact


def _plain(name: str) -> str:
    return name.removeprefix(_BYTE_ORDER_MARK).replace('"', "").strip().casefold()


def _is_data(first_line: str, rules: Sequence[ValueRule]) -> bool:
    """Return whether every value is valid for its column, and one is not a string, so that it is not a name."""
    values = csv_line.read(first_line).values
    if len(values) != len(rules) or any(map(ValueRule.error_in, rules, values)):
        return False
    return any(value and rule.pattern for rule, value in zip(rules, values, strict=True))


def _errors(
    names: Sequence[str], wanted: Sequence[str], positions: Mapping[str, int], delimiter: str
) -> Iterator[tuple[Code, str, str | None]]:
    if delimiter != ",":
        yield Code.WRONG_DELIMITER, f"columns are separated by {_OTHER_DELIMITERS[delimiter]}, not commas", None
    written = {name: names[place] for name, place in positions.items()}
    for name, as_written in written.items():
        unmarked = as_written.removeprefix(_BYTE_ORDER_MARK)
        if unmarked != as_written:
            yield Code.BYTE_ORDER_MARK, "a byte-order mark precedes the name", name
        if '"' in unmarked:
            yield Code.QUOTED_HEADER, "the name is in quotation marks", name
        if (unquoted := unmarked.replace('"', "")) != name:
            yield Code.COLUMN_SPELLING, f"the name is spelled {unquoted!r}", name
    if missing := [name for name in wanted if name not in positions]:
        yield Code.MISSING_COLUMN, f"{_listed(missing)} missing", None
    if repeated := [name for name in wanted if names.count(name) > 1]:
        yield Code.DUPLICATE_COLUMN, f"{_listed(repeated)} named more than once", None
    if positions:
        yield from _warnings(names, wanted, positions)


def _warnings(
    names: Sequence[str], wanted: Sequence[str], positions: Mapping[str, int]
) -> Iterator[tuple[Code, str, None]]:
    known = set(positions.values())
    extra = [name for place, name in enumerate(names) if place not in known and name not in wanted]
    if extra:
        yield Code.EXTRA_COLUMN, f"{_listed([_quoted(name) for name in extra])} not in the schema", None
    in_order = [name for name in wanted if name in positions]
    if sorted(in_order, key=positions.__getitem__) != in_order:
        yield Code.COLUMN_ORDER, f"the order of the schema is {', '.join(in_order)}", None


def _quoted(name: str) -> str:
    return repr(name.partition("\r")[0][:_MAX_NAME_LENGTH])


def _listed(names: Sequence[str]) -> str:
    listed = ", ".join(names[:_MAX_NAMES])
    more = f" and {len(names) - _MAX_NAMES} more" if len(names) > _MAX_NAMES else ""
    return f"{listed}{more} {'is' if len(names) == 1 else 'are'}"
