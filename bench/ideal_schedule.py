"""How jobs would share slots if none were ever idle while a job waits."""

import heapq
from collections.abc import Sequence
from typing import NamedTuple


class Ideal(NamedTuple):
    """The end of the last job, and the longest that a job waits; in seconds."""

    seconds: float
    longest_wait: float
    starts: tuple[float, ...]


def ideal(jobs: Sequence[tuple[float, float]], slots: int) -> Ideal:
    """Schedule jobs in the given order, each when it is asked for or as soon after as a slot is free.

    A job is when it is asked for, and how long it takes. In another order there may be a better schedule.
    """
    free = [0.0] * slots
    starts = []
    end = 0.0
    for asked, length in jobs:
        start = max(asked, heapq.heappop(free))
        starts.append(start)
        heapq.heappush(free, start + length)
        end = max(end, start + length)
    waits = [start - asked for start, (asked, _) in zip(starts, jobs, strict=True)]
    return Ideal(end, max(waits, default=0.0), tuple(starts))


def lower_bound(lengths: Sequence[float], slots: int) -> float:
    """Return the seconds that no order of jobs can beat: an even share of the work, or the longest job."""
    return max(sum(lengths) / slots, *lengths)
