"""What a poll costs follows from what it uses."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import prices
from bench.prices import FunctionCall, Poll, Prices

LIST = Prices(
    "2026-01",
    (),
    "us-east-1",
    {
        "lambda_request": 1.0,
        "lambda_gb_second_x86_64": 100.0,
        "lambda_gb_second_arm64": 10.0,
        "state_transition": 1000.0,
        "log_byte": 0.5,
    },
)


def test_a_poll_costs_what_it_uses() -> None:
    call = FunctionCall(memory=1024, architecture="x86_64", calls=0, log_bytes=4, waits=2)
    assert Poll(1, (call,), transitions=3).cost(LIST) == 3 * 1000 + 1 + 2 * 100 + 4 * 0.5
    assert Poll(1, transitions=3).cost(LIST) == 3000
    assert Poll(1, (call, call)).cost(LIST) == 2 * Poll(1, (call,)).cost(LIST)


def test_a_function_has_the_processor_that_its_memory_gives_it() -> None:
    whole = FunctionCall(memory=1769, architecture="arm64", calls=2, log_bytes=0)
    half = FunctionCall(memory=1769 // 2, architecture="arm64", calls=2, log_bytes=0)
    assert whole.seconds == pytest.approx(2 * (prices.CPU_SECONDS + prices.NETWORK_SECONDS))
    assert half.seconds == pytest.approx(2 * (2 * prices.CPU_SECONDS + prices.NETWORK_SECONDS), rel=1e-2)


@given(st.integers(128, 10240), st.integers(0, 5), st.floats(0, 1e6))
def test_an_architecture_that_costs_less_makes_a_cheaper_poll(memory: int, calls: int, log_bytes: float) -> None:
    x86, arm = (FunctionCall(memory, architecture, calls, log_bytes) for architecture in ("x86_64", "arm64"))
    assert Poll(1, (arm,)).cost(prices.load()) <= Poll(1, (x86,)).cost(prices.load())


def test_the_list_has_all_that_is_charged_with_its_page() -> None:
    assert set(LIST.of) <= set(prices.load().of)
    entries = tomllib.loads((Path(prices.__file__).parent / "prices.toml").read_text())
    assert all(
        entry["page"].startswith("https://aws.amazon.com/") for entry in entries.values() if isinstance(entry, dict)
    )


def test_the_oldest_page_and_prices_without_one_are_named() -> None:
    found = prices.load()
    entries = tomllib.loads((Path(prices.__file__).parent / "prices.toml").read_text())
    assert set(found.undated) == {name for name in found.of if "quoted" not in entries[name]}
    assert all(found.oldest <= entries[name]["quoted"] for name in set(found.of) - set(found.undated))
