"""What a poll costs: what it uses, at the list prices of `prices.toml`."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "prices.toml"

CPU_SECONDS, NETWORK_SECONDS = 0.003, 0.030
"""What a call of an AWS API takes in a function that is warm: time of a whole processor, and time of waiting.

Assumed, and the same for all: nothing here can tell what Amazon's network takes. Time of a processor is near what the
functions take on the local AWS.
"""

_MB_OF_A_PROCESSOR = 1769
"""A function has its share of a processor in proportion to its memory (Lambda developer guide, *Configure memory*)."""


@dataclass(frozen=True)
class Prices:
    """List prices in US dollars, and when and where they held."""

    date: str
    region: str
    of: dict[str, float]


@dataclass(frozen=True)
class FunctionCall:
    """A call of a function: its memory in MB, its own calls of AWS, what it writes, how long it waits for another."""

    memory: int
    architecture: str
    calls: int
    log_bytes: float
    waits: float = 0.0

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.calls * (CPU_SECONDS * _MB_OF_A_PROCESSOR / self.memory + NETWORK_SECONDS) + self.waits


@dataclass(frozen=True)
class Poll:
    """One look at a job that is still running. `seconds` is how much later the next one is for it."""

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
    date, region = str(entries.pop("date")), str(entries.pop("region"))
    return Prices(date, region, {name: float(entry["price"]) for name, entry in entries.items()})


def _cost(call: FunctionCall, prices: Prices) -> float:
    gb_seconds = call.memory / 1024 * call.seconds
    return (
        prices.of["lambda_request"]
        + gb_seconds * prices.of[f"lambda_gb_second_{call.architecture}"]
        + call.log_bytes * prices.of["log_byte"]
    )
