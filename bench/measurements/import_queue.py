"""Forty imports on the five slots of a Region: how near to the ideal schedule this library comes, and what peers do."""

import logging
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import exp, log
from statistics import median

import aws_cdk as cdk
from rich.console import Console

from bench.models.queue import SLOTS, Queue
from bench.models.virtual_imports import VirtualImports
from bench.peers.quota_behavior import Started, crhelper_peer, provider_framework_peer, sample_peer, solution_peer
from bench.report.queue_plot import plot
from bench.report.section import Section, Table, Target
from cdk_personalize import Waiter
from cdk_personalize._relay import relay_shares

_IMPORTS, _QUICK_IMPORTS = 40, 12
_RUNS = 5
_SHORTEST, _LONGEST = 4 * 60, 60 * 60
_WAITERS = {"default waiter": "provider_framework", "crhelper waiter": "crhelper"}
_INTERVALS: dict[str, float] = {
    "provider_framework": Waiter.provider_framework().poll_interval_seconds,
    "crhelper": Waiter.crhelper().poll_interval_seconds,
}
_SHARES = relay_shares(cdk.Duration.hours(12))
_MAX_RATIO, _MAX_WAIT = 1.05, 60
_NO_QUEUE = (
    "Amazon Personalize has no queue, and imports that wait do not know of one another: whoever asks first after a "
    "slot is free gets it, not who has waited for longest"
)


def lengths(number: int, seed: int) -> list[float]:
    """Draw how long jobs run, in seconds: 4 minutes to an hour, every doubling as likely as any other."""
    draw = random.Random(seed)  # noqa: S311 - drawn for a measurement
    return [exp(draw.uniform(log(_SHORTEST), log(_LONGEST))) for _ in range(number)]


def play(waiter: str, number: int, seed: int) -> Queue:
    """Play a queue of imports with the real function."""
    with _quietly():
        played = VirtualImports(waiter, lengths(number, seed), _INTERVALS[waiter], _SHARES)
        played.run()
    if not all(each.succeeded for each in played.imports):
        raise ValueError(f"an import has failed in the queue of {waiter}, seed {seed}")
    vain_calls = sum(look.calls for look in played.looks if look.is_refused)
    return Queue(played.imports, played.refused, vain_calls)


def measure(console: Console, *, quick: bool) -> Section:
    """Play the queue on both waiters, for five draws of lengths, and start as many imports with each peer."""
    number = _QUICK_IMPORTS if quick else _IMPORTS
    queues: dict[str, list[Queue]] = {}
    for name, waiter in _WAITERS.items():
        with console.status(f"{number} imports on five slots, with the {name}"):
            queues[name] = [play(waiter, number, seed) for seed in range(1, 2 if quick else _RUNS + 1)]
    with _quietly():
        drawn = lengths(number, 1)
        others = [
            provider_framework_peer(drawn),
            crhelper_peer(drawn),
            solution_peer(drawn, SLOTS),
            sample_peer(drawn, SLOTS),
        ]
    return Section(
        f"{number} imports on five slots",
        _text(number, len(next(iter(queues.values())))),
        [_table(queues), _peer_table(others)],
        [plot(queues["default waiter"][0])],
        targets(queues),
    )


def targets(queues: dict[str, list[Queue]]) -> list[Target]:
    """Return what must be reached, of the median draw and of the worst."""
    found = []
    for waiter, runs in queues.items():
        idle = _told_idle(runs)
        found += [
            Target(
                f"{waiter}: total time over the ideal in the order of asking, median",
                median(run.ratio for run in runs),
                _MAX_RATIO,
                "",
                f"{_NO_QUEUE}; {idle}",
            ),
            Target(
                f"{waiter}: longest wait beyond that of the ideal in the order of asking, in any draw",
                max(run.beyond_asked for run in runs),
                _MAX_WAIT,
                "s",
                f"{_NO_QUEUE}; {idle}",
            ),
            Target(
                f"{waiter}: longest wait beyond that of the ideal in the order of the starts, in any draw",
                max(run.beyond_started for run in runs),
                _MAX_WAIT,
                "s",
                f"{idle}; the last import pays for all of its slot",
            ),
        ]
    return found


def _told_idle(runs: Sequence[Queue]) -> str:
    """Say how long slots were free while imports waited, in the median draw."""
    whole = median(sum(run.idle) for run in runs)
    each = median(seconds for run in runs for seconds in run.idle)
    return f"slots were free for {whole:,.0f} s while imports waited, {each:.0f} s before an import (medians)"


def _text(number: int, runs: int) -> str:
    return f"""\
Simulated: one stack asks for {number} imports, half a second apart, of jobs of 4 minutes to an hour, every doubling as
likely as any other, drawn {runs} times. The real function runs on a virtual clock, behind simulated waiters, against
the local Personalize with its quota of five; each import is a relay of 12 hours.

- The *ideal in the order of asking* takes a freed slot at once for the import that was asked for first, and answers at
  once. It is the target.
- The *ideal in the order of the starts* does so in the order in which the imports really began. It shows whether slots
  are left free.
- The *bound* is what no order can beat: the sum of all lengths over five, or the longest.
- *Calls in vain* are all calls of AWS (list, describe, create, and those of CloudFormation and EventBridge) in looks
  whose create was refused for the quota. No call is throttled, as AWS might do with so many.
- Peers (a) and (b) run their own functions against the same service; (c) and (d) do as their sources say. A resource
  that fails makes CloudFormation roll the whole stack back, while the jobs that were started run on."""


def _table(queues: dict[str, list[Queue]]) -> Table:
    rows = [
        [
            waiter,
            f"{median(run.seconds for run in runs):,.0f} s",
            _median_and_most([run.ratio for run in runs], ".3f"),
            f"{median(run.over_bound for run in runs):.3f}",
            f"{median(run.longest_wait for run in runs):,.0f} s",
            _median_and_most([run.beyond_asked for run in runs], ",.0f", " s"),
            _median_and_most([run.beyond_started for run in runs], ",.0f", " s"),
            _median_and_most([sum(run.idle) for run in runs], ",.0f", " s"),
            f"{median(run.refused for run in runs):,.0f}",
            f"{median(run.vain_calls for run in runs):,.0f}",
        ]
        for waiter, runs in queues.items()
    ]
    headings = [
        "waiter",
        "total",
        "over the ideal in the order of asking",
        "over the bound",
        "longest wait",
        "beyond the ideal's, order of asking",
        "beyond the ideal's, order of the starts",
        "slots free while imports waited",
        "creates refused",
        "calls in vain",
    ]
    return Table("This library, medians of all draws, and the most of any", headings, rows)


def _median_and_most(values: Sequence[float], form: str, unit: str = "") -> str:
    return f"{median(values):{form}}{unit}, at most {max(values):{form}}{unit}"


def _peer_table(others: Sequence[Started]) -> Table:
    rows = [[each.name, str(each.started), str(each.failed), str(each.refused), each.then] for each in others]
    return Table("What the peers do", ["peer", "started", "failed", "creates refused", "and then"], rows)


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep the function's log off the screen."""
    before = logging.root.manager.disable
    logging.disable()
    try:
        yield
    finally:
        logging.disable(before)
