"""What random histories of one resource and of a relay have in common."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from testing.histories.coverage import Tally
from testing.histories.history import History
from testing.histories.invariants import Promises
from testing.histories.strategies import ANSWERED, CALLS, MISFORTUNES, PROBLEMS


class AnyHistories(RuleBasedStateMachine):
    """Disturbs what `history` plays, and checks the promises after each step. `happenings` watches, too."""

    history: History
    happenings: Any

    def __init__(self, tally: Tally) -> None:
        super().__init__()
        self.tally = tally
        self.steps = 0
        self.promises = Promises(self.history)
        self.history.observers = [self.happenings, self.promises]

    @rule(misfortune=st.sampled_from(sorted(MISFORTUNES)))
    def disturb_the_next_job(self, misfortune: str) -> None:
        self.history.model.add_fault(MISFORTUNES[misfortune])

    @rule(problem=st.sampled_from(sorted(PROBLEMS)), call=st.sampled_from(CALLS))
    def disturb_calls(self, problem: str, call: str) -> None:
        self.history.model.add_fault(PROBLEMS[problem](call))

    @precondition(lambda self: not self.history.retries)
    @rule()
    def crash_soon(self) -> None:
        self.history.waiter.crash_next = True

    @invariant()
    def promises_hold(self) -> None:
        self.steps += 1
        self.promises.check()

    def settle(self) -> None:
        """Disturb nothing any more, and let everything come to its end."""
        history = self.history
        history.before_start = None
        history.model.clear_faults()
        history.waiter.crash_next = history.waiter.lose_next_poll = False
        history.settle()
        self.promises.check_end()

    def count(self) -> None:
        """The history is over: add it to the tally."""
        self.promises.check_deleted()
        self.tally.histories += 1
        self.tally.steps += self.steps
        self.tally.happenings.update(self.happenings.seen)

    def _wait(self, seconds: int) -> None:
        if seconds == ANSWERED:
            self.history.until_answered()
        else:
            self.history.wait(seconds)
