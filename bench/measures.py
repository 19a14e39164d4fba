"""All measurements, in the order of the page."""

from collections.abc import Callable

from bench.measurements import (
    cold_start,
    import_queue,
    preflight_cli,
    preflight_function,
    stack_size,
    synth_time,
    time_to_failure,
    waiter_lag,
)
from bench.report.section import Section

MEASURES: tuple[Callable[..., Section], ...] = (
    waiter_lag.measure,
    import_queue.measure,
    stack_size.measure,
    cold_start.measure,
    synth_time.measure,
    time_to_failure.measure,
    preflight_function.measure,
    preflight_cli.measure,
)
"""Each takes a console, on which it shows how far it is, and `quick`, with which it takes as little as it can."""
