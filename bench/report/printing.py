"""Measurements on a terminal."""

from rich.console import Console
from rich.table import Table as RichTable

from bench.report.formatting import told, told_limit, verdict
from bench.report.section import Section, Table


def print_section(console: Console, section: Section) -> None:
    """Print the tables of a measurement, and whether it reached what it must."""
    console.rule(section.title, align="left")
    for table in section.tables:
        console.print(_rendered(table))
    if section.targets:
        print_targets(console, section)


def print_targets(console: Console, section: Section) -> None:
    """Print for each target whether it is reached, and why if it is not."""
    for target in section.targets:
        style = "green" if target.is_reached else "red"
        at_most = f", at most {told_limit(target)}" if target.limit is not None else ""
        values = f"{told(target.value, target.unit)}{at_most}"
        console.print(f"[{style}]{verdict(target)}[/]: {target.name}: {values}", highlight=False)
        if not target.is_reached:
            console.print(f"  {section.reason(target)}", highlight=False, markup=False)


def _rendered(table: Table) -> RichTable:
    rendered = RichTable(title=table.title, caption=table.caption or None, title_justify="left", caption_justify="left")
    first, *others = table.headings
    rendered.add_column(first, no_wrap=True)
    for heading in others:
        rendered.add_column(heading, justify="right")
    for row in table.rows:
        rendered.add_row(*row)
    return rendered
