"""Durations in whole seconds."""

import aws_cdk as cdk

from cdk_personalize_handler.contract.constraints import InvalidValue


def whole_seconds(
    duration: cdk.Duration, parameter: str, allowed: str, *, at_least: int, at_most: int, unit: int = 1
) -> int:
    """Return the seconds of a duration; raise `InvalidValue` unless they are known, in range, and whole units."""
    if duration.is_unresolved():
        raise InvalidValue.because(parameter, "the duration is not known at synth; use one without tokens")
    seconds = duration.to_seconds(integral=False)
    if seconds % unit or not at_least <= seconds <= at_most:
        raise InvalidValue.because(parameter, f"{seconds:g} s is not allowed; use {allowed}")
    return int(seconds)
