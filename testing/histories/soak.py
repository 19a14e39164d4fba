"""Plays other random histories each time, on every processor, and shows how far it is: `make soak`."""

import functools
import itertools
import os
import sys
import time
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait

from testing.histories.coverage import Tally
from testing.histories.relay import RelayStateMachine
from testing.histories.run import Machine, play
from testing.histories.state_machine import ResourceStateMachine
from testing.simulation.waiters import crhelper

STEPS = 200_000
BATCH = 250
"""Histories that are played between two lines of progress."""

MACHINES: "itertools.cycle[Machine]" = itertools.cycle(
    [
        ResourceStateMachine,
        functools.partial(ResourceStateMachine, make_waiter=crhelper),
        RelayStateMachine,
        ResourceStateMachine,
        functools.partial(RelayStateMachine, make_waiter=crhelper),
    ]
)
"""What is played: one resource, and now and then a relay, on one waiter or the other."""


def main(steps: int = STEPS) -> int:
    """Play until so many steps are done; return how many batches have broken an invariant."""
    print(f"Playing random histories until {steps:,} steps are done ...", flush=True)
    began, total, violations = time.monotonic(), Tally(), 0
    with ProcessPoolExecutor(os.cpu_count()) as processes:
        batches = {processes.submit(_play, next(MACHINES)) for _ in range(os.cpu_count() or 1)}
        while batches:
            done, batches = wait(batches, return_when=FIRST_COMPLETED)
            for batch in done:
                violations += _add(batch, total)
                if total.steps < steps and not violations:
                    batches.add(processes.submit(_play, next(MACHINES)))
            seconds = time.monotonic() - began
            print(
                f"{seconds:5.0f} s: {total.histories:,} histories, {total.steps:,} steps, {violations} violations",
                flush=True,
            )
    print(total)
    print(f"violations: {violations}")
    return violations


def _play(machine: Machine) -> tuple[Tally, str]:
    tally = Tally()
    try:
        play(BATCH, tally, machine=machine, always_the_same=False)
    except AssertionError as broken:
        return tally, "\n".join([str(broken), *getattr(broken, "__notes__", [])])
    return tally, ""


def _add(batch: "Future[tuple[Tally, str]]", total: Tally) -> bool:
    tally, violation = batch.result()
    total.histories += tally.histories
    total.steps += tally.steps
    total.coverage.update(tally.coverage)
    if violation:
        print(violation, flush=True)
    return bool(violation)


if __name__ == "__main__":
    sys.exit(1 if main(*map(int, sys.argv[1:])) else 0)
