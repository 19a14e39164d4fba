"""What a measurement has to say: tables, plots, and whether it reached what it must."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Target:
    """Something that must be at most `limit`, in `unit`. If it is not reached, `why_not` says why.

    Without a limit it is a figure that is worth knowing beside the others.
    """

    name: str
    value: float
    limit: float | None
    unit: str = ""
    why_not: str = ""

    @property
    def is_reached(self) -> bool:
        """Return whether it is."""
        return self.limit is None or self.value <= self.limit


@dataclass(frozen=True)
class Table:
    """Rows of texts. The first column names what the others are of."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""


@dataclass(frozen=True)
class Plot:
    """A picture: `name` is that of its file, `description` is for those who cannot see it."""

    name: str
    description: str
    draw: Callable[["Axes"], None]


@dataclass(frozen=True)
class Section:
    """One measurement. `text` says how it was measured, and what is simulated."""

    title: str
    text: str
    tables: Sequence[Table] = ()
    plots: Sequence[Plot] = ()
    targets: Sequence[Target] = ()

    def reason(self, target: Target) -> str:
        """Say why one of its targets is not reached, or at least which of its tables show it."""
        shown = " and ".join(f"“{table.title}”" for table in self.tables)
        return target.why_not or f"Its figures are in {shown or self.title}, under “{self.title}”."
