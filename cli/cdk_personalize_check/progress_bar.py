"""The progress bar of a long check."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

_DELAY_SECONDS = 2.0


class ProgressBar:
    """A progress bar for `total` bytes, which appears on a terminal after 2 s and disappears at the end.

    Without a `total`, the bar shows the number of bytes read.
    """

    def __init__(self, total: int | None, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._started = clock()
        self._is_terminal = console.is_terminal
        columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=console, transient=True)
        self._task = self._progress.add_task("", total=total)

    def __enter__(self) -> Self:
        """Return the bar, which is still hidden."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Remove the bar."""
        if self._progress.live.is_started:
            self._progress.stop()

    def advance(self, size: int) -> None:
        """Advance by a number of bytes."""
        self._progress.advance(self._task, size)
        if self._is_terminal and not self._progress.live.is_started and self._clock() - self._started >= _DELAY_SECONDS:
            self._progress.start()
