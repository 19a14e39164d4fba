"""The check of the header against the schema.

Amazon Personalize is recorded to compare names without regard to case and to take names in quotation marks. Spaces
around a name and a byte-order mark are read in the same way, since nothing is known of them.
"""

import re
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
_UNDECODED = re.compile("\\\\?[\udc80-\udcff]")
"""A byte that `decoding` has kept."""


@dataclass(frozen=True)
class Header:
    """The columns of a file: their names without quotation marks, and the positions of the schema's columns.

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
    names = _names(first_line, delimiter)
    positions = _positions(names, wanted)
    if not positions and _is_data(first_line, rules):
        finding = Finding(code=Code.MISSING_HEADER, what="the file has no header", file=file, line=1)
        return Header(wanted, {name: place for place, name in enumerate(wanted)}, ",", True, [finding])
    findings = [
        Finding(code=code, what=what, file=file, line=1, column=column)
        for code, what, column in (
            *_of_line(first_line, delimiter, positions),
            *_of_names(names, wanted, positions),
        )
    ]
    return Header(names, positions, delimiter, findings=findings)


def columns_in(first_line: str, wanted: Sequence[str]) -> int:
    """Return how many of the wanted columns the first line of a file names, separated by commas."""
    return len(_positions(_names(first_line, ","), wanted))


def _delimiter(first_line: str, wanted: Sequence[str]) -> str:
    if columns_in(first_line, wanted):
        return ","
    candidates = [",", *_OTHER_DELIMITERS]
    return max(candidates, key=lambda each: len(_positions(_names(first_line, each), wanted)))


def _names(first_line: str, delimiter: str) -> Sequence[str]:
    """Return the names without quotation marks; a line that is not a whole record is split at its delimiters."""
    line = first_line.removeprefix(_BYTE_ORDER_MARK)
    names: Sequence[str] = line.split(delimiter)
    if '"' in line:
        record = csv_line.read(line, delimiter)
        if record.error is None:
            names = record.values
    return [name.replace('"', "") for name in names]


def _positions(names: Sequence[str], wanted: Sequence[str]) -> dict[str, int]:
    """Return the positions of the wanted columns: of the exact name, or else of the first that is alike."""
    plain = [_plain(name) for name in names]
    exact = {name: names.index(name) for name in wanted if name in names}
    alike = {name: plain.index(_plain(name)) for name in wanted if _plain(name) in plain}
    return alike | exact


def _plain(name: str) -> str:
    return name.strip(" ").casefold()


def _is_data(first_line: str, rules: Sequence[ValueRule]) -> bool:
    """Return whether every value is valid for its column, and one is not a string, so that it is not a name."""
    values = csv_line.read(first_line).values
    if len(values) != len(rules) or any(map(ValueRule.code_of, rules, values)):
        return False
    return any(value and rule.pattern for rule, value in zip(rules, values, strict=True))


def _of_line(first_line: str, delimiter: str, positions: Mapping[str, int]) -> Iterator[tuple[Code, str, str | None]]:
    if delimiter != ",":
        yield Code.WRONG_DELIMITER, f"columns are separated by {_OTHER_DELIMITERS[delimiter]}, not commas", None
    if positions and first_line.startswith(_BYTE_ORDER_MARK):
        yield Code.BYTE_ORDER_MARK, "a byte-order mark precedes the first name", None
    if positions and '"' in first_line:
        yield Code.QUOTED_HEADER, "names are in quotation marks", None


def _of_names(
    names: Sequence[str], wanted: Sequence[str], positions: Mapping[str, int]
) -> Iterator[tuple[Code, str, str | None]]:
    if missing := [name for name in wanted if name not in positions]:
        yield Code.MISSING_COLUMN, f"{_listed(missing)} missing", None
    if not positions:
        return
    for name, place in positions.items():
        if names[place] != names[place].strip(" "):
            yield Code.COLUMN_SPELLING, f"the name is spelled {names[place]!r}", name
    plain = [_plain(name) for name in names]
    if repeated := [name for name in wanted if plain.count(_plain(name)) > 1]:
        yield Code.DUPLICATE_COLUMN, f"{_listed(repeated)} named more than once", None
    known = {_plain(name) for name in wanted}
    if extra := [name for name, alike in zip(names, plain, strict=True) if alike not in known]:
        yield Code.EXTRA_COLUMN, f"{_listed([_quoted(name) for name in extra])} not in the schema", None
    in_order = [name for name in wanted if name in positions]
    if sorted(in_order, key=positions.__getitem__) != in_order:
        yield Code.COLUMN_ORDER, f"the order of the schema is {', '.join(in_order)}", None


def _quoted(name: str) -> str:
    shown = _UNDECODED.sub("?", name.partition("\r")[0])
    return repr(shown[:_MAX_NAME_LENGTH])


def _listed(names: Sequence[str]) -> str:
    listed = ", ".join(names[:_MAX_NAMES])
    more = f" and {len(names) - _MAX_NAMES} more" if len(names) > _MAX_NAMES else ""
    return f"{listed}{more} {'is' if len(names) == 1 else 'are'}"
