"""The output of the demo: a line for each event, and the current step."""

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console, RenderableType
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column
from rich.text import Text

_PLAIN_WIDTH = 200

DONE, SEEN, FAILED = ("✓", "green"), ("•", "cyan"), ("✗", "red")
_DOING = ("…", "dim")


class View:
    """Lines with the seconds since the start. On a terminal, the current step is a spinner below them."""

    def __init__(self, console: Console):
        self._console = console
        self._started = time.monotonic()
        self._step = ""
        self._spinner = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis")),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_interactive,
        )

    def __enter__(self) -> Self:
        """Start the spinner."""
        self._spinner.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Leave the lines and remove the spinner."""
        self._spinner.stop()

    def doing(self, text: str) -> None:
        """Show the current step until the next one."""
        if text == self._step:
            return
        self._step = text
        if self._console.is_interactive:
            for task in self._spinner.task_ids:
                self._spinner.remove_task(task)
            self._spinner.add_task(text)
        else:
            self.line(text, _DOING)

    def line(self, text: str, mark: tuple[str, str] = DONE) -> None:
        """Print an event."""
        seconds = time.monotonic() - self._started
        self._print(Text.assemble((f"{seconds:6.1f} s  ", "dim"), mark, " ", text))

    def quote(self, text: str) -> None:
        """Print text of another program unchanged."""
        self._print(Text(text))

    def show(self, table: RenderableType) -> None:
        """Print a table."""
        self._console.print(table)

    def _print(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True)


def standard_output() -> Console:
    """Return a console that writes control characters only to a terminal, and full lines elsewhere."""
    if sys.stdout.isatty():
        return Console(highlight=False)
    return Console(highlight=False, force_terminal=False, force_interactive=False, width=_PLAIN_WIDTH)
