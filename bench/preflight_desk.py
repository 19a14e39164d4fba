"""What preflight costs on the desk: a part of `make bench-preflight`."""

import random
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.process import Cost, cost, typical

_GIGABYTE = 10**9
_RUNS = 3
_SCHEMA = Path(__file__).parent.parent / "schemas" / "interactions.avsc"
_READ = "import collections, csv; collections.deque(csv.reader(open('interactions.csv', newline='')), maxlen=0)"


def desk(console: Console) -> None:
    """Check a file of a gigabyte with the command, and compare it with merely reading the file."""
    with tempfile.TemporaryDirectory(prefix="bench-preflight-") as temporary:
        folder = Path(temporary)
        with console.status(f"writing a gigabyte of interactions to {folder}, which is deleted afterwards"):
            rows = write_interactions(folder / "interactions.csv", _GIGABYTE)
        check = (sys.executable, "-m", "cdk_personalize_desk", "check", "interactions.csv", "--schema", str(_SCHEMA))
        commands = {"cdk-personalize check": check, "csv.reader, reading only": (sys.executable, "-c", _READ)}
        costs: dict[str, list[Cost]] = {name: [] for name in commands}
        for run in range(_RUNS):
            for name, command in commands.items():
                with console.status(f"{name}, run {run + 1} of {_RUNS}"):
                    costs[name].append(cost(command, folder))
    console.print(_costs(f"On the desk: 1 GB of interactions, {rows:,} rows, all of them checked", rows, costs))


def _costs(title: str, rows: int, costs: Mapping[str, Sequence[Cost]]) -> Table:
    """Compare commands with the last of them."""
    caption = f"Each in a fresh process; the median of {_RUNS} runs, the most memory of any. Ratio of CPU time."
    table = Table(title=title, caption=caption, title_justify="left", caption_justify="left")
    table.add_column("", no_wrap=True)
    for heading in ("seconds", "on a CPU", "ratio", "rows/second", "memory"):
        table.add_column(heading, justify="right")
    *_, reference = (typical(each) for each in costs.values())
    for name, each in costs.items():
        usual = typical(each)
        table.add_row(
            name,
            f"{usual.seconds:.1f}",
            f"{usual.processor_seconds:.1f}",
            f"{usual.processor_seconds / reference.processor_seconds:.2f}",
            f"{rows / usual.seconds:,.0f}",
            f"{usual.peak_memory / 10**6:.0f} MB",
        )
    return table


def write_interactions(file: Path, size: int) -> int:
    """Write interactions for the example's schema, a little more than `size` bytes; return the number of rows."""
    source = random.Random(1)  # noqa: S311
    block = "".join(
        f"user-{source.randrange(10**6)},item-{source.randrange(10**5)},{1_600_000_000 + source.randrange(10**8)},"
        f"{source.choice(['click', 'watch', 'purchase'])}\n"
        for _ in range(100_000)
    ).encode()
    blocks = -(-size // len(block))
    with file.open("wb") as output:
        output.write(b"USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n")
        for _ in range(blocks):
            output.write(block)
    return blocks * 100_000
