"""Lags and costs of hand-made schedules, and whether targets are reported correctly."""

import dataclasses

import pytest

from bench import prices
from bench.measurements.waiter_lag import targets
from bench.models.crhelper_cost import cost_at, even_at, log_share
from bench.models.waiters import LONGEST, PEER_B, SHORTEST, Candidate, Result, lengths, wait
from bench.peers import lambda_log
from bench.peers.schedules import Relay, Steady
from bench.prices import FunctionCall, Poll
from bench.report.section import Target

POLL = Poll(1, transitions=2, seconds=0.5)
RESULT = Result("default", 5, 10, 0, 360, POLL, 0.01)
CRHELPER = dataclasses.replace(RESULT, poll=Poll(1, (FunctionCall(256, "arm64", 2, 0),)))


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


def test_the_lag_of_a_relay_is_that_of_its_polls_and_of_the_resources_that_are_left() -> None:
    relay = Relay([1000, 1000, 1000], first=10, period=10, interval=10, gap=4)
    result = wait(Candidate("relay", relay, POLL), [501, 502, 503], prices.load())
    assert (result.median_links_left, result.link_seconds) == (2, 4)
    assert result.median_polling == pytest.approx(510 - 502 + 0.5)
    assert result.median_lag == pytest.approx(result.median_polling + 2 * 4)


def test_a_peer_counts_that_is_both_quicker_and_cheaper() -> None:
    slow_and_cheap = dataclasses.replace(RESULT, cost=0.001, median_lag=50)
    quick_and_dear = dataclasses.replace(RESULT, cost=1, median_lag=1)
    both = dataclasses.replace(RESULT, name="both", cost=0.001, median_lag=1)

    def beaten(**others: Result) -> Target:
        found = targets(RESULT, RESULT, CRHELPER, {PEER_B: slow_and_cheap, **others}, prices.load())
        return next(each for each in found if each.name.startswith("peers"))

    assert beaten(a=quick_and_dear).is_reached
    assert (beaten(a=both).value, beaten(a=both).is_reached, beaten(a=both).why_not) == (1, False, "both")


def test_the_relay_has_targets_of_its_own_and_says_what_its_lag_is_made_of() -> None:
    slow = dataclasses.replace(RESULT, median_lag=24, late_lag=30, median_links_left=5, link_seconds=3.2)
    found = targets(RESULT, slow, CRHELPER, {PEER_B: RESULT}, prices.load())
    lags = {each.name: each for each in found if each.name.startswith("lag of the default waiter")}
    assert [each.is_reached for each in lags.values()] == [True, True, False, False]
    missed = lags["lag of the default waiter, relay of 7 h, median"]
    assert "5 resources" in missed.why_not
    assert "3.2 s" in missed.why_not


OURS = Candidate("ours", Steady(60, 60), Poll(1, (FunctionCall(256, "arm64", 2, 0),)))
PEER = Candidate("peer", Steady(120, 120), Poll(1, (FunctionCall(128, "x86_64", 1, 2000),)))


def test_costs_are_even_where_waiting_makes_up_for_the_rest() -> None:
    found = [wait(each, [3600.0, 7200.0], prices.load()) for each in (OURS, PEER)]
    even = even_at(found[0], found[1], prices.load())
    more = even - prices.NETWORK_SECONDS
    waiting = [dataclasses.replace(call, waits=call.calls * more) for each in found for call in each.poll.functions]
    costs = [each.polls * Poll(1, (call,)).cost(prices.load()) for each, call in zip(found, waiting, strict=True)]
    assert costs[0] == pytest.approx(costs[1])
    assert [cost_at(even, each, prices.load()) for each in found] == pytest.approx(costs)


def test_the_share_of_a_log_is_that_of_what_the_function_writes() -> None:
    peer = wait(PEER, [3600.0, 7200.0], prices.load())
    silent = FunctionCall(128, "x86_64", 1, lambda_log.of_lambda_itself())
    without = peer.polls * Poll(1, (silent,)).cost(prices.load())
    assert log_share(peer, prices.load()) == pytest.approx(1 - without / peer.cost)
