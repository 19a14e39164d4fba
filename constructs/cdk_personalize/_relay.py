"""The relay of resources that an import with a long timeout consists of."""

from math import ceil

import aws_cdk as cdk

from cdk_personalize._durations import whole_seconds
from cdk_personalize_handler.contract import constraints

_LINK_SECONDS = 55 * 60
"""The longest timeout of a link; the rest of CloudFormation's hour is for a late poll."""


def relay_shares(timeout: cdk.Duration | None) -> list[int]:
    """Return the timeout of each link in seconds: of one up to an hour. Raise `InvalidValue` if it is out of range."""
    shortest = constraints.MIN_TIMEOUT_SECONDS
    longest = constraints.MAX_RELAY_TIMEOUT_SECONDS
    if timeout is None:
        return [constraints.MAX_TIMEOUT_SECONDS]
    allowed = f"whole seconds, {shortest} to {longest} (36 hours)"
    total = whole_seconds(timeout, "timeout", allowed, at_least=shortest, at_most=longest)
    if total <= constraints.MAX_TIMEOUT_SECONDS:
        return [total]
    links = ceil(total / _LINK_SECONDS)
    return [ceil(total / links)] * links
