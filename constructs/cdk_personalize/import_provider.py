"""Providers of imports: the functions behind the custom resources."""

import dataclasses
from collections.abc import Sequence
from typing import Any, cast

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs

from cdk_personalize._arguments import check_arguments
from cdk_personalize._deployed_provider import DeployedProvider, check_service_token
from cdk_personalize.function.log_group import FunctionLog
from cdk_personalize.function.settings import FunctionSettings
from cdk_personalize.import_provider_base import IImportProvider, check_environment
from cdk_personalize.nag.acknowledgments import acknowledge_findings
from cdk_personalize.permissions.function_policy import FunctionPolicy
from cdk_personalize.permissions.log_encryption import allow_cloudwatch_logs
from cdk_personalize.permissions.policy_size import RolePolicySize
from cdk_personalize.permissions.stack_policy import keep_former_policy
from cdk_personalize.waiter import WAITER, Waiter
from cdk_personalize_handler.contract import properties as contract
from cdk_personalize_handler.contract.constraints import InvalidValue
from constructs import Construct, IConstruct, IDependable, IValidation

SERVICE_TOKEN_EXPORT = "PersonalizeImportServiceToken"  # noqa: S105
"""The name of the export of an `ImportProviderStack`'s ServiceToken."""

FUNCTION_ROLE_EXPORT = "RoleArn"
"""The suffix in the name of the export of its function role's ARN."""

_CDK_MANAGED_LOG_GROUP = "@aws-cdk/aws-lambda:useCdkManagedLogGroup"


class ImportProvider(IImportProvider):
    """The functions behind any number of imports.

    The imports of a stack share one provider by default, which `ImportProvider.of` configures. To share a provider
    between stacks, create one and pass it as `DatasetImportJob(provider=...)`. A deployed import cannot move to another
    provider, since CloudFormation rejects another ServiceToken. Under another construct ID it is another resource,
    which imports once.
    """

    @check_arguments(waiter=WAITER)
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
            scope: the parent construct.
            id: the construct ID.
            waiter: how the jobs are polled. Default: the Provider framework, every 10 seconds.
            vpc: the VPC of the functions. Default: none. The functions call AWS only, through NAT or the VPC endpoints
                that docs/enterprise.md lists; without either, an import fails after an hour.
            vpc_subnets: the subnets of the VPC, private ones. Default: the VPC's default selection.
            security_groups: the functions' security groups in the VPC, which must allow outbound HTTPS. Default: one
                security group for all functions, without inbound rules.
            encryption_key: a symmetric key for the functions' environment and their log groups. Default: keys of AWS.
                A key of the app gets the statement for CloudWatch Logs; for an imported key, synth warns with the
                statement to add.
            log_retention: how long log events are kept. Default: three months. The import function's log group remains
                when the stack is deleted or rolled back, since it has the reason; the framework's log group is deleted.
            reserved_concurrent_executions: the reserved and maximum concurrency of the import function, at least the
                number of imports that wait at the same time: a throttled call can fail an import. Default: none.
            architecture: the architecture of the import function. Default: ARM64.

        Raises:
            ValueError: for an invalid value, for parameters that do not fit together, and for an encryption key that a
                log group cannot have.

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
        waiter = waiter or Waiter.provider_framework()
        self._poll_interval_seconds = waiter.poll_interval_seconds
        self._waiter = waiter.bind(self)
        if vpc and security_groups is None:
            description = "The functions that import data into Amazon Personalize"
            group = ec2.SecurityGroup(self, "SecurityGroup", vpc=vpc, description=description)
            settings = dataclasses.replace(settings, security_groups=[group])
        if encryption_key:
            allow_cloudwatch_logs(self, encryption_key)
        function = lambda_.Function(
            self,
            "Handler",
            description="Starts Amazon Personalize dataset imports and follows them to their end",
            runtime=lambda_.Runtime.PYTHON_3_14,
            architecture=architecture,
            handler=self._waiter.handler,
            code=self._waiter.create_code(),
            role=self._create_role(in_vpc=vpc is not None),
            memory_size=256,
            timeout=cdk.Duration.minutes(1),
            environment={contract.POLL_INTERVAL_VARIABLE: str(self._poll_interval_seconds)},
            environment_encryption=encryption_key,
            logging_format=lambda_.LoggingFormat.JSON,
            # Lambda's own records of a successful call would be most of the log.
            system_log_level_v2=lambda_.SystemLogLevel.WARN,
            reserved_concurrent_executions=reserved_concurrent_executions,
            vpc=vpc,
            vpc_subnets=vpc_subnets,
            security_groups=settings.security_groups,
        )
        self._log = FunctionLog(self, "Log", function=function, encryption_key=encryption_key, retention=log_retention)
        self._service_token = self._waiter.create_service_token(function, settings)
        self._function_role = cast(iam.IRole, function.role)
        self._policy_size = RolePolicySize(self._function_role)
        self.node.add_validation(cast(IValidation, self._policy_size))
        acknowledge_findings(self)

    @property
    def service_token(self) -> str:
        """The ServiceToken of the custom resources."""
        return self._service_token

    @property
    def function_role(self) -> iam.IRole:
        """The role of the import function."""
        return self._function_role

    @property
    def log_group(self) -> logs.ILogGroup:
        """The log group of the import function, which has the outcome of each import."""
        return self._log.group

    @staticmethod
    @check_arguments(service_token=check_service_token, waiter=WAITER)
    def from_service_token(
        scope: Construct,
        id: str,
        service_token: str,
        *,
        function_role_arn: str | None = None,
        waiter: Waiter | None = None,
    ) -> IImportProvider:
        """Return a provider that another app has deployed, for `DatasetImportJob(provider=...)`.

        This app cannot grant permissions to the provider's function: synth warns with the datasets and roles that it
        needs. Another `service_token` for a deployed import replaces its custom resource, and imports once.

        Args:
            scope: the parent construct.
            id: the construct ID.
            service_token: the ARN of the function that CloudFormation calls, in the account and Region of the imports.
            function_role_arn: the role of the import function. Import roles then trust it for preflight. Default:
                unknown; preflight cannot read the data, and synth warns.
            waiter: the provider's waiter, whose limits synth then checks. Default: unknown; an import that is too large
                for crhelper fails before it starts, and the number of imports is not checked.

        Raises:
            ValueError: for a ServiceToken that is not the ARN of a function, and for an import in another account or
                Region.

        """
        return DeployedProvider(
            scope, id, service_token=service_token, function_role_arn=function_role_arn, waiter=waiter
        )

    @staticmethod
    @check_arguments(waiter=WAITER)
    def from_exports(
        scope: Construct, id: str, *, export_name: str = SERVICE_TOKEN_EXPORT, waiter: Waiter | None = None
    ) -> IImportProvider:
        """Return the provider of an `ImportProviderStack`, or of its template, by its exports in the Region.

        This is `from_service_token` with the exported ServiceToken and role. Another `export_name` for a deployed
        import replaces its custom resource, and imports once. If one app has both stacks, pass the other stack's
        `provider` instead, which also orders the stacks and grants the permissions.

        Args:
            scope: the parent construct.
            id: the construct ID.
            export_name: the `export_name` of the `ImportProviderStack`.
            waiter: the provider's waiter, whose limits synth then checks. Default: unknown; they are not checked.

        """
        return ImportProvider.from_service_token(
            scope,
            id,
            cdk.Fn.import_value(export_name),
            function_role_arn=cdk.Fn.import_value(f"{export_name}{FUNCTION_ROLE_EXPORT}"),
            waiter=waiter,
        )

    @classmethod
    @check_arguments(waiter=WAITER)
    def of(
        cls,
        scope: Construct,
        waiter: Waiter | None = None,
        *,
        vpc: ec2.IVpc | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] | None = None,
        encryption_key: kms.IKey | None = None,
        log_retention: logs.RetentionDays | None = None,
        reserved_concurrent_executions: int | None = None,
        architecture: lambda_.Architecture | None = None,
    ) -> "ImportProvider":
        """Return the provider that all imports of a stack share; the first import creates it.

        A call before the first import creates the provider with its arguments. CloudFormation updates all of these in
        place in deployed functions: no import moves, and no import starts again.

        Args:
            scope: the stack, or a construct in it.
            waiter: how the jobs are polled. Default: the Provider framework, at the provider's interval, and every 10
                seconds for a new provider. Another waiter is another provider with its own settings, for imports with
                that waiter: `DatasetImportJob(waiter=...)`.
            vpc: the VPC of the functions; this and the next six are parameters of `ImportProvider`.
            vpc_subnets: the subnets of the VPC.
            security_groups: the functions' security groups in the VPC.
            encryption_key: a key for the functions' environment and their log groups.
            log_retention: how long log events are kept. Default: three months.
            reserved_concurrent_executions: the reserved and maximum concurrency of the import function.
            architecture: the architecture of the import function. Default: ARM64.

        Raises:
            ValueError: for another poll interval or further settings if the provider already exists, and as
                `ImportProvider` does.

        """
        given: dict[str, Any] = {
            "vpc": vpc,
            "vpc_subnets": vpc_subnets,
            "security_groups": security_groups,
            "encryption_key": encryption_key,
            "log_retention": log_retention,
            "reserved_concurrent_executions": reserved_concurrent_executions,
            "architecture": architecture,
        }
        settings = {name: value for name, value in given.items() if value is not None}
        desired = waiter or Waiter.provider_framework()
        stack = cdk.Stack.of(scope)
        existing = stack.node.try_find_child(desired.id)
        if existing is None:
            return cls(stack, desired.id, waiter=desired, **settings)
        provider = cast(ImportProvider, existing)
        if settings:
            raise InvalidValue.because(
                ", ".join(settings),
                f"the functions of stack {stack.node.path} already exist; use ImportProvider.of(...) once with all "
                "settings, before the first import of the stack",
            )
        interval = provider._poll_interval_seconds
        if waiter and waiter.poll_interval_seconds != interval:
            raise InvalidValue.because(
                "waiter",
                f"poll_interval is {waiter.poll_interval_seconds} s, but the imports of stack {stack.node.path} share "
                f"functions that poll every {interval} s; use {interval} s, or set the interval of all imports with "
                "ImportProvider.of(stack, waiter) before the first one",
            )
        return provider

    def custom_resource_id(self, link: int) -> str:
        """Return the construct id of an import's custom resource, or of a later link of its relay."""
        return self._waiter.custom_resource_id(link)

    def register_import(self, scope: Construct) -> None:
        """Register the import at `scope`; raise `ValueError` if the provider cannot serve it."""
        own = cdk.Stack.of(self)
        check_environment(scope, account=own.account, region=own.region)
        _check_references(own, cdk.Stack.of(scope))
        self._waiter.check_capacity()

    def allow_import(
        self,
        scope: Construct,
        *,
        dataset: IConstruct,
        dataset_arn: str,
        job_name: str | None,
        role: iam.IRole,
        with_preflight: bool,
    ) -> Sequence[IDependable]:
        """Allow the function to start the import, by policies in its stack; return what must be deployed before."""
        return self._policy_for(scope).allow_import(
            scope, dataset=dataset, dataset_arn=dataset_arn, job_name=job_name, role=role, with_preflight=with_preflight
        )

    def attach(self, custom_resource: cdk.CustomResource) -> None:
        """Attach a custom resource of an import."""
        custom_resource.node.add_dependency(self._log)
        self._waiter.attach(custom_resource)

    def _policy_for(self, scope: Construct) -> FunctionPolicy:
        """Return the function's policy for the imports of the stack of `scope`."""
        stack = cdk.Stack.of(scope)
        if stack is cdk.Stack.of(self):
            existing = self.node.try_find_child("ImportPolicy")
            return cast(FunctionPolicy, existing) if existing else self._create_policy(self, "ImportPolicy")
        address = self.node.addr[-8:]
        if existing := stack.node.try_find_child(policy_id := f"PersonalizeImportRights{address}"):
            return cast(FunctionPolicy, existing)
        policy = self._create_policy(stack, policy_id, f"PersonalizeImportPolicy{address}")
        acknowledge_findings(policy)
        return policy

    def _create_policy(self, scope: Construct, id: str, former_id: str | None = None) -> FunctionPolicy:
        return FunctionPolicy(
            scope, id, function_role=self.function_role, add_policy=self._add_policy, former_id=former_id
        )

    def _add_policy(self, policy: iam.Policy, former_id: str | None) -> None:
        """Count a policy of the function's role, and keep it under `former_id`, if it had one, as well."""
        self._policy_size.add(policy)
        if former_id and (former := keep_former_policy(cdk.Stack.of(policy), former_id, policy, self.function_role)):
            acknowledge_findings(former)
            self._policy_size.add_former(former)

    def _create_role(self, *, in_vpc: bool) -> iam.Role:
        """Create the function's role, with no permissions except those to join the VPC."""
        network = iam.ManagedPolicy.from_aws_managed_policy_name("service-role/AWSLambdaVPCAccessExecutionRole")
        return iam.Role(
            self,
            "HandlerServiceRole",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            managed_policies=[network] if in_vpc else [],
        )


def _check_references(own: cdk.Stack, other: cdk.Stack) -> None:
    """Raise `InvalidValue` if only one stack has an explicit account or Region: the CDK cannot make references then."""
    for ours, theirs in ((own.account, other.account), (own.region, other.region)):
        if cdk.Token.is_unresolved(ours) != cdk.Token.is_unresolved(theirs):
            raise InvalidValue.because(
                "provider",
                f"only one of the stacks {own.node.path} (the provider's) and {other.node.path} (the import's) has an "
                "explicit account or Region; use the same env for both, or none for both",
            )
