"""The functions that serve the imports of a stack."""

import dataclasses
from collections.abc import Sequence
from typing import cast

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs

from cdk_personalize.acknowledgments import acknowledge_findings
from cdk_personalize.arguments import check_arguments
from cdk_personalize.function_log import FunctionLog
from cdk_personalize.function_settings import FunctionSettings
from cdk_personalize.import_policy import ImportPolicy
from cdk_personalize.log_encryption import admit_logs
from cdk_personalize.policy_size import FitIntoRole
from cdk_personalize.waiter import Waiter
from cdk_personalize_handler import contract
from cdk_personalize_handler.constraints import InvalidValue
from constructs import Construct, IValidation

_CDK_MANAGED_LOG_GROUP = "@aws-cdk/aws-lambda:useCdkManagedLogGroup"


class ImportProvider(Construct):
    """Serves the custom resources of any number of imports.

    A stack gets one by itself. Create one explicitly to share it between stacks, or to have a second with another poll
    interval, and pass it as `DatasetImportJob(provider=...)`.
    """

    @check_arguments()
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        waiter: Waiter | None = None,
        vpc: ec2.IVpc | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] | None = None,
        encryption_key: kms.IKey | None = None,
        log_retention: logs.RetentionDays = logs.RetentionDays.THREE_MONTHS,
        reserved_concurrent_executions: int | None = None,
        architecture: lambda_.Architecture = lambda_.Architecture.ARM_64,
    ) -> None:
        """Define the functions.

        Args:
            scope: the construct that this one belongs to.
            id: its id there.
            waiter: what polls the jobs. By default the Provider framework, every 10 seconds.
            vpc: where the functions run. By default in no VPC of the account. They call AWS only, by NAT or by the VPC
                endpoints that the README lists; where neither leads there, an import fails after an hour.
            vpc_subnets: which subnets of the VPC, private ones. By default the VPC's choice.
            security_groups: the functions' security groups in the VPC, which let them out to HTTPS. By default one for
                all functions, without a way in.
            encryption_key: a symmetric key for the functions' environment and their log groups. By default both are
                encrypted with keys of AWS. CloudWatch Logs is admitted to a key of the app; for an imported key synth
                warns with the statement to add.
            log_retention: how long log events are kept. Three months by default. The import function's log group stays
                when the stack is deleted or rolled back, since it tells why; the one of the Provider framework goes.
            reserved_concurrent_executions: how many calls of the import function the account keeps free for it, and how
                many run at most: one for each import that may wait at a time, since one that is turned away may fail
                its import. By default none, and the account's limit.
            architecture: what the import function runs on. ARM64 by default.

        Raises:
            ValueError: for a value of another kind, for what does not go together, and for an encryption key that no
                log group can have.

        """
        settings = FunctionSettings(
            vpc=vpc,
            vpc_subnets=vpc_subnets,
            security_groups=security_groups and list(security_groups),
            encryption_key=encryption_key,
            log_retention=log_retention,
        )
        super().__init__(scope, id)
        self.node.set_context(_CDK_MANAGED_LOG_GROUP, False)  # the function's log group is created here
        self.waiter = waiter or Waiter.provider_framework()
        if vpc and security_groups is None:
            description = "The functions that import data into Amazon Personalize"
            group = ec2.SecurityGroup(self, "SecurityGroup", vpc=vpc, description=description)
            settings = dataclasses.replace(settings, security_groups=[group])
        if encryption_key:
            admit_logs(self, encryption_key)
        function = lambda_.Function(
            self,
            "Handler",
            description="Starts Amazon Personalize dataset imports and follows them to their end",
            runtime=lambda_.Runtime.PYTHON_3_14,
            architecture=architecture,
            handler=self.waiter.handler,
            code=self.waiter.create_code(),
            role=self._create_role(in_vpc=vpc is not None),
            memory_size=256,
            timeout=cdk.Duration.minutes(1),
            environment={contract.POLL_INTERVAL_VARIABLE: str(self.waiter.poll_interval_seconds)},
            environment_encryption=encryption_key,
            logging_format=lambda_.LoggingFormat.JSON,
            # Lambda's own lines of a call that went well would be most of what a poll writes.
            system_log_level_v2=lambda_.SystemLogLevel.WARN,
            reserved_concurrent_executions=reserved_concurrent_executions,
            vpc=vpc,
            vpc_subnets=vpc_subnets,
            security_groups=settings.security_groups,
        )
        self._log = FunctionLog(self, "Log", function=function, encryption_key=encryption_key, retention=log_retention)
        self.service_token = self.waiter.create_service_token(self, function, settings)
        self.function_role = cast(iam.IRole, function.role)
        """The role that the function runs with."""
        self._number_of_imports = 0
        self._policies: list[iam.Policy] = []
        self.node.add_validation(cast(IValidation, FitIntoRole(self.function_role, self._policies)))
        acknowledge_findings(self)

    @classmethod
    @check_arguments()
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
        if existing := parent.node.try_find_child(policy_id):
            return cast(ImportPolicy, existing)
        policy = ImportPolicy(parent, policy_id, function_role=self.function_role, policies=self._policies)
        if parent is stack:
            acknowledge_findings(policy)
        return policy

    def admit(self) -> None:
        """Take on one more import; raise `ValueError` if the waiter cannot serve as many."""
        self._number_of_imports += 1
        self.waiter.admit(self, self._number_of_imports)

    def serve(self, custom_resource: cdk.CustomResource) -> None:
        """Take on a custom resource of an import."""
        custom_resource.node.add_dependency(self._log)
        self.waiter.serve(self, custom_resource)

    def _create_role(self, *, in_vpc: bool) -> iam.Role:
        """Create the function's role, which may nothing by itself but join the VPC."""
        network = iam.ManagedPolicy.from_aws_managed_policy_name("service-role/AWSLambdaVPCAccessExecutionRole")
        return iam.Role(
            self,
            "HandlerServiceRole",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            managed_policies=[network] if in_vpc else [],
        )
