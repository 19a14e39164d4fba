"""What polls Amazon Personalize while CloudFormation waits."""

from abc import ABC, abstractmethod
from math import ceil

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import custom_resources

from cdk_personalize_handler import constraints
from cdk_personalize_handler.constraints import InvalidValue
from constructs import Construct

_SHORTEST_POLL_INTERVAL = 1
_LONGEST_POLL_INTERVAL = 300


class Waiter(ABC):
    """The engine behind an import. Imports do not notice which one runs them."""

    id: str
    """The id of its functions in a stack. Released ids never change, because a ServiceToken cannot."""

    handler: str
    """The function's entry point."""

    poll_interval_seconds: int
    """The number of seconds between two polls."""

    @staticmethod
    def provider_framework(*, poll_interval: cdk.Duration | None = None) -> "Waiter":
        """Poll with the CDK's Provider framework, whose waiter is a Step Functions state machine.

        `poll_interval` is the time between two looks at the job, 1 second to 5 minutes, and so the longest time that a
        stack is held after its data has landed; 10 seconds by default. Raises `ValueError` for any other.
        """
        return _ProviderFramework(poll_interval or cdk.Duration.seconds(10))

    @abstractmethod
    def create_service_token(self, scope: Construct, function: lambda_.IFunction) -> str:
        """Set up what polls the function, and return the ServiceToken of custom resources that use it."""


class _ProviderFramework(Waiter):
    id = "PersonalizeImportProviderFramework"
    handler = "cdk_personalize_handler.provider_framework.handler"

    def __init__(self, poll_interval: cdk.Duration) -> None:
        if poll_interval.is_unresolved():
            raise InvalidValue("poll_interval", poll_interval.to_string(), "a time that is known at synth")
        seconds = poll_interval.to_seconds(integral=False)
        if seconds != int(seconds) or not _SHORTEST_POLL_INTERVAL <= seconds <= _LONGEST_POLL_INTERVAL:
            allowed = f"whole seconds, {_SHORTEST_POLL_INTERVAL} to {_LONGEST_POLL_INTERVAL} (5 minutes)"
            raise InvalidValue("poll_interval", f"{seconds:g} s", allowed)
        self.poll_interval_seconds = int(seconds)

    def create_service_token(self, scope: Construct, function: lambda_.IFunction) -> str:
        interval = self.poll_interval_seconds
        return custom_resources.Provider(
            scope,
            "Framework",
            on_event_handler=function,
            is_complete_handler=function,
            # One group for the three functions of the framework, whatever the feature flags. The handler keeps its own,
            # because the framework's error messages point there.
            log_group=logs.LogGroup(
                scope,
                "FrameworkLogs",
                retention=logs.RetentionDays.THREE_MONTHS,
                removal_policy=cdk.RemovalPolicy.DESTROY,
            ),
            query_interval=cdk.Duration.seconds(interval),
            # The function ends each wait itself, and says why. The framework's own end comes after it, and must be a
            # multiple of the interval.
            total_timeout=cdk.Duration.seconds(ceil(constraints.MAX_TIMEOUT_SECONDS / interval) * interval),
        ).service_token
