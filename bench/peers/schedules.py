"""When a waiter looks at a job, in seconds since the job was created, and which look finds it done."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, inf
from typing import NamedTuple, Protocol


class Found(NamedTuple):
    """The look that finds the job done, if any does: when it is, and how many looks there were up to it.

    `at` is `None` if the waiter stops before; `until` is how long it has then waited. `links_left` are the resources
    of a relay that come after the one that has found it done, each with its gap and look: `at` is that of the last.
    """

    at: float | None
    until: float
    looks: int
    links_left: int = 0


class Schedule(Protocol):
    """The looks of a waiter at one job."""

    def find(self, length: float) -> Found:
        """Return the look that finds a job done that is `ACTIVE` after so many seconds."""


@dataclass(frozen=True)
class Steady:
    """Looks `period` seconds apart, the first after `first`; no more than `most` of them."""

    first: float
    period: float
    most: float = inf

    def find(self, length: float) -> Found:
        """Return the look that finds the job done."""
        looks = max(0, ceil((length - self.first) / self.period)) + 1
        if looks > self.most:
            return Found(None, self.first + (self.most - 1) * self.period, int(self.most))
        at = self.first + (looks - 1) * self.period
        return Found(at, at, looks)


@dataclass(frozen=True)
class Growing:
    """Looks whose distances grow: `first` at the beginning, `rate` times as much each time, at most `retries`.

    Each takes `poll` seconds beside that. It is what Step Functions makes of `IntervalSeconds`, `BackoffRate` and
    `MaxAttempts`.
    """

    first: float
    rate: float
    retries: int
    poll: float

    def find(self, length: float) -> Found:
        """Return the look that finds the job done."""
        at, distance = 0.0, self.first
        for looks in range(1, self.retries + 1):
            at += distance + self.poll
            distance *= self.rate
            if at >= length:
                return Found(at, at, looks)
        return Found(None, at, self.retries)


@dataclass(frozen=True)
class Relay:
    """Resources one after another, each of which waits for its share of the time: seconds for each.

    Each looks at once, again after `first` seconds, and then every `period`, in which is an `interval` of waiting. The
    last look of a resource is the one after which the next would come too late. The next resource has looked `gap`
    seconds after it. Once a resource has found the job done, each of those after it looks once: the stack goes on after
    the last.
    """

    shares: Sequence[float]
    first: float
    period: float
    interval: float
    gap: float

    def find(self, length: float) -> Found:
        """Return the look of the last resource at a job that is done."""
        begins, looks = 0.0, 0
        for left, share in zip(range(len(self.shares) - 1, -1, -1), self.shares, strict=True):
            looks += 1
            if begins >= length:
                return self._ended(begins, looks, left)
            most = max(1, floor((share - self.interval - self.first) / self.period) + 2)
            found = Steady(begins + self.first, self.period, most).find(length)
            looks += found.looks
            if found.at is not None:
                return self._ended(found.at, looks, left)
            begins = found.until + self.gap
        return Found(None, begins - self.gap, looks)

    def _ended(self, at: float, looks: int, links_left: int) -> Found:
        end = at + links_left * self.gap
        return Found(end, end, looks + links_left, links_left)
