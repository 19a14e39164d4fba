"""How long after a job the waiters notice it, for imports of many lengths, and what they take for that."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import median, quantiles

import aws_cdk as cdk

from bench.models.virtual_imports import GAP_SECONDS
from bench.peers import app as peers
from bench.peers.our_polls import our_poll
from bench.peers.polls_measured import CountedPoll
from bench.peers.schedules import Relay, Schedule, Steady
from bench.peers.step_functions import SAMPLE, SAMPLE_POLL, SOLUTION, SOLUTION_POLL
from bench.prices import NETWORK_SECONDS, FunctionCall, Poll, Prices
from cdk_personalize._relay import relay_shares

SHORTEST, LONGEST = 4 * 60, 6 * 3600
_HOUR = 3600
RELAY_HOURS = 7
"""The timeout that somebody gives an import that may take up to six hours."""

PEER_A, PEER_B = "(a) Provider framework, every 5 s", "(b) crhelper, every 2 min"
PEER_C, PEER_D = "(c) Step Functions, 60 s growing by 1.02", "(d) Step Functions, every 120 s"


@dataclass(frozen=True)
class Candidate:
    """A way to wait for an import."""

    name: str
    schedule: Schedule
    poll: Poll


@dataclass(frozen=True)
class Result:
    """What came of all lengths. Lags are of those imports that were not lost, the rest is for an hour of waiting.

    `median_polling` is the part of the lag until a look finds the job done, `median_links_left` are the resources of a
    relay that come after it, and `link_seconds` is what each of them takes.
    """

    name: str
    median_lag: float
    late_lag: float
    lost: float
    polls: float
    poll: Poll
    cost: float
    median_polling: float = 0.0
    median_links_left: float = 0.0
    link_seconds: float = 0.0


def lengths(number: int, seed: int = 1) -> list[float]:
    """Draw how long jobs run, in seconds, from 4 minutes to 6 hours: every doubling is as likely as any other.

    Short imports are the many, and the few long ones take hours; the lags hardly depend on it, the lost ones do.
    """
    draw = random.Random(seed)  # noqa: S311 - drawn for a measurement
    return [exp(draw.uniform(log(SHORTEST), log(LONGEST))) for _ in range(number)]


def wait(candidate: Candidate, drawn: Sequence[float], prices: Prices) -> Result:
    """Let a candidate wait for jobs of all these lengths."""
    found = [candidate.schedule.find(length) for length in drawn]
    link_seconds = candidate.schedule.gap if isinstance(candidate.schedule, Relay) else 0.0
    lags, links_left = [], []
    for each, length in zip(found, drawn, strict=True):
        if each.at is not None:
            lags.append(each.at - length + candidate.poll.seconds)
            links_left.append(each.links_left)
    polls = sum(each.looks for each in found) / (sum(each.until for each in found) / _HOUR)
    return Result(
        candidate.name,
        median(lags),
        quantiles(lags, n=20)[-1],
        1 - len(lags) / len(drawn),
        polls,
        candidate.poll,
        polls * candidate.poll.cost(prices),
        median(lag - left * link_seconds for lag, left in zip(lags, links_left, strict=True)),
        median(links_left),
        link_seconds,
    )


def with_default_waiter(interval: float, counted: CountedPoll, *, relay: bool = False) -> Candidate:
    """Return this library on its default waiter, with the default timeout or as a relay."""
    own = our_poll("provider_framework", interval)
    poll = _framework_poll(counted, own.calls, own.log_bytes)
    schedule = Relay(_shares(relay=relay), 1.0, interval + poll.seconds, interval, GAP_SECONDS + poll.seconds)
    return Candidate(f"default waiter, every {interval:g} s{_named(relay=relay)}", schedule, poll)


def with_crhelper_waiter(interval: float, counted: CountedPoll, *, relay: bool = False) -> Candidate:
    """Return this library on crhelper, whose rule calls it by a schedule, however long it takes."""
    own = our_poll("crhelper", interval)
    function = counted.functions[0]
    call = FunctionCall(function.memory, function.architecture, own.calls, own.log_bytes)
    poll = Poll(round(counted.personalize_calls), (call,), seconds=call.seconds)
    schedule = Relay(_shares(relay=relay), interval, interval, interval, GAP_SECONDS + poll.seconds)
    return Candidate(f"crhelper waiter, every {interval / 60:g} min{_named(relay=relay)}", schedule, poll)


def the_peers(counted: dict[str, CountedPoll]) -> list[Candidate]:
    """Return what people would use instead."""
    framework = counted[peers.PROVIDER_FRAMEWORK]
    poll = _framework_poll(framework, 1, framework.functions[0].log_bytes)
    most = _PROVIDER_TIMEOUT // _PROVIDER_INTERVAL + 1
    helper = counted[peers.CRHELPER]
    function = helper.functions[0]
    call = FunctionCall(function.memory, function.architecture, 1, function.log_bytes)
    helper_poll = Poll(1, (call,), seconds=call.seconds)
    return [
        Candidate(PEER_A, Steady(1.0, _PROVIDER_INTERVAL + poll.seconds, most), poll),
        Candidate(PEER_B, Steady(120, 120, _HOUR // 120 - 1), helper_poll),
        Candidate(PEER_C, SOLUTION, SOLUTION_POLL),
        Candidate(PEER_D, SAMPLE, SAMPLE_POLL),
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


def _shares(*, relay: bool) -> list[int]:
    return relay_shares(cdk.Duration.hours(RELAY_HOURS) if relay else None)


def _named(*, relay: bool) -> str:
    return f", relay of {RELAY_HOURS} h" if relay else ""
