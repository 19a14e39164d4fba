"""One thing that can go wrong in the function's code."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One change of the source: `what` it does wrong, in which module, and how."""

    what: str
    module: str
    source: str
    replacement: str
