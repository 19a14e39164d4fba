"""The standard output, which may be full, or have nobody who reads it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


class _Console(Console):
    """A console that leaves a reader who has gone to its caller; rich would end the program."""

    def on_broken_pipe(self) -> None:
        raise


@contextmanager
def console() -> Iterator[Console]:
    """Return the output for a block, at whose end all is written. Raises `OSError` if it cannot be."""
    try:
        yield _Console(highlight=False)
        sys.stdout.flush()
    except OSError:
        # What is left in the buffer would fail again when the program ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise
