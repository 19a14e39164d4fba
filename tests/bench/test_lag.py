"""Lags and costs of hand-made schedules, and whether what must be reached is told rightly."""

import dataclasses

import pytest

from bench import prices
from bench.lag import even_at, targets
from bench.lag_of_waiters import LONGEST, SHORTEST, Candidate, Result, lengths, wait
from bench.peers.schedules import Steady
from bench.prices import FunctionCall, Poll

POLL = Poll(1, transitions=2, seconds=0.5)
RESULT = Result("ours", 5, 10, 0, 360, POLL, 0.01)


def test_lengths_are_the_same_each_time_and_in_their_range() -> None:
    assert lengths(50) == lengths(50)
    assert lengths(50, seed=2) != lengths(50)
    assert all(SHORTEST <= length <= LONGEST for length in lengths(500))


def test_lags_are_those_of_imports_that_land_and_costs_those_of_all() -> None:
    result = wait(Candidate("every 100 s, for 1,000 s", Steady(100, 100, 10), POLL), [250, 990, 2000], prices.load())
    assert result.median_lag == pytest.approx((50.5 + 10.5) / 2)
    assert result.lost == pytest.approx(1 / 3)
    looks, hours = 3 + 10 + 10, (300 + 1000 + 1000) / 3600
    assert result.polls == pytest.approx(looks / hours)
    assert result.cost == pytest.approx(looks / hours * 2 * 25e-6)


def test_a_late_lag_is_what_one_in_twenty_exceeds() -> None:
    drawn = [1000 - lag for lag in range(100)]
    assert wait(Candidate("once", Steady(1000, 1000), POLL), drawn, prices.load()).late_lag == pytest.approx(
        95.5, abs=1
    )


def test_a_peer_counts_that_is_both_quicker_and_cheaper() -> None:
    quick, cheap = dataclasses.replace(RESULT, median_lag=1), dataclasses.replace(RESULT, cost=0.001)
    slow = dataclasses.replace(cheap, median_lag=50)
    both = dataclasses.replace(cheap, name="both", median_lag=1)
    by_name = {each.name: each for each in targets(RESULT, RESULT, [dataclasses.replace(quick, cost=1), slow])}
    assert all(each.is_reached for name, each in by_name.items() if "default waiter" in name)
    beaten = next(each for each in targets(RESULT, RESULT, [slow, both]) if each.name.startswith("peers"))
    assert (beaten.value, beaten.is_reached, beaten.why_not) == (1, False, "both")


def test_costs_are_even_where_waiting_makes_up_for_the_rest() -> None:
    ours = Candidate("ours", Steady(60, 60), Poll(1, (FunctionCall(256, "arm64", 2, 0),)))
    peer = Candidate("peer", Steady(120, 120), Poll(1, (FunctionCall(128, "x86_64", 1, 2000),)))
    found = [wait(each, [3600.0, 7200.0], prices.load()) for each in (ours, peer)]
    more = even_at(found[0], found[1], prices.load()) - prices.NETWORK_SECONDS
    waiting = [dataclasses.replace(call, waits=call.calls * more) for each in found for call in each.poll.functions]
    costs = [each.polls * Poll(1, (call,)).cost(prices.load()) for each, call in zip(found, waiting, strict=True)]
    assert costs[0] == pytest.approx(costs[1])
