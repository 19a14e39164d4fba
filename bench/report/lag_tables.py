"""Lags and costs as tables, and as a picture."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bench.models.waiters import Result
from bench.peers import app as peers
from bench.peers.polls_measured import CountedPoll
from bench.report.section import Plot, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NATIVE = ["native import of AWS::Personalize::Dataset", "cannot be run here"]
_STACKS = {
    peers.OURS: "default waiter",
    peers.OURS_CRHELPER: "crhelper waiter",
    peers.PROVIDER_FRAMEWORK: "(a) Provider framework",
    peers.CRHELPER: "(b) crhelper",
}


def lag_table(results: Sequence[Result]) -> Table:
    """Return the lags of those imports that land, and how many do not."""
    rows = [[each.name, f"{each.median_lag:.1f} s", f"{each.late_lag:.1f} s", f"{each.lost:.0%}"] for each in results]
    rows.append([*_NATIVE, "", ""])
    return Table("From ACTIVE to the response", ["waiter", "median", "95th percentile", "imports lost"], rows)


def cost_table(results: Sequence[Result]) -> Table:
    """Return what an hour of waiting takes."""
    rows = [
        [
            each.name,
            f"{each.polls * each.poll.personalize_calls:,.0f}",
            f"{each.polls * len(each.poll.functions):,.0f}",
            f"{each.polls * each.poll.transitions:,.0f}",
            f"{each.polls * each.poll.log_bytes / 1000:,.1f}{_mark(each)}",
            f"{each.cost * 1000:.3f}",
        ]
        for each in results
    ]
    rows.append([*_NATIVE, "", "", "", "0"])
    headings = ["waiter", "calls to Personalize", "function calls", "state transitions", "kB of logs"]
    return Table("For each hour waited", [*headings, "$ for 1,000 hours"], rows)


def _mark(result: Result) -> str:
    return " (assumed)" if any(call.log_is_assumed for call in result.poll.functions) else ""


def curve_table(curve: Sequence[Result]) -> Table:
    """Return what the default waiter does at other intervals."""
    rows = [
        [each.name, f"{each.median_lag:.1f} s", f"{each.late_lag:.1f} s", f"{each.cost * 1000:.2f}"] for each in curve
    ]
    headings = ["poll interval", "median", "95th percentile", "$ for 1,000 hours"]
    return Table("The default waiter at other intervals", headings, rows)


def counted_table(counted: Mapping[str, CountedPoll]) -> Table:
    """Return what was counted in the deployment."""
    rows = [
        [
            _STACKS[stack],
            str(each.polls),
            f"{each.personalize_calls:.2f}",
            ", ".join(f"{call.memory} MB {call.architecture}" for call in each.functions),
            " + ".join(f"{call.log_bytes:,.0f}" for call in each.functions),
            str(each.transitions),
            "not measured" if each.seconds_beyond is None else f"{each.seconds_beyond:.2f} s",
        ]
        for stack, each in counted.items()
    ]
    headings = [
        "waiter",
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


def lag_and_cost(curve: Sequence[Result], crhelper_curve: Sequence[Result], others: Sequence[Result]) -> Plot:
    """Draw the curves of both waiters, and each peer as a point."""

    def draw(axes: "Axes") -> None:
        for results, label in (
            (curve, "default waiter, 1 s to 5 min"),
            (crhelper_curve, "crhelper waiter, 1 to 5 min"),
        ):
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
