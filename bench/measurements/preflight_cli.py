"""What preflight costs on the command line."""

import random
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from bench.host.process import Cost, cost, typical
from bench.report.section import Section, Table

_GIGABYTE, _SMALL = 10**9, 10**7
_RUNS = 5
_SCHEMA = Path(__file__).parents[2] / "schemas" / "interactions.avsc"
_READ = "import collections, csv; collections.deque(csv.reader(open('interactions.csv', newline='')), maxlen=0)"
_TEXT = """\
`cdk-personalize check` reads a whole file of interactions and holds every row against the schema; beside it, Python's
`csv` module only reads the same file. Each runs in a fresh process, in turn; times are the median of {runs} runs,
memory is the most of any. The ratio is that of processor time. Nothing is simulated.
"""


def measure(console: Console, *, quick: bool) -> Section:
    """Check a file of a gigabyte with the command, and compare it with merely reading the file."""
    size, runs = (_SMALL, 1) if quick else (_GIGABYTE, _RUNS)
    with tempfile.TemporaryDirectory(prefix="bench-preflight-") as temporary:
        folder = Path(temporary)
        with console.status(f"preflight of a file: writing interactions to {folder}, which is deleted afterwards"):
            rows = write_interactions(folder / "interactions.csv", size)
        check = (sys.executable, "-m", "cdk_personalize_check", "check", "interactions.csv", "--schema", str(_SCHEMA))
        commands = {"cdk-personalize check": check, "csv.reader, reading only": (sys.executable, "-c", _READ)}
        costs: dict[str, list[Cost]] = {name: [] for name in commands}
        for run in range(runs):
            for name, command in commands.items():
                with console.status(f"preflight of a file: {name}, run {run + 1} of {runs}"):
                    costs[name].append(cost(command, folder))
    title = f"{size / 10**9:g} GB of interactions, {rows:,} rows, all of them checked"
    return Section(
        title="Preflight on the command line", text=_TEXT.format(runs=runs), tables=[_table(title, rows, costs)]
    )


def _table(title: str, rows: int, costs: Mapping[str, Sequence[Cost]]) -> Table:
    """Compare commands with the last of them."""
    *_, reference = (typical(each) for each in costs.values())
    told = []
    for name, usual in ((name, typical(each)) for name, each in costs.items()):
        row = (
            name,
            f"{usual.seconds:.1f}",
            f"{usual.processor_seconds:.1f}",
            f"{usual.processor_seconds / reference.processor_seconds:.2f}",
            f"{rows / usual.seconds:,.0f}",
            f"{usual.peak_memory / 10**6:.0f} MB",
        )
        told.append(row)
    return Table(title, ("", "seconds", "on a CPU", "ratio", "rows/second", "memory"), told)


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
