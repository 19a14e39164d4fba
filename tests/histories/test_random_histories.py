"""Hypothesis looks for a history in which an invariant is violated."""

import functools
from collections.abc import Callable

import pytest
from hypothesis.stateful import RuleBasedStateMachine

from testing.histories.coverage import Tally
from testing.histories.relay import RelayStateMachine
from testing.histories.run import play
from testing.histories.state_machine import ResourceStateMachine
from testing.simulation.waiters import crhelper

HISTORIES = 1600
RELAY_HISTORIES = 400
CRHELPER_HISTORIES = 150
CRHELPER_RELAY_HISTORIES = 50
FEW = 0.1
"""The part of them that is played while one works."""

OFTEN = 5
"""The least number of histories in which each of the interesting things happens."""

INTERESTING = (
    "A, then B, then A again",
    "a crash between start and response",
    "a lost poll ends the wait",
    "a poll comes twice",
    "a second job is ACTIVE",
    "a second job is CREATE FAILED",
    "an event comes twice",
    "creation cancelled while its import runs",
    "creation cancelled while queued",
    "deletion fails, since the import lasts too long",
    "deletion puts the old data back",
    "deletion waits for an import",
    "explicit name",
    "explicit name is taken",
    "failed update is rolled back",
    "cancelled at the very start",
    "cancelled before a second job",
    "import fails",
    "import starts late",
    "preflight refuses the data",
    "rollback fails",
    "rollback finds the old data",
    "rollback imports the old data again",
    "stack is deleted during its creation",
    "successful update is rolled back",
    "the service refuses the data at once",
    "tags change in place",
    "timed-out import lands during the rollback",
    "timeout",
    "update cancelled while its import runs",
    "update cancelled while queued",
    "update in place",
)
INTERESTING_IN_A_RELAY = (
    "a later link starts the import",
    "create fails",
    "create hands over",
    "rollback fails",
    "rollback hands over",
    "rollback imports the old data again",
    "update fails",
    "update hands over",
)


@pytest.mark.parametrize(
    ("machine", "histories"),
    [
        (ResourceStateMachine, HISTORIES),
        (RelayStateMachine, RELAY_HISTORIES),
        (functools.partial(ResourceStateMachine, make_waiter=crhelper), CRHELPER_HISTORIES),
        (functools.partial(RelayStateMachine, make_waiter=crhelper), CRHELPER_RELAY_HISTORIES),
    ],
    ids=["one resource", "a relay", "one resource on crhelper", "a relay on crhelper"],
)
def test_no_invariant_is_violated_in_a_few_histories(
    machine: Callable[..., RuleBasedStateMachine], histories: int
) -> None:
    tally = Tally()
    play(round(FEW * histories), tally, machine=machine)
    assert tally.histories >= FEW * histories


@pytest.mark.long
def test_no_invariant_is_violated_and_the_histories_get_everywhere() -> None:
    tally = Tally()
    play(HISTORIES, tally)
    assert tally.histories >= HISTORIES
    assert not {name: tally.coverage[name] for name in INTERESTING if tally.coverage[name] < OFTEN}, str(tally)


@pytest.mark.long
def test_no_invariant_is_violated_by_a_relay_either() -> None:
    tally = Tally()
    play(RELAY_HISTORIES, tally, machine=RelayStateMachine)
    assert tally.histories >= RELAY_HISTORIES
    assert not {name: tally.coverage[name] for name in INTERESTING_IN_A_RELAY if tally.coverage[name] < OFTEN}, str(
        tally
    )


@pytest.mark.long
@pytest.mark.parametrize(
    ("machine", "histories", "waiting"),
    [
        (ResourceStateMachine, CRHELPER_HISTORIES, "timeout"),
        (RelayStateMachine, CRHELPER_RELAY_HISTORIES, "create hands over"),
    ],
)
def test_no_invariant_is_violated_on_crhelper_either(
    machine: Callable[..., RuleBasedStateMachine], histories: int, waiting: str
) -> None:
    tally = Tally()
    play(histories, tally, machine=functools.partial(machine, make_waiter=crhelper))
    assert tally.histories >= histories
    assert tally.coverage[waiting] >= OFTEN, str(tally)
