"""The rules of preflight, line by line: the reference for every faster check."""

from collections.abc import Iterable, Sequence
from unittest.mock import patch

from cdk_personalize_handler.preflight import bulk_rows, csv_file, rows
from cdk_personalize_handler.preflight.csv_file import Checked
from cdk_personalize_handler.preflight.header import Header
from cdk_personalize_handler.preflight.rows import Rows
from cdk_personalize_handler.preflight.schema import Column
from cdk_personalize_handler.preflight.values import ValueRule


def check(file: str, data: bytes, columns: Sequence[Column]) -> Checked:
    """Check a file like `csv_file.check`, one line at a time."""
    with patch.object(bulk_rows, "check", _check_rows):
        return csv_file.check(file, data, columns)


def _check_rows(file: str, texts: Iterable[str], first_line: int, header: Header, rules: Sequence[ValueRule]) -> Rows:
    *lines, last = "".join(texts).split("\n")
    return rows.check(file, enumerate([*(f"{line}\n" for line in lines), last], start=first_line), header, rules)
