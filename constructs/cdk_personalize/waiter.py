"""What polls Amazon Personalize while CloudFormation waits."""

from abc import ABC, abstractmethod

import aws_cdk as cdk

from cdk_personalize._arguments import check_arguments, instance_of
from cdk_personalize._bound_waiter import BoundWaiter, Crhelper, ProviderFramework
from cdk_personalize._durations import whole_seconds
from constructs import Construct


class Waiter(ABC):
    """The engine behind an import. Imports do not notice which one runs them.

    Another waiter for an import that is deployed replaces the import's custom resource, since CloudFormation does not
    let a resource move to another function, and so imports once. An explicit `job_name` is taken by then: give another
    with the waiter.
    """

    id: str
    """The id of its functions in a stack. Released ids never change, because a ServiceToken cannot."""

    poll_interval_seconds: int
    """The number of seconds between two polls."""

    @staticmethod
    @check_arguments()
    def provider_framework(*, poll_interval: cdk.Duration | None = None) -> "Waiter":
        """Poll with the CDK's Provider framework, whose waiter is a Step Functions state machine.

        `poll_interval` is the time between two looks at the job, 1 second to 5 minutes, and so the longest time that a
        stack is held after its data has landed; 10 seconds by default. Raises `ValueError` for any other.
        """
        return _ProviderFramework(poll_interval or cdk.Duration.seconds(10))

    @staticmethod
    @check_arguments()
    def crhelper(*, poll_interval: cdk.Duration | None = None) -> "Waiter":
        """Poll with crhelper: a single function, which an EventBridge rule calls again as long as a request waits.

        For accounts that want few resources and no state machine. `poll_interval` is the time between two looks at the
        job, 1 to 5 whole minutes; 1 minute by default. Raises `ValueError` for any other. crhelper must be installed
        beside the app: `pip install 'cdk-personalize[crhelper]'`.

        Synth fails for more than 40 imports, warns of more than 20, and fails for properties that do not fit into the
        input of a rule, 8,192 bytes. docs/waiters.md has the limits that remain.
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
