"""Plots as SVG files, of which the same figures make the same bytes."""

from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure

from bench.report.section import Plot

_INCHES = (8, 4.5)


def save(plot: Plot, file: Path) -> None:
    """Draw a plot into an SVG file, without its date, and with ids and texts that do not depend on the machine."""
    with rc_context({"svg.hashsalt": plot.name, "svg.fonttype": "none"}):
        figure = Figure(figsize=_INCHES, layout="constrained")
        plot.draw(figure.subplots())
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
