"""Figures, formatted for the console and the page."""

from bench.report.section import Target


def told(value: float, unit: str) -> str:
    """Return a figure with three digits that count, or all those before the point, and its unit."""
    figure = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{figure} {unit}".rstrip()


def told_limit(target: Target) -> str:
    """Return what a target must be at most, if there is such a thing."""
    return "" if target.limit is None else told(target.limit, target.unit)


def verdict(target: Target) -> str:
    """Return whether a target is reached."""
    if target.limit is None:
        return "no target"
    return "reached" if target.is_reached else "not reached"
