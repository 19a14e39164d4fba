"""One thing that can go wrong in the function's code."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One change of the source: `what` it does wrong, in which module, and how.

    `breaks` is the promise of the histories that must notice it; without one, the tests are to notice it first.
    """

    what: str
    module: str
    source: str
    replacement: str
    breaks: str = ""
