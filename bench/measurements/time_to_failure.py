"""How soon a deployment fails for a file with errors in its values."""

import dataclasses
import tempfile
from pathlib import Path
from statistics import median
from typing import NamedTuple

from rich.console import Console

from bench.report.section import Section, Table
from cdk_personalize import Waiter
from cdk_personalize_handler.contract.properties import POLL_INTERVAL_VARIABLE
from local_aws import LocalAws
from testing.deployment import POLL_SECONDS, Deployment

_RUNS = 5
_SERVICE_MINUTES = (2, 20)
"""How long imports are recorded to take (docs/evidence.md)."""


class _Waiter(NamedTuple):
    """A waiter, as the deployed app's context names it, and the longest time between a job's end and its next look."""

    option: str
    poll_seconds: int


_WAITERS = {
    "default waiter": _Waiter("provider_framework", Waiter.provider_framework().poll_interval_seconds),
    "crhelper waiter": _Waiter("crhelper", Waiter.crhelper().poll_interval_seconds),
}
_ROWS = b"USER_ID,ITEM_ID,TIMESTAMP\n" + b"u1,,1700000000\n" * 1_000
_TEXT = """\
Seconds from the start of the custom resource to its failure, for a file without the ID of an item in every row. *With
preflight* it is really deployed, with the CDK CLI to the local AWS, each time as a new stack; the times are those of
the stack's events, and what the median is of is in the table. The function starts anew each time. The local AWS answers
faster than AWS, and its functions start on this machine.

*Without preflight* is simulated: Amazon Personalize is recorded to take {first} to {last} minutes for an import; it is
taken to need as long to refuse values, and the waiter sees that in its next poll.
A missing column is another case: it is reported by the call that starts the import, within seconds (docs/evidence.md).
"""


def measure(console: Console, *, quick: bool) -> Section:
    """Deploy the file, and see when its import fails."""
    waiters = dict(list(_WAITERS.items())[:1]) if quick else _WAITERS
    measured = _deploy(console, waiters, 1 if quick else _RUNS)
    rows = [_row_with(name, seconds) for name, seconds in measured.items()]
    rows += [_row_without(name, waiter) for name, waiter in waiters.items()]
    first, last = _SERVICE_MINUTES
    title = "From the start of the resource to the error"
    headings = ("", "seconds", "least", "most", "deployments")
    return Section(
        title="Failing early", text=_TEXT.format(first=first, last=last), tables=[Table(title, headings, rows)]
    )


def _deploy(console: Console, waiters: dict[str, _Waiter], runs: int) -> dict[str, list[float]]:
    """Return the seconds of each deployment, by waiter."""
    measured: dict[str, list[float]] = {name: [] for name in waiters}
    polls = {POLL_INTERVAL_VARIABLE: str(POLL_SECONDS)}
    with tempfile.TemporaryDirectory(prefix="bench-early-") as folder, LocalAws(function_variables=polls) as aws:
        with console.status("failing early: starting a local AWS"):
            prepared = Deployment(aws, Path(folder))
            prepared.prepare(groups=1)
            aws.client("s3").put_object(Bucket="lake", Key="values.csv", Body=_ROWS)
        for run in range(runs):
            for name, waiter in waiters.items():
                with console.status(f"failing early: {name}, deployment {run + 1} of {runs}"):
                    stack = f"Early-{waiter.option.partition('_')[0]}-{run}"
                    deployment = dataclasses.replace(prepared, stack=stack, waiter=waiter.option)
                    measured[name].append(_fail(deployment))
    return measured


def _fail(deployment: Deployment) -> float:
    code, output, _ = deployment.deploy([{"group": "group0", "key": "values.csv"}])
    if code == 0 or "the value is missing" not in output:
        raise RuntimeError(f"the deployment should have failed for the values:\n{output}")
    return deployment.seconds_until_failure()


def _row_with(name: str, seconds: list[float]) -> tuple[str, ...]:
    figures = (f"{each:.1f}" for each in (median(seconds), min(seconds), max(seconds)))
    return f"{name}, with preflight", *figures, str(len(seconds))


def _row_without(name: str, waiter: _Waiter) -> tuple[str, ...]:
    first, last = (minutes * 60 for minutes in _SERVICE_MINUTES)
    usual = (first + last + waiter.poll_seconds) / 2
    figures = (f"{each:,.0f}" for each in (usual, first, last + waiter.poll_seconds))
    return f"{name}, without (simulated)", *figures, "none"
