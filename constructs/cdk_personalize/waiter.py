"""What polls Amazon Personalize while CloudFormation waits."""

from abc import ABC, abstractmethod
from math import ceil
from typing import cast

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import custom_resources

from cdk_personalize._arguments import check_arguments, instance_of
from cdk_personalize._crhelper_limits import FitsIntoRule, check_number_of_imports
from cdk_personalize._durations import whole_seconds
from cdk_personalize.function.code import handler_code, handler_code_with_crhelper
from cdk_personalize.function.settings import FunctionSettings
from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.contract import properties as contract
from constructs import Construct


class Waiter(ABC):
    """The engine behind an import. Imports do not notice which one runs them.

    Another waiter for an import that is deployed replaces the import's custom resource, since CloudFormation does not
    let a resource move to another function, and so imports once. An explicit `job_name` is taken by then: give another
    with the waiter.
    """

    id: str
    """The id of its functions in a stack. Released ids never change, because a ServiceToken cannot."""

    handler: str
    """The function's entry point."""

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
    def create_code(self) -> lambda_.Code:
        """Return the function's code."""

    @abstractmethod
    def create_service_token(self, scope: Construct, function: lambda_.Function, settings: FunctionSettings) -> str:
        """Set up what polls the function, and return the ServiceToken of custom resources that use it."""

    @abstractmethod
    def custom_resource_id(self, link: int) -> str:
        """Return the construct id of an import's custom resource, or of a later link of its relay.

        Released ids never change. They differ between waiters, so that another waiter is another resource.
        """

    @abstractmethod
    def admit(self, provider: Construct, number: int) -> None:
        """Let a provider serve one more import, its `number`th; raise `ValueError` if these are too many."""

    @abstractmethod
    def serve(self, provider: Construct, custom_resource: cdk.CustomResource) -> None:
        """Take on a custom resource of an import."""


WAITER = instance_of(Waiter, "Waiter.provider_framework(...) or Waiter.crhelper(...)")


class _ProviderFramework(Waiter):
    id = "PersonalizeImportProviderFramework"
    handler = "cdk_personalize_handler.provider_framework.handler"

    def __init__(self, poll_interval: cdk.Duration) -> None:
        self.poll_interval_seconds = whole_seconds(
            poll_interval, "poll_interval", "whole seconds, 1 to 300 (5 minutes)", at_least=1, at_most=300
        )

    def create_code(self) -> lambda_.Code:
        return handler_code()

    def create_service_token(self, scope: Construct, function: lambda_.Function, settings: FunctionSettings) -> str:
        interval = self.poll_interval_seconds
        return custom_resources.Provider(
            scope,
            "Framework",
            on_event_handler=function,
            is_complete_handler=function,
            # One group for the three functions of the framework, whatever the feature flags.
            log_group=logs.LogGroup(
                scope,
                "FrameworkLogs",
                encryption_key=settings.encryption_key,
                retention=settings.log_retention,
                removal_policy=cdk.RemovalPolicy.DESTROY,
            ),
            provider_function_env_encryption=settings.encryption_key,
            vpc=settings.vpc,
            vpc_subnets=settings.vpc_subnets,
            security_groups=settings.security_groups,
            query_interval=cdk.Duration.seconds(interval),
            # The function ends each wait itself, and says why. The framework's own end comes after it, and must be a
            # multiple of the interval.
            total_timeout=cdk.Duration.seconds(ceil(constraints.MAX_TIMEOUT_SECONDS / interval) * interval),
        ).service_token

    def custom_resource_id(self, link: int) -> str:
        return "Resource" if link == 1 else f"Relay{link}"

    def admit(self, provider: Construct, number: int) -> None:
        pass  # any number

    def serve(self, provider: Construct, custom_resource: cdk.CustomResource) -> None:
        pass  # as it is


class _Crhelper(Waiter):
    id = "PersonalizeImportCrhelper"
    handler = "cdk_personalize_handler.crhelper_waiter.handler"

    def __init__(self, poll_interval: cdk.Duration) -> None:
        self.poll_interval_seconds = whole_seconds(
            poll_interval, "poll_interval", "whole minutes, 1 to 5", at_least=60, at_most=300, unit=60
        )

    def create_code(self) -> lambda_.Code:
        return handler_code_with_crhelper()

    def create_service_token(self, scope: Construct, function: lambda_.Function, _settings: FunctionSettings) -> str:
        stack = cdk.Stack.of(scope)
        # The path tells functions of a stack apart, and part of its UUID stacks that come of one app.
        uuid = cdk.Fn.select(2, cdk.Fn.split("/", stack.stack_id))
        prefix = f"PersonalizeImport{scope.node.addr[-8:]}{cdk.Fn.select(0, cdk.Fn.split('-', uuid))}"
        function.add_environment(contract.RULE_PREFIX_VARIABLE, prefix)
        rules = f"arn:{stack.partition}:events:{stack.region}:{stack.account}:rule/{prefix}*"
        function.add_to_role_policy(
            iam.PolicyStatement(
                actions=[
                    "events:PutRule",
                    "events:DescribeRule",
                    "events:PutTargets",
                    "events:RemoveTargets",
                    "events:DeleteRule",
                ],
                resources=[rules],
            )
        )
        # Once for all rules, so that the function needs no right to change its own policy.
        lambda_.CfnPermission(
            scope,
            "RulePermission",
            action="lambda:InvokeFunction",
            function_name=function.function_arn,
            principal="events.amazonaws.com",
            source_arn=rules,
        )
        return function.function_arn

    def custom_resource_id(self, link: int) -> str:
        return "CrhelperResource" if link == 1 else f"CrhelperRelay{link}"

    def admit(self, provider: Construct, number: int) -> None:
        check_number_of_imports(provider, number)

    def serve(self, provider: Construct, custom_resource: cdk.CustomResource) -> None:
        # Polls need the function's rights and the permission to call it until the last deletion is answered.
        custom_resource.node.add_dependency(provider)
        custom_resource.node.add_validation(FitsIntoRule(cast(cdk.CfnResource, custom_resource.node.default_child)))
