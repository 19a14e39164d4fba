"""What a poll costs: what it uses, at the list prices of `prices.toml`."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "prices.toml"

CPU_SECONDS, NETWORK_SECONDS = 0.003, 0.030
"""What a call of an AWS API takes in a function that is warm: time of a whole processor, and time of waiting.

Assumed, and the same for all: nothing here shows what Amazon's network takes. Time of a processor is near what the
functions take on the local AWS.
"""

_MB_OF_A_PROCESSOR = 1769
"""A function has its share of a processor in proportion to its memory (Lambda developer guide, *Configure memory*)."""


@dataclass(frozen=True)
class Prices:
    """List prices in US dollars of a Region.

    `oldest` is the month of the oldest page that quotes one of them, and `undated` names those of which no page has a
    date.
    """

    oldest: str
    undated: Sequence[str]
    region: str
    of: dict[str, float]


@dataclass(frozen=True)
class FunctionCall:
    """A call of a function: its memory in MB, its own calls of AWS, what it writes, how long it waits for another.

    `log_is_assumed` tells that what it writes was not counted.
    """

    memory: int
    architecture: str
    calls: int
    log_bytes: float
    waits: float = 0.0
    log_is_assumed: bool = False

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.calls * (CPU_SECONDS * _MB_OF_A_PROCESSOR / self.memory + NETWORK_SECONDS) + self.waits


@dataclass(frozen=True)
class Poll:
    """One look at a job that is still running. `seconds` is how long it lasts."""

    personalize_calls: int
    functions: Sequence[FunctionCall] = field(default_factory=tuple)
    transitions: int = 0
    seconds: float = 0.0

    @property
    def log_bytes(self) -> float:
        """What all functions write."""
        return sum(call.log_bytes for call in self.functions)

    def cost(self, prices: Prices) -> float:
        """Return its list price, in US dollars."""
        return self.transitions * prices.of["state_transition"] + sum(_cost(each, prices) for each in self.functions)


def load() -> Prices:
    """Read the list."""
    entries: dict[str, Any] = tomllib.loads(_FILE.read_text())
    region = str(entries.pop("region"))
    dates = [str(entry["quoted"]) for entry in entries.values() if "quoted" in entry]
    undated = [name for name, entry in entries.items() if "quoted" not in entry]
    return Prices(min(dates), undated, region, {name: float(entry["price"]) for name, entry in entries.items()})


def _cost(call: FunctionCall, prices: Prices) -> float:
    gb_seconds = call.memory / 1024 * call.seconds
    return (
        prices.of["lambda_request"]
        + gb_seconds * prices.of[f"lambda_gb_second_{call.architecture}"]
        + call.log_bytes * prices.of["log_byte"]
    )
