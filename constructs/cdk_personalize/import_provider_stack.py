"""A stack of functions for other stacks: of other apps, and of templates that are not written with the CDK."""

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
    """Deploys the functions once, for any number of stacks that get their ServiceToken by `Fn::ImportValue`.

    In the CDK these are stacks with an `ImportProvider.from_exports`.

    The imports are not known here, so what the function may do for them is said by its parameters. Whoever may deploy
    stacks that use the ServiceToken can have all of it done: name no more than they are to have.
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
            scope: the app or stage that the stack belongs to.
            id: its id there.
            dataset_arns: the datasets that may be imported into, `*` allowed, as in
                `arn:aws:personalize:eu-west-1:123456789012:dataset/movies/*`. There is no default, because a full
                import replaces what a dataset holds.
            import_role_arns: the roles that the function may pass to Amazon Personalize, `*` allowed. By default those
                of the account whose path is `/personalize-import/`, so that only a role that was created for imports
                can be passed. It may also assume those that trust it, to look at the data before an import.
            stack_arns: the stacks whose state the function may ask for, `*` allowed: those that use the ServiceToken.
                By default all of the account and Region, since their names are not known and nothing is changed.
            waiter: what polls the jobs. By default the Provider framework, every 10 seconds. The imports of other
                stacks cannot be counted here: with crhelper, let no more than 40 wait at a time.
            vpc: where the functions run; this and the next six are those of `ImportProvider`.
            vpc_subnets: which subnets of the VPC.
            security_groups: the functions' security groups in the VPC.
            encryption_key: a key for the functions' environment and their log groups.
            log_retention: how long log events are kept. Three months by default.
            reserved_concurrent_executions: how many calls of the import function the account keeps free for it.
            architecture: what the import function runs on. ARM64 by default.
            export_name: the name of the export; that of the function's role has `RoleArn` after it. Another is needed
                for a second such stack in the Region.
            env: the account and Region. By default those that it is deployed with.
            stack_name: its name in CloudFormation. By default it follows from `id`.
            synthesizer: how its assets are published. By default as the app says.
            termination_protection: whether the stack is kept from being deleted. By default it is not.

        Raises:
            ValueError: for an ARN of something else, for no dataset at all, and as `ImportProvider` does.

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
        """The functions."""
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
            description="Whom the roles of imports trust, so that the data is looked at before an import",
            export_name=f"{export_name}{FUNCTION_ROLE_EXPORT}",
        )
