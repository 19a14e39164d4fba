"""How jobs would share slots if none were ever idle while a job waits."""

import heapq
from collections.abc import Sequence
from typing import NamedTuple


class Ideal(NamedTuple):
    """The end of the last job, the longest that a job waits, and when each job starts, in their order; in seconds."""

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


def idle(jobs: Sequence[tuple[float, float, float]], slots: int) -> list[float]:
    """Return the seconds for which a slot was free before each job started, while the job was already asked for.

    A job is when it was asked for, when it started, and how long it took. The results are in the order of the starts.
    """
    free = [0.0] * slots
    found = []
    for asked, started, length in sorted(jobs, key=lambda job: job[1]):
        found.append(max(0.0, started - max(asked, heapq.heappop(free))))
        heapq.heappush(free, started + length)
    return found


def lower_bound(lengths: Sequence[float], slots: int) -> float:
    """Return the seconds that no order of jobs can beat: an even share of the work, or the longest job."""
    return max(sum(lengths) / slots, *lengths)
