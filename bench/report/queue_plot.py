"""A queue of imports as a picture: which import was in which slot when."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bench.models.queue import SLOTS, Queue
from bench.models.virtual_imports import Import
from bench.report.section import Plot

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot(queue: Queue) -> Plot:
    """Draw each import in its slot, and the end of the ideal."""

    def draw(axes: "Axes") -> None:
        for slot, jobs in enumerate(by_slot(queue.imports), start=1):
            for number, each in jobs:
                axes.barh(slot, each.length / 60, left=each.started / 60, edgecolor="black", height=0.8)
                axes.text(
                    (each.started + each.length / 2) / 60, slot, str(number), ha="center", va="center", fontsize=6
                )
        axes.axvline(queue.in_order_asked.seconds / 60, linestyle="--", label="end of the ideal in the order of asking")
        axes.set_xlabel("minutes")
        axes.set_ylabel("slot")
        axes.legend()

    return Plot("queue", "Which import occupied which of the five slots when, with the default waiter", draw)


def by_slot(imports: Sequence[Import]) -> list[list[tuple[int, Import]]]:
    """Say which slot each import was in: the one that had been free for longest."""
    slots: list[list[tuple[int, Import]]] = [[] for _ in range(SLOTS)]
    for number, each in sorted(enumerate(imports, start=1), key=lambda item: item[1].started):
        min(slots, key=lambda jobs: jobs[-1][1].ended if jobs else 0).append((number, each))
    return slots
