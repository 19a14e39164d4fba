"""All measurements, in the order of the page."""

from collections.abc import Callable

from bench import (
    cold_start,
    early_failure,
    import_queue,
    lag,
    preflight_cli,
    preflight_function,
    stack_size,
    synth_time,
)
from bench.section import Section

MEASURES: tuple[Callable[..., Section], ...] = (
    lag.measure,
    import_queue.measure,
    stack_size.measure,
    cold_start.measure,
    synth_time.measure,
    early_failure.measure,
    preflight_function.measure,
    preflight_cli.measure,
)
"""Each takes a console, on which it shows how far it is, and `quick`, with which it takes as little as it can."""
