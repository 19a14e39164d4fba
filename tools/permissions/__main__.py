"""`make permissions`: take every statement away in turn, and print what failed and with which message."""

import sys

from rich import box
from rich.table import Table

from demo.view import DONE, FAILED, View, standard_output
from tools.permissions.table import Row, try_all


def main() -> int:
    """Print the table; return 1 if a statement is one that nobody misses, or whose lack is not named."""
    with View(standard_output()) as view:
        view.doing("deploying stacks that lack one statement each to a local AWS (about five minutes)")
        rows = try_all(lambda row: view.line(str(row.removal), DONE if row.is_as_promised else FAILED))
        view.show(_table(rows))
        wrong = [row for row in rows if not row.is_as_promised]
        view.line(f"{len(rows) - len(wrong)} of {len(rows)} as promised", FAILED if wrong else DONE)
    return 1 if wrong else 0


def _table(rows: list[Row]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_lines=True, expand=True)
    for heading, ratio in (("removed", 4), ("what failed", 1), ("message", 8), ("in the log", 3)):
        table.add_column(heading, ratio=ratio, overflow="fold")
    for row in rows:
        in_log = row.outcome.denial or row.outcome.left_out
        table.add_row(str(row.removal), row.outcome.failed or "nothing", row.outcome.message, in_log)
    return table


if __name__ == "__main__":
    sys.exit(main())
