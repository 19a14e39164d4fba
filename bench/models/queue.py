"""A queue of imports that was played, and how near it came to the ideal schedules."""

from collections.abc import Sequence
from typing import NamedTuple

from bench.models.ideal_schedule import Ideal, ideal, idle, lower_bound
from bench.models.virtual_imports import Import

SLOTS = 5


class Queue(NamedTuple):
    """A queue that was played: its imports, and the calls of AWS in looks that were refused for the quota.

    `refused` are those that were to start an import, `vain_calls` are all calls of these looks.
    """

    imports: Sequence[Import]
    refused: int
    vain_calls: int

    @property
    def seconds(self) -> float:
        """From the beginning of the stack to the response of the last import."""
        return max(each.answered for each in self.imports)

    @property
    def longest_wait(self) -> float:
        """The longest from the request to the start of a job."""
        return max(each.started - each.asked for each in self.imports)

    @property
    def in_order_asked(self) -> Ideal:
        """The ideal in which imports start in the order of their requests."""
        return self._ideal(sorted(self.imports, key=lambda each: each.asked))

    @property
    def in_order_started(self) -> Ideal:
        """The ideal in which imports start in the order in which they really began."""
        return self._ideal(sorted(self.imports, key=lambda each: each.started))

    @property
    def idle(self) -> list[float]:
        """The seconds for which a slot was free before each import that had to wait for one."""
        return idle([(each.asked, each.started, each.length) for each in self.imports], SLOTS)[SLOTS:]

    @property
    def ratio(self) -> float:
        """The total over that of the ideal in the order of asking."""
        return self.seconds / self.in_order_asked.seconds

    @property
    def over_bound(self) -> float:
        """The total over what no order can beat."""
        return self.seconds / lower_bound([each.length for each in self.imports], SLOTS)

    @property
    def beyond_asked(self) -> float:
        """The longest wait, less that of the ideal in the order of asking."""
        return self.longest_wait - self.in_order_asked.longest_wait

    @property
    def beyond_started(self) -> float:
        """The longest wait, less that of the ideal in the order of the starts."""
        return self.longest_wait - self.in_order_started.longest_wait

    @staticmethod
    def _ideal(imports: Sequence[Import]) -> Ideal:
        return ideal([(each.asked, each.length) for each in imports], SLOTS)
