"""How the cost of the crhelper waiter compares with that of (b), for what is assumed or chosen."""

from bench.models.waiters import Result
from bench.peers import lambda_log
from bench.prices import NETWORK_SECONDS, Prices
from bench.report.section import Table

_WAITING = (0.030, 0.045, 0.060, 0.100, 0.150)


def even_at(ours: Result, peer: Result, prices: Prices) -> float:
    """Return how many seconds of waiting for each call of AWS make two results cost the same."""
    return NETWORK_SECONDS + (peer.cost - ours.cost) / (_per_second(ours, prices) - _per_second(peer, prices))


def cost_at(waiting: float, result: Result, prices: Prices) -> float:
    """Return the cost of an hour if each call of AWS takes so many seconds of waiting.

    That is of a waiter whose functions call none of its own.
    """
    return result.cost + (waiting - NETWORK_SECONDS) * _per_second(result, prices)


def log_share(result: Result, prices: Prices) -> float:
    """Return the part of the cost that is what the function itself writes, of a function with Lambda's text format."""
    return (result.cost - _without_log(result, prices)) / result.cost


def table(ours: Result, peer: Result, prices: Prices) -> Table:
    """Return the ratio of the costs for several times of waiting, and without the peer's log."""
    written = log_share(peer, prices) * peer.cost
    rows = []
    for waiting in _WAITING:
        cost, other = cost_at(waiting, ours, prices), cost_at(waiting, peer, prices)
        figures = (
            f"{cost * 1000:.3f}",
            f"{other * 1000:.3f}",
            f"{cost / other:.2f}",
            f"{cost / (other - written):.2f}",
        )
        rows.append([f"{waiting * 1000:.0f} ms", *figures])
    headings = ["waiting for each call", "crhelper waiter, $", "(b), $", "ratio", "ratio to (b) at log level INFO"]
    caption = "$ for 1,000 hours. The README of (b) sets the log level DEBUG; at INFO its polls write nothing."
    return Table("Cost of the crhelper waiter against (b)", headings, rows, caption)


def _per_second(result: Result, prices: Prices) -> float:
    """Return what a second more for each call of AWS costs in an hour."""
    return result.polls * sum(
        call.calls * call.memory / 1024 * prices.of[f"lambda_gb_second_{call.architecture}"]
        for call in result.poll.functions
    )


def _without_log(result: Result, prices: Prices) -> float:
    own = sum(call.log_bytes - lambda_log.of_lambda_itself() for call in result.poll.functions)
    return result.cost - result.polls * own * prices.of["log_byte"]
