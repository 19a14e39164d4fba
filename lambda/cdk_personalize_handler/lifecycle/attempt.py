"""One attempt to carry out a request, among those that polls repeat."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """The times of an attempt, in seconds; `started_at` and `now` are since the epoch.

    `is_first` marks the attempt that CloudFormation's event makes, before any poll. The request fails after `timeout`
    seconds.
    """

    started_at: float
    now: float
    poll_interval: float
    timeout: float
    is_first: bool

    @property
    def waited(self) -> float:
        """Seconds since CloudFormation made the request."""
        return self.now - self.started_at

    @property
    def is_last(self) -> bool:
        """The next poll would be too late to respond.

        A timeout that is shorter than the poll interval still leaves time for a first and a second attempt.
        """
        return self.waited >= self.poll_interval and self.waited + self.poll_interval > self.timeout

    @property
    def is_last_start(self) -> bool:
        """The next attempt is the last one, which starts nothing."""
        return self.waited + 2 * self.poll_interval > self.timeout
