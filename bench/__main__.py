"""Measure everything: `python -m bench [--quick] [--docs FOLDER]`, which `make bench` and `make bench-quick` run."""

import argparse
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from bench.host.machine import machine, versions
from bench.measures import MEASURES
from bench.report import markdown_page
from bench.report.printing import print_section, print_targets
from bench.report.run_time import Durations
from bench.report.section import Section

_DOCS = Path(__file__).parent.parent / "docs"


def run(console: Console, docs: Path, *, quick: bool) -> bool:
    """Run all measurements and print them; write the page if none of them failed, and return whether that is so."""
    durations, date, described = Durations(), datetime.now(UTC).date().isoformat(), machine()
    measures = (*MEASURES, durations.measure)
    sections: list[Section] = []
    for measure in measures:
        try:
            with durations.of(measure.__module__):
                section = measure(console, quick=quick)
        except Exception:
            console.print(f"[red]{measure.__module__} failed[/]")
            console.print_exception()
            continue
        sections.append(section)
        print_section(console, section)
    console.rule("What it must reach", align="left")
    for section in sections:
        print_targets(console, section)
    is_whole = len(sections) == len(measures)
    if is_whole:
        written = markdown_page.write(docs, sections, date=date, machine=described, versions=versions())
        console.print(f"wrote {written}", highlight=False, soft_wrap=True)
    return is_whole


def main() -> int:
    """Return 0 whatever the figures are, and 1 if a measurement failed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="run each once, small, to see that it works")
    parser.add_argument(
        "--docs", type=Path, help="the folder to write to; by default docs, or a temporary one if quick"
    )
    asked = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory(prefix="bench-quick-") as temporary:
        docs = asked.docs or (Path(temporary) if asked.quick else _DOCS)
        return 0 if run(console, docs, quick=asked.quick) else 1


if __name__ == "__main__":
    sys.exit(main())
