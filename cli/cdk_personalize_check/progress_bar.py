"""How far a long check is, for those who watch it."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

_SECONDS_WITHOUT = 2.0


class ProgressBar:
    """A bar for so many bytes, which appears on a terminal after two seconds, and is gone at the end.

    Without a `total`, it shows how much has been read.
    """

    def __init__(self, total: int | None, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._started = clock()
        self._may_show = console.is_terminal
        columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=console, transient=True)
        self._task = self._progress.add_task("", total=total)

    def __enter__(self) -> Self:
        """Begin, with nothing shown."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Take the bar away."""
        if self._progress.live.is_started:
            self._progress.stop()

    def advance(self, size: int) -> None:
        """Go on by so many bytes."""
        self._progress.advance(self._task, size)
        if self._may_show and not self._progress.live.is_started and self._clock() - self._started >= _SECONDS_WITHOUT:
            self._progress.start()
