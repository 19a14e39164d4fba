"""Measurements on a terminal."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table as RichTable

from bench.figures import told, verdict
from bench.section import Section, Table, Target


def print_section(console: Console, section: Section) -> None:
    """Print the tables of a measurement, and whether it reached what it must."""
    console.rule(section.title, align="left")
    for table in section.tables:
        console.print(_rendered(table))
    if section.targets:
        print_targets(console, section.targets)


def print_targets(console: Console, targets: Iterable[Target]) -> None:
    """Print for each target whether it is reached."""
    for target in targets:
        style = "green" if target.is_reached else "red"
        values = f"{told(target.value, target.unit)}, at most {told(target.limit, target.unit)}"
        console.print(f"[{style}]{verdict(target)}[/]: {target.name}: {values}", highlight=False)
        if target.why_not and not target.is_reached:
            console.print(f"  {target.why_not}", highlight=False, markup=False)


def _rendered(table: Table) -> RichTable:
    rendered = RichTable(title=table.title, caption=table.caption or None, title_justify="left", caption_justify="left")
    first, *others = table.headings
    rendered.add_column(first, no_wrap=True)
    for heading in others:
        rendered.add_column(heading, justify="right")
    for row in table.rows:
        rendered.add_row(*row)
    return rendered
