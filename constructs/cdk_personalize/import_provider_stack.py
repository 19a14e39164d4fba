"""A stack with a provider for other stacks: those of other apps, and of templates without the CDK."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs

from cdk_personalize._arguments import ANY_CONSTRUCT, arns, check_arguments
from cdk_personalize.import_provider import FUNCTION_ROLE_EXPORT, SERVICE_TOKEN_EXPORT, ImportProvider
from cdk_personalize.nag.acknowledgments import acknowledge_findings
from cdk_personalize.permissions import function_policy
from cdk_personalize.permissions.import_role import IMPORT_ROLES
from cdk_personalize.waiter import WAITER, Waiter
from constructs import Construct

ROLE_ARN_PATTERN = r"arn:[a-z\d-]+:iam::[\d*]+:role/[\w+=,.@/*?-]+"
DATASET_ARN_PATTERN = r"arn:[a-z\d-]+:personalize:[a-z\d*-]+:[\d*]+:dataset/[\w/*?-]+"
STACK_ARN_PATTERN = r"arn:[a-z\d-]+:cloudformation:[a-z\d*-]+:[\d*]+:stack/[\w/*?-]+"


class ImportProviderStack(cdk.Stack):
    """Deploys the functions once, for any number of stacks that read their ServiceToken with `Fn::ImportValue`.

    In the CDK, such stacks have an `ImportProvider.from_exports`.

    The imports are not known here, so the parameters determine the function's permissions. Everyone who can deploy a
    stack with the ServiceToken can use all of these permissions: allow only what they should have.
    """

    @check_arguments(
        scope=ANY_CONSTRUCT,
        dataset_arns=arns(DATASET_ARN_PATTERN, "dataset/<group>/<TYPE>"),
        import_role_arns=arns(ROLE_ARN_PATTERN, "role/<name>"),
        stack_arns=arns(STACK_ARN_PATTERN, "stack/<name>/*"),
        waiter=WAITER,
    )
    def __init__(
        self,
        scope: Construct | None = None,
        id: str | None = None,
        *,
        dataset_arns: Sequence[str],
        import_role_arns: Sequence[str] | None = None,
        stack_arns: Sequence[str] | None = None,
        waiter: Waiter | None = None,
        vpc: ec2.IVpc | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] | None = None,
        encryption_key: kms.IKey | None = None,
        log_retention: logs.RetentionDays = logs.RetentionDays.THREE_MONTHS,
        reserved_concurrent_executions: int | None = None,
        architecture: lambda_.Architecture = lambda_.Architecture.ARM_64,
        export_name: str = SERVICE_TOKEN_EXPORT,
        env: cdk.Environment | None = None,
        stack_name: str | None = None,
        synthesizer: cdk.IStackSynthesizer | None = None,
        termination_protection: bool | None = None,
    ) -> None:
        """Define the stack.

        Args:
            scope: the app or stage.
            id: the construct ID.
            dataset_arns: the datasets that the function can import into, `*` allowed, as in
                `arn:aws:personalize:eu-west-1:123456789012:dataset/movies/*`. Required, because a full import replaces
                the data of a dataset.
            import_role_arns: the roles that the function can pass to Amazon Personalize, `*` allowed. It can also
                assume those that trust it, for preflight. Default: the account's roles with the path
                `/personalize-import/`, which are created for imports only.
            stack_arns: the stacks that the function can describe, `*` allowed: those with the ServiceToken. Default:
                all stacks of the account and Region, since their names are not known and describing changes nothing.
            waiter: how the jobs are polled. Default: the Provider framework, every 10 seconds. Synth cannot count the
                imports of other stacks: with crhelper, at most 40 can wait at the same time.
            vpc: the VPC of the functions; this and the next six are parameters of `ImportProvider`.
            vpc_subnets: the subnets of the VPC.
            security_groups: the functions' security groups in the VPC.
            encryption_key: a key for the functions' environment and their log groups.
            log_retention: how long log events are kept. Default: three months.
            reserved_concurrent_executions: the reserved and maximum concurrency of the import function.
            architecture: the architecture of the import function. Default: ARM64.
            export_name: the name of the export. The export of the function's role has the suffix `RoleArn`. A second
                such stack in the Region needs another name.
            env: the account and Region. Default: those of the deployment.
            stack_name: the stack's name in CloudFormation. Default: derived from `id`.
            synthesizer: how the stack's assets are published. Default: that of the app.
            termination_protection: whether CloudFormation prevents the deletion of the stack. Default: False.

        Raises:
            ValueError: for an ARN of another resource type, for an empty list of datasets, and as `ImportProvider`
                does.

        """
        super().__init__(
            scope,
            id,
            description="Serves Amazon Personalize dataset imports of other stacks, by its ServiceToken",
            env=env,
            stack_name=stack_name,
            synthesizer=synthesizer,
            termination_protection=termination_protection,
        )
        in_region = f"{self.region}:{self.account}"
        if import_role_arns is None:
            import_role_arns = [f"arn:{self.partition}:iam::{self.account}:role{IMPORT_ROLES}*"]
        if stack_arns is None:
            stack_arns = [f"arn:{self.partition}:cloudformation:{in_region}:stack/*"]
        jobs = [f"arn:{self.partition}:personalize:{in_region}:dataset-import-job/*"]
        waiter = waiter or Waiter.provider_framework()
        self.provider = ImportProvider(
            self,
            waiter.id,
            waiter=waiter,
            vpc=vpc,
            vpc_subnets=vpc_subnets,
            security_groups=security_groups,
            encryption_key=encryption_key,
            log_retention=log_retention,
            reserved_concurrent_executions=reserved_concurrent_executions,
            architecture=architecture,
        )
        """The provider of the other stacks' imports."""
        policy = iam.Policy(
            self,
            "ImportPolicy",
            roles=[self.provider.function_role],
            statements=[
                function_policy.start_imports(list(dataset_arns)),
                function_policy.start_imports(jobs),
                function_policy.pass_roles(list(import_role_arns)),
                function_policy.assume_roles(list(import_role_arns)),
                function_policy.describe_schemas(self),
                function_policy.describe_jobs(jobs),
                function_policy.tag(jobs),
                function_policy.list_jobs(),
                function_policy.describe_stacks(list(stack_arns)),
            ],
        )
        acknowledge_findings(policy)
        cdk.CfnOutput(
            self,
            "ServiceToken",
            value=self.provider.service_token,
            description="The ServiceToken of Custom::PersonalizeDatasetImportJob",
            export_name=export_name,
        )
        cdk.CfnOutput(
            self,
            "FunctionRoleArn",
            value=self.provider.function_role.role_arn,
            description="The role of the import function, which import roles trust for preflight",
            export_name=f"{export_name}{FUNCTION_ROLE_EXPORT}",
        )
