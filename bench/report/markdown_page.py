"""The measurements as a page of the documentation, with its plots in a folder beside it."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bench.report import plots
from bench.report.formatting import told, told_limit, verdict
from bench.report.section import Plot, Section, Table

PAGE, PLOTS = "benchmarks.md", "benchmarks"
_HEAD = """\
# Benchmarks

Written by `make bench`, in one run on one machine; do not edit it. This library, with its *default waiter* or its
*crhelper waiter*, is compared with what people would use instead, the peers:

- (a) the CDK's Provider framework with a plain handler and its default settings
- (b) crhelper as in its README
- (c) the Step Functions loop of the AWS Solution for Amazon Personalize, which waits 60 s, growing by 1.02
- (d) the Step Functions loop of the AWS sample for MLOps with Amazon Personalize, which waits 120 s

No figure is of live AWS: deployments are those of the real CDK CLI to a [local AWS](../local_aws/README.md), and what
is simulated is called simulated. Times depend on the machine, so what is to be reached are ratios within this run,
counts and sizes, and seconds of a virtual clock.
"""


def write(
    folder: Path, sections: Sequence[Section], *, date: str, machine: Mapping[str, str], versions: Mapping[str, str]
) -> Path:
    """Write the page and its plots into a folder, in place of those that are there; return the page."""
    shutil.rmtree(folder / PLOTS, ignore_errors=True)
    (folder / PLOTS).mkdir(parents=True)
    for plot in (plot for section in sections for plot in section.plots):
        plots.save(plot, _file(folder, plot))
    parts = [_HEAD, _summary(sections), _circumstances(date, machine, versions), *map(_section, sections)]
    page = folder / PAGE
    page.write_text("\n".join(parts), encoding="utf-8")
    return page


def _file(folder: Path, plot: Plot) -> Path:
    return folder / PLOTS / f"{plot.name}.svg"


def _summary(sections: Sequence[Section]) -> str:
    rows = [
        (target.name, told(target.value, target.unit), told_limit(target), verdict(target))
        for section in sections
        for target in section.targets
    ]
    return f"## What it must reach\n\n{_rows(('', 'measured', 'at most', ''), rows)}\n{_missed(sections)}"


def _missed(sections: Iterable[Section]) -> str:
    """Tell why targets were not reached."""
    return "".join(
        f"- **Not reached: {target.name}.** {section.reason(target)}\n"
        for section in sections
        for target in section.targets
        if not target.is_reached
    )


def _circumstances(date: str, machine: Mapping[str, str], versions: Mapping[str, str]) -> str:
    rows = list(({"date": date} | dict(machine) | dict(versions)).items())
    return f"## Measured on\n\n{_rows(('', ''), rows)}"


def _section(section: Section) -> str:
    parts = [f"## {section.title}\n", section.text.strip() + "\n"]
    parts += [_table(table) for table in section.tables]
    parts += [f"![{plot.description}]({_file(Path(), plot).as_posix()})\n" for plot in section.plots]
    return "\n".join(parts)


def _table(table: Table) -> str:
    caption = f"\n{table.caption}\n" if table.caption else ""
    return f"**{table.title}**\n\n{_rows(table.headings, table.rows)}{caption}"


def _rows(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---", *("---:" for _ in headings[1:])]
    return "".join(f"| {' | '.join(map(_cell, row))} |\n" for row in (headings, rule, *rows))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
