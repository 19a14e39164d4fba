"""Forty imports on the five slots of a Region: how near to the ideal schedule this library comes, and what peers do."""

import logging
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import exp, log
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import aws_cdk as cdk
from rich.console import Console

from bench.ideal_schedule import Ideal, ideal, lower_bound
from bench.peers.refused import Started, crhelper_peer, provider_framework_peer, sample_peer, solution_peer
from bench.section import Plot, Section, Table, Target
from bench.virtual_imports import Import, VirtualImports
from cdk_personalize.relay import relay_shares

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SLOTS = 5
_IMPORTS, _QUICK_IMPORTS = 40, 12
_RUNS = 5
_SHORTEST, _LONGEST = 4 * 60, 60 * 60
_INTERVALS = {"provider_framework": 10.0, "crhelper": 60.0}
_SHARES = relay_shares(cdk.Duration.hours(12), None)
_MOST_RATIO, _MOST_WAIT = 1.05, 60
_WHY_NOT = (
    "crhelper cannot poll more often than once a minute, and the rules of imports that were asked for at the same time "
    "call at the same second of it: each slot that falls free waits up to a minute, and the last import pays for all "
    "of its slot"
)


class Queue(NamedTuple):
    """A queue that was played: its imports, the ideal for them, and the calls that were refused for the quota."""

    imports: Sequence[Import]
    ideal: Ideal
    refused: int

    @property
    def seconds(self) -> float:
        """From the beginning of the stack to the answer of the last import."""
        return max(each.answered for each in self.imports)

    @property
    def longest_wait(self) -> float:
        """The longest from the request to the start of a job."""
        return max(each.started - each.asked for each in self.imports)

    @property
    def beyond_wait(self) -> float:
        """By how much that is longer than the ideal's."""
        return self.longest_wait - self.ideal.longest_wait


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
    order = sorted(played.imports, key=lambda each: each.started)
    return Queue(played.imports, ideal([(each.asked, each.length) for each in order], SLOTS), played.refused)


def measure(console: Console, *, quick: bool) -> Section:
    """Play the queue on both waiters, for five draws of lengths, and start as many imports with each peer."""
    number = _QUICK_IMPORTS if quick else _IMPORTS
    queues: dict[str, list[Queue]] = {}
    for waiter in _INTERVALS:
        with console.status(f"{number} imports on five slots, with {waiter}"):
            queues[waiter] = [play(waiter, number, seed) for seed in range(1, 2 if quick else _RUNS + 1)]
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
        [_plot(queues["provider_framework"][0])],
        targets(queues),
    )


def targets(queues: dict[str, list[Queue]]) -> list[Target]:
    """Return what must be reached, of the median run and of the worst."""
    found = []
    for waiter, runs in queues.items():
        why_not = _WHY_NOT if waiter == "crhelper" else ""
        ratio = median(run.seconds / run.ideal.seconds for run in runs)
        beyond = max(run.beyond_wait for run in runs)
        found += [
            Target(f"{waiter}: total time over the ideal", ratio, _MOST_RATIO),
            Target(f"{waiter}: longest wait beyond the ideal's, in any run", beyond, _MOST_WAIT, "s", why_not),
        ]
    return found


def _text(number: int, runs: int) -> str:
    return (
        f"Simulated: one stack asks for {number} imports, half a second apart, of jobs of 4 minutes to an hour, every "
        f"doubling as likely as any other, drawn {runs} times. The real function runs on a virtual clock, behind "
        "simulated waiters, against the local Personalize with its quota of five; each import is a relay of 12 hours. "
        "The ideal takes a freed slot at once, in the order in which the imports really began, and answers at once; "
        "beside it is the bound that no order can beat, the sum of all lengths over five or the longest. Peers (a) and "
        "(b) run their own functions against the same service; (c) and (d) do as their sources say. A resource that "
        "fails makes CloudFormation roll the whole stack back, while the jobs that were started run on."
    )


def _table(queues: dict[str, list[Queue]]) -> Table:
    rows = [
        [
            waiter,
            f"{median(run.seconds for run in runs):,.0f} s",
            f"{median(run.seconds / run.ideal.seconds for run in runs):.3f}",
            f"{median(run.seconds / lower_bound([each.length for each in run.imports], SLOTS) for run in runs):.3f}",
            f"{median(run.longest_wait for run in runs):,.0f} s",
            f"{median(run.beyond_wait for run in runs):.0f} s, {max(run.beyond_wait for run in runs):.0f} s at most",
            f"{median(run.refused for run in runs):,.0f}",
        ]
        for waiter, runs in queues.items()
    ]
    headings = [
        "waiter",
        "total",
        "over the ideal",
        "over the bound",
        "longest wait",
        "beyond the ideal's",
        "creates refused",
    ]
    return Table("This library, medians of all draws", headings, rows)


def _peer_table(others: Sequence[Started]) -> Table:
    rows = [[each.name, str(each.started), str(each.failed), str(each.refused), each.then] for each in others]
    return Table("What the peers do", ["peer", "started", "failed", "creates refused", "and then"], rows)


def _plot(queue: Queue) -> Plot:
    def draw(axes: "Axes") -> None:
        for slot, jobs in enumerate(_by_slot(queue.imports), start=1):
            for number, each in jobs:
                axes.barh(slot, each.length / 60, left=each.started / 60, edgecolor="black", height=0.8)
                axes.text(
                    (each.started + each.length / 2) / 60, slot, str(number), ha="center", va="center", fontsize=6
                )
        axes.axvline(queue.ideal.seconds / 60, linestyle="--", label="end of the ideal schedule")
        axes.set_xlabel("minutes")
        axes.set_ylabel("slot")
        axes.legend()

    return Plot("queue", "Which import occupied which of the five slots when, with the default waiter", draw)


def _by_slot(imports: Sequence[Import]) -> list[list[tuple[int, Import]]]:
    """Say which slot each import was in: the one that had been free for longest."""
    slots: list[list[tuple[int, Import]]] = [[] for _ in range(SLOTS)]
    for number, each in sorted(enumerate(imports, start=1), key=lambda item: item[1].started):
        min(slots, key=lambda jobs: jobs[-1][1].ended if jobs else 0).append((number, each))
    return slots


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep the function's log off the screen."""
    before = logging.root.manager.disable
    logging.disable()
    try:
        yield
    finally:
        logging.disable(before)
