"""Waiters, which poll Amazon Personalize while CloudFormation waits."""

from abc import ABC, abstractmethod

import aws_cdk as cdk

from cdk_personalize._arguments import check_arguments, instance_of
from cdk_personalize._bound_waiter import BoundWaiter, Crhelper, ProviderFramework
from cdk_personalize._durations import whole_seconds
from constructs import Construct


class Waiter(ABC):
    """The engine that polls import jobs; imports have the same result with every waiter.

    Another waiter for a deployed import replaces the import's custom resource, since CloudFormation does not move a
    resource to another function, and imports once. An explicit `job_name` is already in use then: change it as well.
    """

    id: str
    """The ID of its provider in a stack. Released IDs never change, because a ServiceToken cannot change."""

    poll_interval_seconds: int
    """The number of seconds between two polls."""

    @staticmethod
    @check_arguments()
    def provider_framework(*, poll_interval: cdk.Duration | None = None) -> "Waiter":
        """Poll with the CDK's Provider framework, whose waiter is a Step Functions state machine.

        `poll_interval` is the time between two polls, 1 second to 5 minutes, and so the longest time that a stack is
        held after its data has landed. Default: 10 seconds. Raises `ValueError` for an interval out of range.
        """
        return _ProviderFramework(poll_interval or cdk.Duration.seconds(10))

    @staticmethod
    @check_arguments()
    def crhelper(*, poll_interval: cdk.Duration | None = None) -> "Waiter":
        """Poll with crhelper: a single function, which an EventBridge rule calls again while a request waits.

        This waiter needs few resources and no state machine. `poll_interval` is the time between two polls, 1 to 5
        whole minutes. Default: 1 minute. Raises `ValueError` for an interval out of range. crhelper must be installed
        with the app: `pip install crhelper==2.0.12`, or the extra `crhelper` of this package.

        Synth fails for more than 40 imports, warns of more than 20, and fails for properties that do not fit into the
        input of a rule, 8,192 bytes. docs/waiters.md has the further limits.
        """
        return _Crhelper(poll_interval or cdk.Duration.minutes(1))

    @abstractmethod
    def bind(self, provider: Construct) -> BoundWaiter:
        """Return the waiter for a provider, which calls this."""


WAITER = instance_of(Waiter, "Waiter.provider_framework(...) or Waiter.crhelper(...)")


class _ProviderFramework(Waiter):
    id = "PersonalizeImportProviderFramework"

    def __init__(self, poll_interval: cdk.Duration) -> None:
        self.poll_interval_seconds = whole_seconds(
            poll_interval, "poll_interval", "whole seconds, 1 to 300 (5 minutes)", at_least=1, at_most=300
        )

    def bind(self, provider: Construct) -> BoundWaiter:
        return ProviderFramework(provider, self.poll_interval_seconds)


class _Crhelper(Waiter):
    id = "PersonalizeImportCrhelper"

    def __init__(self, poll_interval: cdk.Duration) -> None:
        self.poll_interval_seconds = whole_seconds(
            poll_interval, "poll_interval", "whole minutes, 1 to 5", at_least=60, at_most=300, unit=60
        )

    def bind(self, provider: Construct) -> BoundWaiter:
        return Crhelper(provider, self.poll_interval_seconds)
