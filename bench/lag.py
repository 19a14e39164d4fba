"""How long after its data has landed a stack goes on, and what waiting costs: here, and with what others would use."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from bench import prices as price_list
from bench.lag_of_waiters import Candidate, Result, lengths, the_peers, wait, with_crhelper, with_provider_framework
from bench.peers import app as peers
from bench.peers.counted import BEFORE, CountedPoll, count
from bench.prices import CPU_SECONDS, NETWORK_SECONDS, Prices
from bench.section import Plot, Section, Table, Target

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NUMBER, _QUICK_NUMBER = 2000, 200
_DEFAULT, _CRHELPER_DEFAULT = 10.0, 60.0
_INTERVALS = (1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 300.0)
_QUICK_INTERVALS = (10.0, 60.0)
_CRHELPER_INTERVALS = (60.0, 120.0, 180.0, 240.0, 300.0)
_MOST_MEDIAN, _MOST_LATE = 6, 12


def measure(console: Console, *, quick: bool) -> Section:
    """Count what polls take, and wait for imports of many lengths; a quick run takes what was counted before."""
    if quick:
        counted = BEFORE
    else:
        with console.status("deploying imports by this library and by what others would use"):
            counted = count()
    prices = price_list.load()
    drawn = lengths(_QUICK_NUMBER if quick else _NUMBER)

    def results(candidates: Sequence[Candidate]) -> list[Result]:
        return [wait(candidate, drawn, prices) for candidate in candidates]

    with console.status("waiting for imports on a virtual clock"):
        curve = results(
            [with_provider_framework(each, counted[peers.OURS]) for each in (_QUICK_INTERVALS if quick else _INTERVALS)]
        )
        crhelper_curve = results([with_crhelper(each, counted[peers.OURS_CRHELPER]) for each in _CRHELPER_INTERVALS])
        others = results(the_peers(counted))
    default = wait(with_provider_framework(_DEFAULT, counted[peers.OURS]), drawn, prices)
    crhelper = crhelper_curve[_CRHELPER_INTERVALS.index(_CRHELPER_DEFAULT)]
    return Section(
        "Lag after an import, and what waiting costs",
        f"{_text(len(drawn), prices, quick=quick)} With {even_at(crhelper, others[1], prices) * 1000:.0f} ms of "
        "waiting for each call, this library on crhelper would cost as much as (b).",
        [_lag_table([default, crhelper, *others]), _cost_table([default, crhelper, *others]), _curve_table(curve)]
        + ([] if quick else [_counted_table(counted)]),
        [_plot(curve, crhelper_curve, others)],
        targets(default, crhelper, others),
    )


def targets(default: Result, crhelper: Result, others: Sequence[Result]) -> list[Target]:
    """Return what must be reached; the second of the peers is crhelper."""
    better = [each.name for each in others if each.median_lag <= default.median_lag and each.cost <= default.cost]
    peer = others[1]
    return [
        Target("lag of the default waiter, median", default.median_lag, _MOST_MEDIAN, "s"),
        Target("lag of the default waiter, 95th percentile", default.late_lag, _MOST_LATE, "s"),
        Target(
            "peers that are both quicker and cheaper than the default waiter", len(better), 0, "", ", ".join(better)
        ),
        Target("lag of this library on crhelper over that of (b), median", crhelper.median_lag / peer.median_lag, 1),
        Target(
            "cost of this library on crhelper over that of (b)",
            crhelper.cost / peer.cost,
            1,
            "",
            "it polls twice as often, and asks in each poll whether CloudFormation still waits",
        ),
    ]


def even_at(ours: Result, peer: Result, prices: Prices) -> float:
    """Return how many seconds of waiting for each call of AWS make two results cost the same."""

    def per_second(result: Result) -> float:
        return result.polls * sum(
            call.calls * call.memory / 1024 * prices.of[f"lambda_gb_second_{call.architecture}"]
            for call in result.poll.functions
        )

    return NETWORK_SECONDS + (peer.cost - ours.cost) / (per_second(ours) - per_second(peer))


def _text(number: int, prices: Prices, *, quick: bool) -> str:
    where = "in an earlier run" if quick else "in this run, in one deployment by the CDK CLI to the local AWS"
    return (
        f"Simulated: {number:,} jobs of 4 minutes to 6 hours, every doubling as likely as any other, on a virtual "
        "clock. The lag is from `ACTIVE` to the resource's answer, or to the end of the loop for (c) and (d). This "
        "library waits with a timeout of 7 hours, as a relay of 8 resources, between which CloudFormation is taken to "
        "need 3 seconds. Imports beyond a waiter's limit are lost; lags are of the others. What a poll takes was "
        f"counted {where}, for this library, (a) and (b): calls to Personalize, functions with their memory and "
        "architecture, bytes of their logs, state transitions of the definition. The log of this library is that of 50 "
        "minutes' waiting by the real function on a virtual clock. (c) and (d) follow from their sources. How long "
        f"functions run is assumed, alike for all: {CPU_SECONDS * 1000:g} ms of a whole processor and "
        f"{NETWORK_SECONDS * 1000:g} ms of waiting for each call of AWS. Costs are list prices of {prices.region}, "
        f"{prices.date}, without free tiers. (a) is the CDK's Provider framework with a plain handler, (b) crhelper as "
        "in its README, (c) the loop of the AWS Solution for Personalize, (d) that of the AWS sample for MLOps. "
        "(c) and (d) do not hold a stack."
    )


def _lag_table(results: Sequence[Result]) -> Table:
    rows = [[each.name, f"{each.median_lag:.1f} s", f"{each.late_lag:.1f} s", f"{each.lost:.0%}"] for each in results]
    rows.append(["native import of AWS::Personalize::Dataset", "cannot be run here", "", ""])
    return Table("From ACTIVE to the answer", ["waiter", "median", "95th percentile", "imports lost"], rows)


def _cost_table(results: Sequence[Result]) -> Table:
    rows = [
        [
            each.name,
            f"{each.polls * each.poll.personalize_calls:,.0f}",
            f"{each.polls * len(each.poll.functions):,.0f}",
            f"{each.polls * each.poll.transitions:,.0f}",
            f"{each.polls * each.poll.log_bytes / 1000:,.1f}",
            f"{each.cost * 1000:.3f}",
        ]
        for each in results
    ]
    rows.append(["native import of AWS::Personalize::Dataset", "cannot be run here", "", "", "", "0"])
    headings = ["waiter", "calls to Personalize", "function calls", "state transitions", "kB of logs"]
    return Table("For each hour waited", [*headings, "$ for 1,000 hours"], rows)


def _curve_table(curve: Sequence[Result]) -> Table:
    rows = [
        [each.name, f"{each.median_lag:.1f} s", f"{each.late_lag:.1f} s", f"{each.cost * 1000:.2f}"] for each in curve
    ]
    headings = ["poll interval", "median", "95th percentile", "$ for 1,000 hours"]
    return Table("The default waiter at other intervals", headings, rows)


def _counted_table(counted: dict[str, CountedPoll]) -> Table:
    rows = [
        [
            stack,
            str(each.polls),
            f"{each.personalize_calls:.2f}",
            ", ".join(f"{call.memory} MB {call.architecture}" for call in each.functions),
            " + ".join(f"{call.log_bytes:,.0f}" for call in each.functions),
            str(each.transitions),
            f"{each.seconds_beyond:.2f} s",
        ]
        for stack, each in counted.items()
    ]
    headings = [
        "stack",
        "polls",
        "calls to Personalize",
        "functions",
        "bytes of logs",
        "transitions",
        "beyond interval",
    ]
    caption = (
        "For each poll that finds the job still running. The seconds beyond the interval are this machine's, and are "
        "shown only; the virtual clock has the assumed ones."
    )
    return Table("Counted in the deployment", headings, rows, caption)


def _plot(curve: Sequence[Result], crhelper_curve: Sequence[Result], others: Sequence[Result]) -> Plot:
    def draw(axes: "Axes") -> None:
        for results, label in ((curve, "this library, 1 s to 5 min"), (crhelper_curve, "on crhelper, 1 to 5 min")):
            axes.plot([each.cost * 1000 for each in results], [each.median_lag for each in results], "o-", label=label)
        for each in others:
            axes.plot([each.cost * 1000], [each.median_lag], "s", label=each.name)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel("$ for 1,000 hours of waiting")
        axes.set_ylabel("median lag in seconds")
        axes.legend()

    described = "Median lag against cost for poll intervals of 1 second to 5 minutes, with each peer as a point"
    return Plot("lag-and-cost", described, draw)
