"""Looks at a job, found by arithmetic: the same as by counting, and the same as the real function takes."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.models.virtual_imports import GAP_SECONDS, VirtualImports
from bench.peers.schedules import Found, Growing, Relay, Steady

PERIODS = st.integers(1, 50)
LENGTHS = st.integers(0, 2000)


def counted(first: float, period: float, most: int, length: float) -> Found:
    for number in count():
        at = first + number * period
        if number + 1 > most:
            return Found(None, at - period, most)
        if at >= length:
            return Found(at, at, number + 1)
    raise AssertionError


@given(st.integers(0, 50), PERIODS, st.integers(1, 100), LENGTHS)
def test_steady_polls_are_those_that_counting_finds(first: int, period: int, most: int, length: int) -> None:
    assert Steady(first, period, most).find(length) == counted(first, period, most, length)


@given(PERIODS, LENGTHS)
def test_polls_that_do_not_grow_are_steady(period: int, length: int) -> None:
    grown = Growing(first=period, rate=1, retries=3000, poll=0).find(length)
    assert grown == Steady(period, period).find(length)


def test_growing_intervals_end_after_the_last_retry() -> None:
    growing = Growing(first=60, rate=1.02, retries=100, poll=0)
    assert growing.find(1e9).at is None
    assert growing.find(1e9).looks == 100
    assert growing.find(1e9).until == pytest.approx(60 * (1.02**100 - 1) / 0.02)
    assert growing.find(60) == Found(60, 60, 1)
    assert growing.find(60.5).at == pytest.approx(121.2)


@given(LENGTHS, st.integers(1, 5))
def test_a_relay_ends_within_one_interval_and_the_gaps_that_are_left(length: int, links: int) -> None:
    found = Relay([400] * links, first=1, period=10, interval=10, gap=3).find(length)
    if found.at is None:
        assert length > links * 390 - 10
    else:
        assert 0 <= found.at - length - 3 * found.links_left <= 10 or length == 0


def test_every_resource_of_a_relay_polls_a_job_that_is_done() -> None:
    relay = Relay([100, 100, 100], first=10, period=10, interval=10, gap=3)
    assert relay.find(0) == Found(6, 6, 3, links_left=2)
    assert relay.find(25) == Found(36, 36, 6, links_left=2)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["provider_framework", "crhelper"]),
    st.floats(1, 3000),
    st.sampled_from([(3000,), (900, 900, 900, 900), (600, 600, 600, 600, 600, 600)]),
)
def test_a_relay_polls_when_the_real_function_does(waiter: str, length: float, shares: tuple[int, ...]) -> None:
    interval = 10.0 if waiter == "provider_framework" else 60.0
    played = VirtualImports(waiter, [length], interval, shares)
    played.run()
    (done,) = played.imports
    relay = Relay(shares, first=played.period, period=played.period, interval=interval, gap=GAP_SECONDS)
    found = relay.find(length)
    assert done.succeeded == (found.at is not None)
    assert done.answered == pytest.approx(found.until)


@pytest.mark.parametrize("waiter", ["provider_framework", "crhelper"])
def test_a_played_import_that_takes_too_long_fails(waiter: str) -> None:
    played = VirtualImports(waiter, [5000], 60, (600, 600))
    played.run()
    assert not played.imports[0].succeeded
    assert played.imports[0].answered < 1300
