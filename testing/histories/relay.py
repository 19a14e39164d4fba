"""Random histories of a relay: updates, rollbacks and deletions pass down three links."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from testing.histories.base import BaseStateMachine
from testing.histories.coverage import Tally
from testing.histories.history import POLL_INTERVAL, History
from testing.histories.properties import content
from testing.histories.strategies import JOB_FAULTS, RESPONSE, WAITS, requested_properties, waits
from testing.simulation.relay import SimulatedRelay
from testing.simulation.response import Event, Response
from testing.simulation.waiter import MakeWaiter
from testing.simulation.waiters import provider_framework

job_faults = st.sampled_from([None, None, *sorted(JOB_FAULTS)])
LINKS = ("Interactions1", "Interactions2", "Interactions3")


class RelayHistory(History):
    """A history of three resources that CloudFormation takes one after the other."""

    def __init__(self, make_waiter: MakeWaiter = provider_framework) -> None:
        super().__init__(make_waiter, LINKS)
        self.relay = SimulatedRelay(self.resources)

    @property
    def is_busy(self) -> bool:
        """An operation of the stack is going on."""
        return self.relay.is_busy

    def after_poll(self) -> None:
        """Go on to the next link."""
        self.relay.step()


class RelayCoverage:
    """Watches a relay; `seen` are the names of what has happened to it."""

    def __init__(self, history: RelayHistory) -> None:
        self.seen: set[str] = set()
        self._history = history

    def starts(self, event: Event, job_arn: str, *, is_waited_for: bool) -> None:  # noqa: ARG002
        """Note which link has started a job."""
        if "DatasetImportJobArn" in event["ResourceProperties"]:
            self.seen.add("a later link starts the import")
        if self._history.relay.is_rolling_back:
            self.seen.add("rollback imports the old data again")

    def responds(self, response: Response) -> None:
        """Note a response."""
        doing = "rollback" if self._history.relay.is_rolling_back else str(response.event["RequestType"]).lower()
        if not response.succeeded:
            self.seen.add(f"{doing} fails")
        elif response.data.get("Status") == "":
            self.seen.add(f"{doing} hands over")


class RelayStateMachine(BaseStateMachine):
    """As `ResourceStateMachine`, with fewer things that can go wrong, and more links that they can go wrong in."""

    history: RelayHistory

    def __init__(self, tally: Tally, make_waiter: MakeWaiter = provider_framework) -> None:
        self.history = RelayHistory(make_waiter)
        self.relay = self.history.relay
        self.coverage = RelayCoverage(self.history)
        super().__init__(tally)

    @initialize(
        asked=requested_properties,
        lasts=st.sampled_from([None, None, None, "slow", "too slow"]),
        again=st.booleans(),
        puts_back=st.booleans(),
        is_busy=st.sampled_from([False] * 7 + [True]),
        refuses_late=st.booleans(),
    )
    def create(
        self, asked: dict[str, Any], lasts: str | None, again: bool, puts_back: bool, is_busy: bool, refuses_late: bool
    ) -> None:
        self.history.model.late_refusals = refuses_late
        self.relay.resolves_again = again
        for link in self.relay.links:
            link.puts_back_replaced = puts_back
        if is_busy:
            self.fill_the_quota_for_long()
        if lasts:
            self.disturb_the_next_job(lasts)
        self._deploy(asked, RESPONSE)

    @precondition(lambda self: self.relay.is_complete)
    @rule(asked=requested_properties, job_fault=job_faults, then=waits, fails=st.booleans())
    def update(self, asked: dict[str, Any], job_fault: str | None, then: int, fails: bool) -> None:
        if content(asked) == content(self.relay.properties):
            asked = asked | {"DataVersion": f"version {self.history.now}"}
        if job_fault:
            self.disturb_the_next_job(job_fault)
        self._deploy(asked, then)
        if fails:
            self.another_resource_fails(RESPONSE)

    @precondition(lambda self: self.relay.is_complete)
    @rule(asked=requested_properties, then=waits)
    def update_in_place(self, asked: dict[str, Any], then: int) -> None:
        changes = {name: asked[name] for name in ("Tags",) if name in asked}
        self._deploy(self.relay.properties | changes, then)

    @precondition(lambda self: self.relay.may_fail)
    @rule(then=waits)
    def another_resource_fails(self, then: int) -> None:
        if self.relay.may_fail:
            self.history.take_time()
            self.relay.give_up()
            self._wait(then)

    @rule()
    def fill_the_quota_for_long(self) -> None:
        for _ in range(5):
            self.disturb_the_next_job("slow")
        self.history.fill_the_quota()

    @rule()
    def repeat_a_poll(self) -> None:
        self.history.waiter.poll_again()

    @rule(seconds=st.sampled_from([*WAITS, 1200]))
    def wait(self, seconds: int) -> None:
        self._wait(seconds)

    @precondition(lambda self: self.relay.is_busy)
    @rule()
    def wait_for_the_end(self) -> None:
        self._wait(RESPONSE)

    def teardown(self) -> None:
        self.settle()
        for _ in range(5):
            if any(link.exists for link in self.relay.links):
                self.relay.delete()
                self.history.settle()
        self.count()

    def _deploy(self, asked: dict[str, Any], then: int) -> None:
        self.relay.clean_up()
        self.history.until_response()
        self.history.wait(POLL_INTERVAL)
        self.relay.deploy(asked | {"Timeout": "600"})
        self._wait(then)
