"""The functions that serve the imports of a stack."""

from typing import cast

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from cdk_personalize.import_policy import ImportPolicy
from cdk_personalize.policy_size import FitIntoRole
from cdk_personalize.waiter import Waiter
from cdk_personalize_handler import contract
from cdk_personalize_handler.constraints import InvalidValue
from constructs import Construct, IValidation


class ImportProvider(Construct):
    """Serves the custom resources of any number of imports.

    A stack gets one by itself. Create one explicitly to share it between stacks, or to have a second with another poll
    interval, and pass it as `DatasetImportJob(provider=...)`.
    """

    def __init__(self, scope: Construct, id: str, *, waiter: Waiter | None = None) -> None:
        super().__init__(scope, id)
        self.waiter = waiter or Waiter.provider_framework()
        function = lambda_.Function(
            self,
            "Handler",
            description="Starts Amazon Personalize dataset imports and follows them to their end",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            handler=self.waiter.handler,
            code=self.waiter.create_code(),
            memory_size=256,
            timeout=cdk.Duration.minutes(1),
            environment={contract.POLL_INTERVAL_VARIABLE: str(self.waiter.poll_interval_seconds)},
            logging_format=lambda_.LoggingFormat.JSON,
        )
        self.service_token = self.waiter.create_service_token(self, function)
        self.function_role = cast(iam.IRole, function.role)
        """The role that the function runs with."""
        self._number_of_imports = 0
        self._policies: list[iam.Policy] = []
        self.node.add_validation(cast(IValidation, FitIntoRole(self.function_role, self._policies)))

    @classmethod
    def of(cls, scope: Construct, waiter: Waiter | None = None) -> "ImportProvider":
        """Return the provider that all imports of a stack share, which the first of them creates.

        Raises `ValueError` if the imports of one stack ask for different poll intervals: a custom resource cannot move
        to another function in an update, so the interval must not decide which function it has.
        """
        waiter = waiter or Waiter.provider_framework()
        stack = cdk.Stack.of(scope)
        existing = stack.node.try_find_child(waiter.id)
        if existing is None:
            return cls(stack, waiter.id, waiter=waiter)
        provider = cast(ImportProvider, existing)
        if provider.waiter.poll_interval_seconds != waiter.poll_interval_seconds:
            raise InvalidValue(
                "waiter",
                f"poll_interval of {waiter.poll_interval_seconds} s",
                f"the {provider.waiter.poll_interval_seconds} s of the other imports in stack {stack.stack_name}, or "
                "provider=ImportProvider(...) with a waiter of its own",
            )
        return provider

    def policy_for(self, scope: Construct) -> ImportPolicy:
        """Return the function's rights for the imports of the stack that `scope` is in."""
        stack = cdk.Stack.of(scope)
        if stack is cdk.Stack.of(self):
            parent, policy_id = cast(Construct, self), "ImportPolicy"
        else:
            parent, policy_id = stack, f"PersonalizeImportPolicy{self.node.addr[-8:]}"
        existing = parent.node.try_find_child(policy_id)
        return (
            cast(ImportPolicy, existing)
            if existing
            else ImportPolicy(parent, policy_id, function_role=self.function_role, policies=self._policies)
        )

    def admit(self) -> None:
        """Take on one more import; raise `ValueError` if the waiter cannot serve as many."""
        self._number_of_imports += 1
        self.waiter.admit(self, self._number_of_imports)

    def serve(self, custom_resource: cdk.CustomResource) -> None:
        """Take on a custom resource of an import."""
        self.waiter.serve(self, custom_resource)
