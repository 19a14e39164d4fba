"""How long after a job the waiters notice it, for imports of many lengths, and what they take for that."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import median, quantiles

import aws_cdk as cdk

from bench.peers import app as peers
from bench.peers.counted import CountedPoll
from bench.peers.our_polls import our_poll
from bench.peers.schedules import Relay, Schedule, Steady
from bench.peers.step_functions import SAMPLE, SAMPLE_POLL, SOLUTION, SOLUTION_POLL
from bench.prices import NETWORK_SECONDS, FunctionCall, Poll, Prices
from bench.virtual_imports import GAP_SECONDS
from cdk_personalize.relay import relay_shares

SHORTEST, LONGEST = 4 * 60, 6 * 3600
_HOUR = 3600
_TIMEOUT = cdk.Duration.hours(7)
"""What somebody gives an import that may take up to six hours."""


@dataclass(frozen=True)
class Candidate:
    """A way to wait for an import."""

    name: str
    schedule: Schedule
    poll: Poll


@dataclass(frozen=True)
class Result:
    """What came of all lengths. Lags are of those imports that were not lost, the rest is for an hour of waiting."""

    name: str
    median_lag: float
    late_lag: float
    lost: float
    polls: float
    poll: Poll
    cost: float


def lengths(number: int, seed: int = 1) -> list[float]:
    """Draw how long jobs run, in seconds, from 4 minutes to 6 hours: every doubling is as likely as any other.

    Short imports are the many, and the few long ones take hours; the lags hardly depend on it, the lost ones do.
    """
    draw = random.Random(seed)  # noqa: S311 - drawn for a measurement
    return [exp(draw.uniform(log(SHORTEST), log(LONGEST))) for _ in range(number)]


def wait(candidate: Candidate, drawn: Sequence[float], prices: Prices) -> Result:
    """Let a candidate wait for jobs of all these lengths."""
    found = [candidate.schedule.find(length) for length in drawn]
    answer = candidate.poll.seconds or max(call.seconds for call in candidate.poll.functions)
    lags = [each.at - length + answer for each, length in zip(found, drawn, strict=True) if each.at is not None]
    polls = sum(each.looks for each in found) / (sum(each.until for each in found) / _HOUR)
    return Result(
        candidate.name,
        median(lags),
        quantiles(lags, n=20)[-1],
        1 - len(lags) / len(drawn),
        polls,
        candidate.poll,
        polls * candidate.poll.cost(prices),
    )


def with_provider_framework(interval: float, counted: CountedPoll) -> Candidate:
    """Return this library on its default waiter."""
    own = our_poll("provider_framework", interval)
    poll = _framework_poll(counted, own.calls, own.log_bytes)
    return Candidate(f"this library, every {interval:g} s", _relay(interval, poll.seconds, 1.0), poll)


def with_crhelper(interval: float, counted: CountedPoll) -> Candidate:
    """Return this library on crhelper, whose rule calls it by a schedule, however long it takes."""
    own = our_poll("crhelper", interval)
    function = counted.functions[0]
    call = FunctionCall(function.memory, function.architecture, own.calls, own.log_bytes)
    poll = Poll(round(counted.personalize_calls), (call,))
    return Candidate(f"this library on crhelper, every {interval / 60:g} min", _relay(interval, 0, interval), poll)


def the_peers(counted: dict[str, CountedPoll]) -> list[Candidate]:
    """Return what people would use instead."""
    framework = counted[peers.PROVIDER_FRAMEWORK]
    poll = _framework_poll(framework, 1, framework.functions[0].log_bytes)
    most = _PROVIDER_TIMEOUT // _PROVIDER_INTERVAL + 1
    helper = counted[peers.CRHELPER]
    function = helper.functions[0]
    helper_poll = Poll(1, (FunctionCall(function.memory, function.architecture, 1, function.log_bytes),))
    return [
        Candidate("(a) Provider framework, every 5 s", Steady(1.0, _PROVIDER_INTERVAL + poll.seconds, most), poll),
        Candidate("(b) crhelper, every 2 min", Steady(120, 120, _HOUR // 120 - 1), helper_poll),
        Candidate("(c) Step Functions, 60 s growing by 1.02", SOLUTION, SOLUTION_POLL),
        Candidate("(d) Step Functions, every 120 s", SAMPLE, SAMPLE_POLL),
    ]


_PROVIDER_INTERVAL, _PROVIDER_TIMEOUT = 5, 30 * 60
"""The defaults of `custom_resources.Provider`; its waiter makes as many retries as intervals go into the timeout."""


def _framework_poll(counted: CountedPoll, calls: int, log_bytes: float) -> Poll:
    """Return a poll in which the framework's function calls the one behind it, and waits for it."""
    function, framework = counted.functions
    own = FunctionCall(function.memory, function.architecture, calls, log_bytes)
    around = FunctionCall(framework.memory, framework.architecture, 1, framework.log_bytes, waits=own.seconds)
    seconds = around.seconds + NETWORK_SECONDS
    return Poll(round(counted.personalize_calls), (own, around), counted.transitions, seconds)


def _relay(interval: float, poll_seconds: float, first: float) -> Relay:
    return Relay(relay_shares(_TIMEOUT, None), first, interval + poll_seconds, interval, GAP_SECONDS)
