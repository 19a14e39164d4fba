"""Plays random histories by the thousand: in `make test` the same each time, in `make soak` others each time."""

import functools
import logging
from collections.abc import Callable
from unittest import mock

import hypothesis
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from cdk_personalize_handler.preflight import csv_file
from testing.histories.coverage import Tally
from testing.histories.state_machine import ResourceStateMachine

STEPS = 20
"""As many rules as a history may have at most."""

Machine = Callable[[Tally], RuleBasedStateMachine]


def play(
    histories: int,
    tally: Tally,
    *,
    machine: Machine = ResourceStateMachine,
    always_the_same: bool = True,
    shrink: bool = True,
) -> None:
    """Raise the first broken invariant, by a history that is as short as can be found unless that takes too long."""
    phases = [hypothesis.Phase.generate, hypothesis.Phase.shrink]
    settings = hypothesis.settings(
        max_examples=histories,
        stateful_step_count=STEPS,
        derandomize=always_the_same,
        database=None,
        deadline=None,
        phases=phases if shrink else phases[:1],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    logging.disable()  # half of the time would go into records that nobody reads
    remembering = mock.patch.object(csv_file, "check", functools.cache(csv_file.check))  # and of the rest into one file
    try:
        with remembering:
            run_state_machine_as_test(lambda: machine(tally), settings=settings)  # type: ignore[arg-type]
    finally:
        logging.disable(logging.NOTSET)
