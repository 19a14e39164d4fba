"""Standard output, whose disk can be full or whose reader can close the pipe."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


class _Console(Console):
    """A console that raises `BrokenPipeError` if the reader closes the pipe; rich would end the program."""

    def on_broken_pipe(self) -> None:
        raise


@contextmanager
def console() -> Iterator[Console]:
    """Yield a console and flush it at the end of the block. Raises `OSError` if the output cannot be written."""
    try:
        yield _Console(highlight=False)
        sys.stdout.flush()
    except OSError:
        # The rest of the buffer would fail again at the end of the program.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise
