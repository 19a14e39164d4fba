"""Measure everything: `python -m bench [--quick] [--docs FOLDER]`, which `make bench` and `make bench-quick` run."""

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from bench import page
from bench.machine import machine, versions
from bench.measures import MEASURES
from bench.printing import print_section, print_targets
from bench.section import Section

_DOCS = Path(__file__).parent.parent / "docs"


def run(console: Console, docs: Path, *, quick: bool) -> bool:
    """Run all measurements and print them; write the page if none of them failed, and return whether that is so."""
    began, date, described = time.monotonic(), datetime.now(UTC).date().isoformat(), machine()
    sections: list[Section] = []
    for measure in MEASURES:
        started = time.monotonic()
        try:
            section = measure(console, quick=quick)
        except Exception:
            console.print(f"[red]{measure.__module__} failed[/]")
            console.print_exception()
            continue
        sections.append(section)
        print_section(console, section)
        console.print(f"measured in {time.monotonic() - started:.0f} s\n", style="dim", highlight=False)
    console.rule("What it must reach", align="left")
    print_targets(console, (target for section in sections for target in section.targets))
    console.print(f"all of it in {time.monotonic() - began:.0f} s", highlight=False)
    is_whole = len(sections) == len(MEASURES)
    if is_whole:
        written = page.write(docs, sections, date=date, machine=described, versions=versions())
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
