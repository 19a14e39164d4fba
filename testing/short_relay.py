"""Relays whose links end after seconds: the construct makes relays of timeouts over an hour only."""

from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from unittest import mock

import aws_cdk as cdk

from cdk_personalize import dataset_import_job


@contextmanager
def links_of(seconds: int) -> Iterator[None]:
    """Give the imports that are defined meanwhile links with this timeout, as many as their own timeout takes."""

    def shares(timeout: cdk.Duration) -> list[int]:
        return [seconds] * ceil(timeout.to_seconds() / seconds)

    with mock.patch.object(dataset_import_job, "relay_shares", shares):
        yield
