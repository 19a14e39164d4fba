import io

import pytest
from rich.console import Console

from cdk_personalize_check.progress_bar import ProgressBar


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("is_terminal", "seconds", "is_shown"), [(True, 2.1, True), (True, 1.9, False), (False, 60.0, False)]
)
def test_bar_is_shown_after_2_seconds_on_a_terminal(is_terminal: bool, seconds: float, is_shown: bool) -> None:
    output, clock = io.StringIO(), Clock()
    with ProgressBar(2_000_000, Console(file=output, force_terminal=is_terminal, width=100), clock) as bar:
        bar.advance(500_000)
        clock.now += seconds
        bar.advance(500_000)
    assert ("1.0/2.0 MB" in output.getvalue()) == is_shown
    if not is_shown:
        assert output.getvalue() == ""


def test_bar_without_a_total_shows_the_bytes_read() -> None:
    output, clock = io.StringIO(), Clock()
    with ProgressBar(None, Console(file=output, force_terminal=True, width=100), clock) as bar:
        clock.now += 3
        bar.advance(1_500_000)
    assert "1.5/? MB" in output.getvalue()
