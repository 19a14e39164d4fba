"""What a command costs."""

import sys
from pathlib import Path

import pytest

from bench.host.process import CommandFailed, cost

MEGABYTE = 2**20


def test_the_memory_is_that_of_the_command_and_not_of_who_asks(tmp_path: Path) -> None:
    ballast = bytearray(b"x") * (200 * MEGABYTE)
    small = cost([sys.executable, "-c", "pass"], tmp_path)
    assert small.peak_memory < 100 * MEGABYTE < len(ballast)
    large = cost([sys.executable, "-c", f"bytearray(b'x') * {150 * MEGABYTE}"], tmp_path)
    assert large.peak_memory > 150 * MEGABYTE


def test_a_failed_command_reports_what_it_printed(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="no such thing"):
        cost([sys.executable, "-c", "raise SystemExit('no such thing')"], tmp_path)
