"""What a measurement has to say: tables, plots, and whether it reached what it must."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Target:
    """Something that must be at most `limit`, in `unit`. If it is not reached, `why_not` says why."""

    name: str
    value: float
    limit: float
    unit: str = ""
    why_not: str = ""

    @property
    def is_reached(self) -> bool:
        """Tell whether it is."""
        return self.value <= self.limit


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
