"""What is wrong with the file of `make demo-failure`: four faults that are common in exported data."""

import csv
from pathlib import Path

MISSING_COLUMN = "ITEM_ID"
FAULTS = 4
_ROW_WITHOUT_USER, _ROW_WITHOUT_EVENT = 5, 10


def break_interactions(file: Path) -> None:
    """Take a column away, write times in milliseconds, and leave out a user and the end of a row."""
    with file.open(newline="", encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    for row in rows:
        del row[MISSING_COLUMN]
        row["TIMESTAMP"] += "000"
    rows[_ROW_WITHOUT_USER]["USER_ID"] = ""
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    lines[_ROW_WITHOUT_EVENT].pop()
    with file.open("w", newline="", encoding="utf-8") as target:
        csv.writer(target, lineterminator="\n").writerows(lines)
