"""Waiters as the providers of imports use them."""

from abc import ABC, abstractmethod
from math import ceil
from typing import ClassVar, cast

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import custom_resources

from cdk_personalize._crhelper_limits import RuleInputSize, check_number_of_imports
from cdk_personalize.function.code import handler_code, handler_code_with_crhelper
from cdk_personalize.function.settings import FunctionSettings
from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.contract import properties as contract
from constructs import Construct


class BoundWaiter(ABC):
    """The waiter of one provider."""

    handler: ClassVar[str]
    """The function's entry point."""

    def __init__(self, provider: Construct, poll_interval_seconds: int) -> None:
        self._provider = provider
        self._poll_interval_seconds = poll_interval_seconds

    @abstractmethod
    def create_code(self) -> lambda_.Code:
        """Return the function's code."""

    @abstractmethod
    def create_service_token(self, function: lambda_.Function, settings: FunctionSettings) -> str:
        """Set up what polls the function, and return the ServiceToken of custom resources that use it."""

    @abstractmethod
    def custom_resource_id(self, link: int) -> str:
        """Return the construct id of an import's custom resource, or of a later link of its relay.

        Released ids never change. They differ between waiters, so that another waiter is another resource.
        """

    @abstractmethod
    def check_capacity(self) -> None:
        """Count one more import of the provider; raise `ValueError` if these are too many."""

    @abstractmethod
    def attach(self, custom_resource: cdk.CustomResource) -> None:
        """Poll for a custom resource of an import."""


class ProviderFramework(BoundWaiter):
    """The CDK's Provider framework."""

    handler = "cdk_personalize_handler.provider_framework.handler"

    def create_code(self) -> lambda_.Code:
        """Return the function's code."""
        return handler_code()

    def create_service_token(self, function: lambda_.Function, settings: FunctionSettings) -> str:
        """Create the framework's functions and its state machine."""
        interval = self._poll_interval_seconds
        return custom_resources.Provider(
            self._provider,
            "Framework",
            on_event_handler=function,
            is_complete_handler=function,
            # One group for the three functions of the framework, whatever the feature flags.
            log_group=logs.LogGroup(
                self._provider,
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
        """Return the construct id of a link."""
        return "Resource" if link == 1 else f"Relay{link}"

    def check_capacity(self) -> None:
        """Accept any number of imports."""

    def attach(self, custom_resource: cdk.CustomResource) -> None:
        """Leave the custom resource as it is."""


class Crhelper(BoundWaiter):
    """crhelper, which makes an EventBridge rule for each request that waits."""

    handler = "cdk_personalize_handler.crhelper_waiter.handler"

    def __init__(self, provider: Construct, poll_interval_seconds: int) -> None:
        super().__init__(provider, poll_interval_seconds)
        self._number_of_imports = 0

    def create_code(self) -> lambda_.Code:
        """Return the function's code, with crhelper."""
        return handler_code_with_crhelper()

    def create_service_token(self, function: lambda_.Function, _settings: FunctionSettings) -> str:
        """Let the function make rules, and rules call the function."""
        stack = cdk.Stack.of(self._provider)
        # The path distinguishes the functions of a stack, and part of the stack's UUID the stacks of one app.
        uuid = cdk.Fn.select(2, cdk.Fn.split("/", stack.stack_id))
        prefix = f"PersonalizeImport{self._provider.node.addr[-8:]}{cdk.Fn.select(0, cdk.Fn.split('-', uuid))}"
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
        # Once for all rules, so that the function needs no permission to change its own policy.
        lambda_.CfnPermission(
            self._provider,
            "RulePermission",
            action="lambda:InvokeFunction",
            function_name=function.function_arn,
            principal="events.amazonaws.com",
            source_arn=rules,
        )
        return function.function_arn

    def custom_resource_id(self, link: int) -> str:
        """Return the construct id of a link."""
        return "CrhelperResource" if link == 1 else f"CrhelperRelay{link}"

    def check_capacity(self) -> None:
        """Count the import; warn of many, and raise `ValueError` for too many."""
        self._number_of_imports += 1
        check_number_of_imports(self._provider, self._number_of_imports)

    def attach(self, custom_resource: cdk.CustomResource) -> None:
        """Check the size of the properties, and delete the custom resource before the provider."""
        # Polls need the function's permissions and the permission to call it until the response to the last deletion.
        custom_resource.node.add_dependency(self._provider)
        custom_resource.node.add_validation(RuleInputSize(cast(cdk.CfnResource, custom_resource.node.default_child)))
