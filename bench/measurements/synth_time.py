"""What synthesizing imports takes, beside the same resources written by hand."""

import json
import os
import sys
import tempfile
from pathlib import Path
from statistics import median

from rich.console import Console

from bench.host.process import Cost, cost, typical
from bench.host.profiles import slowest_functions
from bench.report.section import Section, Table, Target

_RUNS = 7
_LIMIT = 1.15
_PROJECT = Path(__file__).parents[2]
_EXAMPLE, _BARE = "the example, app.py", "bare constructs, bench/bare_app.py"
_APPS = {_EXAMPLE: _PROJECT / "app.py", _BARE: _PROJECT / "bench" / "bare_app.py"}
_TEXT = """\
Two apps are synthesized as the CDK CLI does it, each in a process of its own, in turn: the example, and an app that
defines resources of the same types, and as many of each, with L1 constructs and one `Provider` of the CDK. Both spend
most of the time in the CDK itself, which starts Node.js and loads its library. Compared is the processor time of both
processes, Python and Node.js; the ratio is the median of those of {runs} rounds. Nothing here is simulated.
"""


def measure(console: Console, *, quick: bool) -> Section:
    """Synthesize both apps in turn."""
    runs, ignored = (1, 0) if quick else (_RUNS, 1)
    costs: dict[str, list[Cost]] = {name: [] for name in _APPS}
    with tempfile.TemporaryDirectory(prefix="bench-synth-") as temporary:
        # The first round is not counted: it compiles the modules.
        for run in range(ignored + runs):
            for name, app in _APPS.items():
                with console.status(f"synth: {name}, round {run + 1} of {ignored + runs}"):
                    costs[name].append(_synthesize(app, Path(temporary)))
        example, bare = costs[_EXAMPLE][ignored:], costs[_BARE][ignored:]
        ratio = _ratio(example, bare)
        why_not = _why_not(Path(temporary)) if ratio > _LIMIT else ""
    rows = [_row(_EXAMPLE, example, bare), _row(_BARE, bare, bare)]
    return Section(
        title="Synth",
        text=_TEXT.format(runs=runs),
        tables=[Table("Synthesizing an app with two imports", ("", "seconds", "on a CPU", "ratio"), rows)],
        targets=[Target("synth of the example over bare constructs", ratio, _LIMIT, "times", why_not)],
    )


def _synthesize(app: Path, folder: Path) -> Cost:
    return cost([sys.executable, str(app)], folder, _environment(folder))


def _why_not(folder: Path) -> str:
    return slowest_functions(_APPS[_EXAMPLE], _environment(folder), folder)


def _environment(folder: Path) -> dict[str, str]:
    """Return the variables with which the CDK CLI starts an app, and Python may keep what it has compiled."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    context = {"bucket": "example-recommendation-data"}
    return kept | {"CDK_OUTDIR": str(folder / "cdk.out"), "CDK_CONTEXT_JSON": json.dumps(context)}


def _ratio(costs: list[Cost], reference: list[Cost]) -> float:
    pairs = zip(costs, reference, strict=True)
    return median(each.processor_seconds / other.processor_seconds for each, other in pairs)


def _row(name: str, costs: list[Cost], reference: list[Cost]) -> tuple[str, ...]:
    usual = typical(costs)
    return name, f"{usual.seconds:.2f}", f"{usual.processor_seconds:.2f}", f"{_ratio(costs, reference):.2f}"
