"""How long after its data has landed a stack goes on, and what waiting costs: here, and with what others would use."""

from collections.abc import Mapping, Sequence

from rich.console import Console

from bench import prices as price_list
from bench.models import crhelper_cost
from bench.models.virtual_imports import GAP_SECONDS
from bench.models.waiters import (
    PEER_A,
    PEER_B,
    RELAY_HOURS,
    Candidate,
    Result,
    lengths,
    the_peers,
    wait,
    with_crhelper_waiter,
    with_default_waiter,
)
from bench.peers import app as peers
from bench.peers.polls_measured import COUNTED_EARLIER, count
from bench.prices import CPU_SECONDS, NETWORK_SECONDS, Prices
from bench.report import lag_tables
from bench.report.section import Section, Target
from cdk_personalize import Waiter

_NUMBER, _QUICK_NUMBER = 2000, 200
_DEFAULT: float = Waiter.provider_framework().poll_interval_seconds
_CRHELPER_DEFAULT: float = Waiter.crhelper().poll_interval_seconds
_INTERVALS = (1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 300.0)
_QUICK_INTERVALS = (10.0, 60.0)
_CRHELPER_INTERVALS = (60.0, 120.0, 180.0, 240.0, 300.0)
_MAX_MEDIAN, _MAX_LATE = 6, 12
_SLOW_CALL_SECONDS = 0.100


def measure(console: Console, *, quick: bool) -> Section:
    """Count what polls take, and wait for imports of many lengths; a quick run takes what was counted before."""
    if quick:
        counted = COUNTED_EARLIER
    else:
        with console.status("deploying imports by this library and by what others would use"):
            counted = count()
    ours, ours_on_crhelper = counted[peers.OURS], counted[peers.OURS_CRHELPER]
    prices = price_list.load()
    drawn = lengths(_QUICK_NUMBER if quick else _NUMBER)

    def results(candidates: Sequence[Candidate]) -> list[Result]:
        return [wait(candidate, drawn, prices) for candidate in candidates]

    with console.status("waiting for imports on a virtual clock"):
        curve = results([with_default_waiter(each, ours) for each in (_QUICK_INTERVALS if quick else _INTERVALS)])
        crhelper_curve = results([with_crhelper_waiter(each, ours_on_crhelper) for each in _CRHELPER_INTERVALS])
        default, relay, crhelper, crhelper_relay = results(
            [
                with_default_waiter(_DEFAULT, ours),
                with_default_waiter(_DEFAULT, ours, relay=True),
                with_crhelper_waiter(_CRHELPER_DEFAULT, ours_on_crhelper),
                with_crhelper_waiter(_CRHELPER_DEFAULT, ours_on_crhelper, relay=True),
            ]
        )
        others = {each.name: each for each in results(the_peers(counted))}
    rows = [default, relay, crhelper, crhelper_relay, *others.values()]
    return Section(
        "Lag after an import, and what waiting costs",
        _text(len(drawn), prices, quick=quick) + "\n\n" + _costs(default, crhelper, others, prices),
        [
            lag_tables.lag_table(rows),
            lag_tables.cost_table(rows),
            crhelper_cost.table(crhelper, others[PEER_B], prices),
            lag_tables.curve_table(curve),
            *([] if quick else [lag_tables.counted_table(counted)]),
        ],
        [lag_tables.lag_and_cost(curve, crhelper_curve, list(others.values()))],
        targets(default, relay, crhelper, others, prices),
    )


def targets(
    default: Result, relay: Result, crhelper: Result, others: Mapping[str, Result], prices: Prices
) -> list[Target]:
    """Return what must be reached."""
    better = [
        each.name for each in others.values() if each.median_lag <= default.median_lag and each.cost <= default.cost
    ]
    peer = others[PEER_B]
    why_relay = (
        f"medians: {relay.median_polling:.1f} s until a look sees `ACTIVE`, and then {relay.median_links_left:g} "
        f"resources of the relay that are left, each of which takes {relay.link_seconds:.1f} s, most of it what "
        "CloudFormation is taken to need between two resources"
    )
    why_dear = (
        "it polls twice as often, and asks in each poll whether CloudFormation still waits, so that it waits for four "
        f"calls where (b) waits for one; {crhelper_cost.even_at(crhelper, peer, prices) * 1000:.0f} ms a call make "
        "both cost the same"
    )
    found = []
    for name, result, why_not in (
        ("the default waiter", default, ""),
        (f"the default waiter, relay of {RELAY_HOURS} h", relay, why_relay),
    ):
        found += [
            Target(f"lag of {name}, median", result.median_lag, _MAX_MEDIAN, "s", why_not),
            Target(f"lag of {name}, 95th percentile", result.late_lag, _MAX_LATE, "s", why_not),
        ]
    found += [
        Target(
            "peers that are both quicker and cheaper than the default waiter", len(better), 0, "", ", ".join(better)
        ),
        Target("lag of the crhelper waiter over that of (b), median", crhelper.median_lag / peer.median_lag, 1),
    ]
    for seconds in (NETWORK_SECONDS, _SLOW_CALL_SECONDS):
        name = f"cost of the crhelper waiter over that of (b), at {seconds * 1000:g} ms a call"
        ratio = crhelper_cost.cost_at(seconds, crhelper, prices) / crhelper_cost.cost_at(seconds, peer, prices)
        found.append(Target(name, ratio, 1, "", why_dear))
    return found


def _text(number: int, prices: Prices, *, quick: bool) -> str:
    where = "an earlier run" if quick else "this run, in one deployment by the CDK CLI to the local AWS"
    undated = (
        f"; no page with a date was found for: {', '.join(prices.undated).replace('_', ' ')}" if prices.undated else ""
    )
    return f"""\
Simulated: {number:,} jobs of 4 minutes to 6 hours, every doubling as likely as any other, on a virtual clock.

- *default waiter* and *crhelper waiter*: this library, with its default timeout of 1 hour. *Relay of {RELAY_HOURS} h*:
  with a timeout of {RELAY_HOURS} hours, as a relay of resources, all of which must have answered.
- *(a)*: the CDK's Provider framework with a plain handler.
- *(b)*: crhelper as in its README.
- *(c)*: the loop of the AWS Solution for Personalize. It does not hold a stack.
- *(d)*: the loop of the AWS sample for MLOps. It does not hold a stack.

What is measured, and what is assumed:

- The lag is from `ACTIVE` to the answer of the last resource, or to the end of the loop for (c) and (d).
- Imports beyond a waiter's limit are lost; lags are of the others.
- Between two resources of a relay, CloudFormation is taken to need {GAP_SECONDS:g} seconds (assumed).
- What a poll takes of this library, (a) and (b) was counted in {where}: calls to Personalize, functions with their
  memory and architecture, bytes of their logs, state transitions of the definition. The log of this library is that of
  50 minutes' waiting by the real function on a virtual clock.
- (c) and (d) follow from their sources; the bytes of (c)'s log are a guess.
- How long functions run is assumed, alike for all: {CPU_SECONDS * 1000:g} ms of a whole processor and
  {NETWORK_SECONDS * 1000:g} ms of waiting for each call of AWS.
- No call is throttled.
- Costs are list prices of {prices.region} without free tiers; the oldest page that they were checked with is of
  {prices.oldest}{undated}. Calls of a rule by its schedule are taken to be free, which could not be checked."""


def _costs(default: Result, crhelper: Result, others: Mapping[str, Result], prices: Prices) -> str:
    """Say how the costs come about."""
    framework, helper = others[PEER_A], others[PEER_B]
    less = [f"{each.name[:3]} ${each.cost * 1000:.2f}" for each in others.values() if each.cost < default.cost]
    at_our_interval = default.polls * framework.poll.cost(prices)
    return f"""\
What the costs come from:

- Cheaper than the default waiter, ${default.cost * 1000:.2f} for 1,000 hours, are: {", ".join(less)}.
- That the default waiter is cheaper than (a) is its interval alone: with as many polls, (a) would cost
  ${at_our_interval * 1000:.2f}.
- {crhelper_cost.log_share(helper, prices):.0%} of the cost of (b) is what its function writes at the log level DEBUG.
- With {crhelper_cost.even_at(crhelper, helper, prices) * 1000:.0f} ms of waiting for each call, the crhelper waiter
  costs as much as (b)."""
