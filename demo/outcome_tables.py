"""An outcome as the person reads it: what was imported, and that the solution came after it."""

from datetime import datetime

from rich import box
from rich.table import Table

from demo.outcome import Outcome


def imports_table(outcome: Outcome) -> Table:
    """Return the datasets with their rows, and the jobs that brought them."""
    table = Table("dataset", "rows", "status", "seconds", "import job", box=box.SIMPLE_HEAD, pad_edge=False)
    table.columns[1].justify = table.columns[3].justify = "right"
    table.columns[-1].overflow = "fold"
    for each in outcome.imports:
        seconds = (each.ended - each.created).total_seconds()
        table.add_row(each.dataset_type, f"{each.rows:,}", each.status, f"{seconds:.1f}", each.job_arn)
    return table


def order_table(outcome: Outcome) -> Table:
    """Return by the service's clock when each import ended and the solution was created."""
    table = Table("time", "event", box=box.SIMPLE_HEAD, pad_edge=False)
    table.columns[-1].overflow = "fold"
    ended = [(each.ended, f"the import of {each.dataset_type} ended") for each in outcome.imports]
    created = [(each.created, f"{each.arn} was created") for each in outcome.solutions]
    for time, event in sorted([*ended, *created]):
        table.add_row(_clock(time), event)
    return table


def _clock(time: datetime) -> str:
    return f"{time.astimezone():%H:%M:%S.%f}"[:-3]
