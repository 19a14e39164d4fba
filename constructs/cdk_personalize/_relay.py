"""How long each resource of an import holds the stack."""

from math import ceil

import aws_cdk as cdk

from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.contract.constraints import InvalidValue

LONGEST_HAND_OVER_SECONDS = 55 * 60
"""Leaves CloudFormation's hour room for a late poll."""


def relay_shares(timeout: cdk.Duration | None, hand_over: cdk.Duration | None) -> list[int]:
    """Share a timeout out to as many resources as it takes, in seconds; raise `ValueError` for what cannot be kept."""
    shortest = constraints.MIN_TIMEOUT_SECONDS
    total = constraints.MAX_TIMEOUT_SECONDS if timeout is None else _seconds(timeout, "timeout")
    if not shortest <= total <= constraints.MAX_RELAY_TIMEOUT_SECONDS:
        raise InvalidValue.because("timeout", f"{total} s is out of range; use {shortest} seconds to 36 hours")
    longest_share = constraints.MAX_TIMEOUT_SECONDS
    if hand_over is not None:
        longest_share = _seconds(hand_over, "hand_over")
        if not shortest <= longest_share <= LONGEST_HAND_OVER_SECONDS:
            raise InvalidValue.because(
                "hand_over", f"{longest_share} s is out of range; use {shortest} seconds to 55 minutes"
            )
    elif total > constraints.MAX_TIMEOUT_SECONDS:
        longest_share = LONGEST_HAND_OVER_SECONDS
    links = ceil(total / longest_share)
    return [max(ceil(total / links), shortest)] * links


def _seconds(duration: cdk.Duration, parameter: str) -> int:
    if duration.is_unresolved():
        raise InvalidValue.because(parameter, "the duration is not known at synth; use one without tokens")
    seconds = duration.to_seconds(integral=False)
    if seconds != int(seconds):
        raise InvalidValue.because(parameter, f"{seconds:g} s is not a whole number of seconds; use whole seconds")
    return int(seconds)
