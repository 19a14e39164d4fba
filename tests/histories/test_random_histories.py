"""Hypothesis looks for a history in which a promise is broken."""

import functools
from collections.abc import Callable

import pytest
from hypothesis.stateful import RuleBasedStateMachine

from testing.histories.coverage import Tally
from testing.histories.relay import RelayHistories
from testing.histories.run import play
from testing.histories.state_machine import Histories
from testing.simulation.waiters import crhelper

HISTORIES = 1600
RELAY_HISTORIES = 400
CRHELPER_HISTORIES = 150
CRHELPER_RELAY_HISTORIES = 50
FEW = 0.1
"""The part of them that is played while one works."""

OFTEN = 5
"""As many histories have each of the interesting happenings, at least."""

INTERESTING = (
    "A, then B, then A again",
    "a crash between start and answer",
    "a lost poll ends the wait",
    "a poll comes twice",
    "an event comes twice",
    "creation given up while its import runs",
    "creation given up while queued",
    "deletion fails, since the import lasts too long",
    "deletion puts the old data back",
    "deletion waits for an import",
    "explicit name",
    "explicit name is taken",
    "failed update is rolled back",
    "given up at the very start",
    "import fails",
    "import starts late",
    "preflight refuses the data",
    "rollback fails",
    "rollback finds the old data",
    "rollback imports the old data again",
    "successful update is rolled back",
    "tags change in place",
    "timed-out import lands during the rollback",
    "timeout",
    "update given up while its import runs",
    "update given up while queued",
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
        (Histories, HISTORIES),
        (RelayHistories, RELAY_HISTORIES),
        (functools.partial(Histories, make_waiter=crhelper), CRHELPER_HISTORIES),
        (functools.partial(RelayHistories, make_waiter=crhelper), CRHELPER_RELAY_HISTORIES),
    ],
    ids=["one resource", "a relay", "one resource on crhelper", "a relay on crhelper"],
)
def test_no_promise_is_broken_in_a_few_histories(machine: Callable[..., RuleBasedStateMachine], histories: int) -> None:
    tally = Tally()
    play(round(FEW * histories), tally, machine=machine)
    assert tally.histories >= FEW * histories


@pytest.mark.long
def test_no_promise_is_broken_and_the_histories_get_everywhere() -> None:
    tally = Tally()
    play(HISTORIES, tally)
    assert tally.histories >= HISTORIES
    assert not {name: tally.happenings[name] for name in INTERESTING if tally.happenings[name] < OFTEN}, str(tally)


@pytest.mark.long
def test_no_promise_is_broken_by_a_relay_either() -> None:
    tally = Tally()
    play(RELAY_HISTORIES, tally, machine=RelayHistories)
    assert tally.histories >= RELAY_HISTORIES
    assert not {name: tally.happenings[name] for name in INTERESTING_IN_A_RELAY if tally.happenings[name] < OFTEN}, str(
        tally
    )


@pytest.mark.long
@pytest.mark.parametrize(
    ("machine", "histories", "waiting"),
    [(Histories, CRHELPER_HISTORIES, "timeout"), (RelayHistories, CRHELPER_RELAY_HISTORIES, "create hands over")],
)
def test_no_promise_is_broken_on_crhelper_either(
    machine: Callable[..., RuleBasedStateMachine], histories: int, waiting: str
) -> None:
    tally = Tally()
    play(histories, tally, machine=functools.partial(machine, make_waiter=crhelper))
    assert tally.histories >= histories
    assert tally.happenings[waiting] >= OFTEN, str(tally)
