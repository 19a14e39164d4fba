"""What random histories of one resource and of a relay have in common."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from testing.histories.coverage import Tally
from testing.histories.history import History
from testing.histories.invariants import Invariants
from testing.histories.strategies import CALL_FAULTS, CALLS, JOB_FAULTS, RESPONSE


class BaseStateMachine(RuleBasedStateMachine):
    """Disturbs what `history` plays, and checks the invariants after each step. `coverage` watches, too."""

    history: History
    coverage: Any

    def __init__(self, tally: Tally) -> None:
        super().__init__()
        self.tally = tally
        self.steps = 0
        self.invariants_of_history = Invariants(self.history)
        self.history.observers = [self.coverage, self.invariants_of_history]

    @rule(job_fault=st.sampled_from(sorted(JOB_FAULTS)))
    def disturb_the_next_job(self, job_fault: str) -> None:
        self.history.model.add_fault(JOB_FAULTS[job_fault])

    @rule(call_fault=st.sampled_from(sorted(CALL_FAULTS)), call=st.sampled_from(CALLS))
    def disturb_calls(self, call_fault: str, call: str) -> None:
        self.history.model.add_fault(CALL_FAULTS[call_fault](call))

    @precondition(lambda self: not self.history.retries)
    @rule()
    def crash_soon(self) -> None:
        self.history.waiter.crash_next = True

    @invariant()
    def invariants_hold(self) -> None:
        self.steps += 1
        self.invariants_of_history.check()

    def settle(self) -> None:
        """Disturb nothing any more, and let everything come to its end."""
        history = self.history
        history.before_start = None
        history.model.clear_faults()
        history.waiter.crash_next = history.waiter.lose_next_poll = False
        history.settle()
        self.invariants_of_history.check_end()

    def count(self) -> None:
        """The history is over: add it to the tally."""
        self.invariants_of_history.check_deleted()
        self.tally.histories += 1
        self.tally.steps += self.steps
        self.tally.coverage.update(self.coverage.seen)

    def _wait(self, seconds: int) -> None:
        if seconds == RESPONSE:
            self.history.until_response()
        else:
            self.history.wait(seconds)
