"""Random histories: hypothesis plays CloudFormation, the network and the service."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from testing.histories.base import BaseStateMachine
from testing.histories.coverage import Coverage, Tally
from testing.histories.history import POLL_INTERVAL, History
from testing.histories.properties import content
from testing.histories.strategies import JOB_FAULTS, RESPONSE, WAITS, fates_of_others, requested_properties, waits
from testing.simulation.waiter import MakeWaiter
from testing.simulation.waiters import provider_framework


class ResourceStateMachine(BaseStateMachine):
    """Each rule is something that does happen; in the end, everything settles and the stack is deleted."""

    def __init__(self, tally: Tally, make_waiter: MakeWaiter = provider_framework) -> None:
        self.history = History(make_waiter)
        self.resource = self.history.resource
        self.coverage = Coverage(self.history)
        super().__init__(tally)

    @initialize(
        puts_back=st.booleans(),
        is_busy=st.sampled_from([False, False, False, True]),
        job_fault=st.sampled_from([*[None] * 20, *sorted(JOB_FAULTS)]),
        refuses_late=st.booleans(),
        asked=requested_properties,
        then=waits,
    )
    def create(
        self,
        puts_back: bool,
        is_busy: bool,
        job_fault: str | None,
        refuses_late: bool,
        asked: dict[str, Any],
        then: int,
    ) -> None:
        self.history.model.late_refusals = refuses_late
        self.resource.puts_back_replaced = puts_back
        if is_busy:
            self.fill_the_quota()
        if job_fault:
            self.disturb_the_next_job(job_fault)
        self.resource.create(asked)
        self._wait(then)

    @precondition(lambda self: self.resource.is_stable)
    @rule(asked=requested_properties, then=waits, others=fates_of_others)
    def update(self, asked: dict[str, Any], then: int, others: str) -> None:
        if content(asked) == content(self.resource.properties):
            asked = asked | {"DataVersion": f"version {len(self.resource.requests)}"}
        self._update(asked, then, others)

    @precondition(lambda self: self.resource.is_stable)
    @rule(asked=requested_properties, job_fault=st.sampled_from(sorted(JOB_FAULTS)), then=waits)
    def update_with_job_fault(self, asked: dict[str, Any], job_fault: str, then: int) -> None:
        self.disturb_the_next_job(job_fault)
        self.update(asked, then, "go on")

    @precondition(lambda self: self.resource.is_stable)
    @rule(asked=requested_properties, then=waits, others=fates_of_others)
    def update_in_place(self, asked: dict[str, Any], then: int, others: str) -> None:
        changes = {name: asked[name] for name in ("Tags", "Timeout", "Preflight") if name in asked}
        self._update(self.resource.properties | changes, then, others)

    @precondition(lambda self: self.resource.is_updated)
    @rule(then=waits, others=fates_of_others)
    def update_back(self, then: int, others: str) -> None:
        self._update(self.resource.requests[-1]["OldResourceProperties"], then, others)

    @precondition(lambda self: self.resource.is_updated)
    @rule(then=waits)
    def roll_back(self, then: int) -> None:
        self.coverage.seen.add("successful update is rolled back")
        self.history.take_time()
        self.resource.roll_back()
        self._wait(then)

    @precondition(lambda self: self.resource.rollback_has_failed)
    @rule(then=waits)
    def continue_rollback(self, then: int) -> None:
        self.history.take_time()
        self.resource.continue_rollback()
        self._wait(then)

    @precondition(lambda self: self.resource.pending and self.resource.may_be_given_up)
    @rule(then=waits)
    def give_up(self, then: int) -> None:
        self._give_up()
        self._wait(then)

    @rule()
    def give_up_at_the_next_start(self) -> None:
        self.history.before_start = lambda: self._give_up() if self.resource.may_be_given_up else None

    @precondition(lambda self: self.resource.is_being_created)
    @rule(later=st.sampled_from([0, 60, 420]), then=waits)
    def delete_during_creation(self, later: int, then: int) -> None:
        self.coverage.seen.add("stack is deleted during its creation")
        self.history.take_time()
        self.coverage.cancelled()
        self.resource.cancel_creation()
        self._wait(later)
        self.resource.delete()
        self._wait(then)

    @precondition(lambda self: self.resource.exists and len(self.resource.requests) > 2)
    @rule(then=waits)
    def delete(self, then: int) -> None:
        self._clean_up()
        self.history.take_time()
        self.resource.delete()
        self._wait(then)

    @rule(which=st.integers(1, 3))
    def repeat_an_event(self, which: int) -> None:
        event = self.resource.requests[-which:][0]
        if self.resource.may_come_again(event):
            self.coverage.seen.add("an event comes twice")
            self.history.deliver(event)
        self.history.wait(POLL_INTERVAL)

    @rule()
    def repeat_a_poll(self) -> None:
        self.coverage.seen.add("a poll comes twice")
        self.history.waiter.poll_again()

    @precondition(lambda self: self.resource.pending)
    @rule()
    def lose_a_poll(self) -> None:
        self.history.waiter.lose_next_poll = True

    @precondition(lambda self: self.resource.is_updated)
    @rule(key=st.sampled_from(["a.csv", "b.csv"]))
    def spoil_or_mend_the_data(self, key: str) -> None:
        self.history.spoil(key)

    @rule(mode=st.sampled_from(["FULL", "INCREMENTAL"]))
    def somebody_imports_into_the_dataset(self, mode: str) -> None:
        self.history.import_by_others(mode)

    @rule()
    def fill_the_quota(self) -> None:
        self.history.fill_the_quota()

    @rule(seconds=st.sampled_from([*WAITS, 4200]))
    def wait(self, seconds: int) -> None:
        self._wait(seconds)

    @precondition(lambda self: self.resource.pending)
    @rule()
    def wait_for_the_answer(self) -> None:
        self._wait(RESPONSE)

    def teardown(self) -> None:
        self.settle()
        if self.resource.exists:
            self._clean_up()
            self.resource.delete()
            self.history.settle()
        self.coverage.end()
        self.count()

    def _update(self, asked: dict[str, Any], then: int, others: str) -> None:
        self._clean_up()
        self.history.take_time()
        self.resource.update(asked)
        self._wait(then)
        if others == "fail" and self.resource.pending and self.resource.may_be_given_up:
            self.give_up(RESPONSE)
        elif others == "fail" and self.resource.is_updated:
            self.roll_back(RESPONSE)
        elif others == "change their mind" and self.resource.is_updated:
            self.update_back(RESPONSE, "go on")

    def _clean_up(self) -> None:
        if self.resource.is_updated:
            self.resource.clean_up()
            self.history.until_response()

    def _give_up(self) -> None:
        self.history.take_time()
        self.coverage.cancelled()
        self.resource.give_up()
