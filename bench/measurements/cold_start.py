"""What starting the import function takes, before it can take its first call."""

import compileall
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import aws_cdk as cdk
from rich.console import Console

from bench.host.profiles import slowest_modules
from bench.report.section import Section, Table, Target
from bench.synthesis import synthesize
from cdk_personalize import ImportProvider, Waiter
from cdk_personalize_handler.contract.properties import POLL_INTERVAL_VARIABLE, RULE_PREFIX_VARIABLE

_RUNS = 11
_LIMIT = 1.25
_CHECKOUT = Path(__file__).parents[2]
_BOTO3 = "import boto3; boto3.client('personalize')"
_FRAMEWORK = "from cdk_personalize_handler import provider_framework; provider_framework._framework()"
_CRHELPER = "from cdk_personalize_handler import crhelper_waiter; crhelper_waiter._waiter()"
_PREFLIGHT = "from cdk_personalize_handler import preflight_runner; from cdk_personalize_handler.aws import s3"
_PROCESS = """
import time
began = time.process_time()
{statement}
seconds = time.process_time() - began
from bench.host.process import peak_memory
print(seconds, peak_memory())
"""
_BARE = "bare boto3"
_DEFAULT = "default waiter, as deployed"
_FIRST_CALL = f"{_DEFAULT}, with preflight"
_CRHELPER_WAITER = "crhelper waiter, as deployed"
_TEXT = """\
The time that Python takes to load the function's entry point and to connect it to Amazon Personalize, over that of
`import boto3; boto3.client("personalize")`, which any function that talks to Amazon Personalize has to do. Each is
measured in a fresh process of this machine's Python, in turn, and in processor time, since the clock also shows what
else the machine does; the start of Python itself is left out. A ratio is the median of those of {runs} rounds. With
the Provider framework, one entry point serves `on_event` and `is_complete`.

*As deployed* is the folder that the CDK uploads: sources, which Lambda compiles at each start, since it cannot write
next to them; boto3 is compiled beforehand, as it is taken to be in Lambda's runtime. *Compiled* is the same with byte
code, for comparison. *With preflight* adds what the first delivery of a request loads, and polls do not: the checks of
the data; the first call of a request pays for it when it finds no warm function. The target is that of a function that
can take a call, without that.

Not measured here: Lambda itself, whose processors are other ones, and whose Python is 3.14.
"""


@dataclass(frozen=True)
class _Start:
    """Something to start: the folder that its code is in, and the statement that does it."""

    code: Path
    statement: str


@dataclass(frozen=True)
class _Started:
    """The seconds of processor time that it took, and the memory of the process in bytes."""

    seconds: float
    memory: int


def measure(console: Console, *, quick: bool) -> Section:
    """Start the function with either waiter, and bare boto3 in turn."""
    runs, ignored = (1, 0) if quick else (_RUNS, 1)
    with tempfile.TemporaryDirectory(prefix="bench-cold-start-") as temporary:
        with console.status("cold start: packaging the functions"):
            starts = _starts(Path(temporary))
        started: dict[str, list[_Started]] = {name: [] for name in starts}
        for run in range(ignored + runs):
            for name, start in starts.items():
                with console.status(f"cold start: {name}, round {run + 1} of {ignored + runs}"):
                    started[name].append(_run(start))
        counted = {name: each[ignored:] for name, each in started.items()}
        ratio = _ratio(counted[_DEFAULT], counted[_BARE])
        why_not = ""
        if ratio > _LIMIT:
            why_not = slowest_modules(_FRAMEWORK, _environment(starts[_DEFAULT].code), "cdk_personalize_handler")
    first = _ratio(counted[_FIRST_CALL], counted[_BARE])
    targets = [
        Target("cold start of the default waiter over bare boto3, without preflight", ratio, _LIMIT, "times", why_not),
        Target("cold start for the first call of a request, with preflight", first, None, "times"),
    ]
    return Section(title="Cold start", text=_TEXT.format(runs=runs), tables=[_table(counted)], targets=targets)


def _starts(folder: Path) -> dict[str, _Start]:
    framework = _code(folder / "framework", Waiter.provider_framework())
    crhelper = _code(folder / "crhelper", Waiter.crhelper())
    return {
        _BARE: _Start(folder, _BOTO3),
        _DEFAULT: _Start(framework, _FRAMEWORK),
        _FIRST_CALL: _Start(framework, f"{_FRAMEWORK}; {_PREFLIGHT}"),
        "default waiter, compiled": _Start(_compiled(framework), _FRAMEWORK),
        _CRHELPER_WAITER: _Start(crhelper, _CRHELPER),
        f"{_CRHELPER_WAITER}, with preflight": _Start(crhelper, f"{_CRHELPER}; {_PREFLIGHT}"),
        "crhelper waiter, compiled": _Start(_compiled(crhelper), _CRHELPER),
    }


def _code(folder: Path, waiter: Waiter) -> Path:
    """Return the folder with the function's code as it is deployed."""

    def build(app: cdk.App, id: str) -> None:
        ImportProvider(cdk.Stack(app, id), "Imports", waiter=waiter)

    return synthesize(folder, build).function_code


def _compiled(code: Path) -> Path:
    """Return a copy of the code that has byte code."""
    copy = shutil.copytree(code, code.with_name(f"{code.name}.compiled"))
    compileall.compile_dir(copy, quiet=1)
    return copy


def _run(start: _Start) -> _Started:
    command = [sys.executable, "-c", _PROCESS.format(statement=start.statement)]
    done = subprocess.run(command, env=_environment(start.code), stdout=subprocess.PIPE, text=True, check=True)
    seconds, memory = done.stdout.split()
    return _Started(float(seconds), int(memory))


def _environment(code: Path) -> dict[str, str]:
    """Return the variables with which Python starts a function, and writes nothing next to it."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(code), str(_CHECKOUT)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        POLL_INTERVAL_VARIABLE: "10",
        RULE_PREFIX_VARIABLE: "PersonalizeImport",
    }


def _ratio(started: Sequence[_Started], bare: Sequence[_Started]) -> float:
    return median(each.seconds / other.seconds for each, other in zip(started, bare, strict=True))


def _table(started: Mapping[str, Sequence[_Started]]) -> Table:
    bare = started[_BARE]
    rows = [
        (
            name,
            f"{median(each.seconds for each in runs) * 1000:.0f} ms",
            f"{_ratio(runs, bare):.2f}",
            f"{median(each.memory for each in runs) / 10**6:.0f} MB",
        )
        for name, runs in started.items()
    ]
    return Table("From a new process to a function that can take a call", ("", "on a CPU", "ratio", "memory"), rows)
