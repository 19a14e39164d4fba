"""What `app.py` deploys, written by hand with L1 constructs and one Provider: the baseline of the library's own work.

The resources are of the same types, and as many of each; what they say is the same, but for names and the
acknowledgments of cdk-nag.
"""

from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_personalize as personalize
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_assets as s3_assets
from aws_cdk import custom_resources

from constructs import Construct

_PROJECT = Path(__file__).parent.parent
_PERSONALIZE = {"Service": "personalize.amazonaws.com"}
_ASSUME = "sts:AssumeRole"

Statement = dict[str, Any]


class BareStack(cdk.Stack):
    """A dataset group, its datasets with their data, and a solution that is created once the data has landed."""

    def __init__(self, scope: Construct, id: str, *, bucket_name: str) -> None:
        super().__init__(scope, id)
        self._bucket = f"arn:{self.partition}:s3:::{bucket_name}"
        self._location = f"s3://{bucket_name}/"
        self._service = f"arn:{self.partition}:personalize:{self.region}:{self.account}"
        self._jobs = f"{self._service}:dataset-import-job/{self.stack_name}-*"
        self._roles = f"/personalize-import/{self.stack_name}/"
        files = ("interactions.csv", "items.csv")
        readable = [each for file in files for each in self._reading(file, Principal=_PERSONALIZE)]
        self._grants: list[Construct] = [
            s3.CfnBucketPolicy(self, "DataPolicy", bucket=bucket_name, policy_document=_document(*readable))
        ]
        self._function_role = iam.CfnRole(
            self,
            "FunctionRole",
            assume_role_policy_document=_document(_allow(_ASSUME, Principal={"Service": "lambda.amazonaws.com"})),
        )
        self._service_token = self._create_provider(self._create_function())
        self._grants.append(self._allow_imports())
        group = personalize.CfnDatasetGroup(self, "DatasetGroup", name=f"{self.stack_name}-movies")
        imports = [self._import(group, file, file.partition(".")[0].capitalize()) for file in files]
        solution = personalize.CfnSolution(
            self,
            "Solution",
            name=f"{self.stack_name}-top-picks",
            dataset_group_arn=imports[0].get_att("DatasetGroupArn").to_string(),
            recipe_arn=f"arn:{self.partition}:personalize:::recipe/aws-user-personalization-v2",
        )
        solution.node.add_dependency(*imports)
        cdk.CfnOutput(self, "SolutionArn", value=solution.ref)

    def _create_function(self) -> lambda_.CfnFunction:
        code = s3_assets.Asset(
            self,
            "Code",
            path=str(_PROJECT / "lambda"),
            exclude=["**/__pycache__", "**/crhelper_*", "**/py.typed"],
        )
        function = lambda_.CfnFunction(
            self,
            "Function",
            architectures=["arm64"],
            code=lambda_.CfnFunction.CodeProperty(s3_bucket=code.s3_bucket_name, s3_key=code.s3_object_key),
            description="Starts Amazon Personalize dataset imports and follows them to their end",
            environment=lambda_.CfnFunction.EnvironmentProperty(variables={"POLL_INTERVAL_SECONDS": "10"}),
            handler="cdk_personalize_handler.provider_framework.handler",
            logging_config=lambda_.CfnFunction.LoggingConfigProperty(log_format="JSON", system_log_level="WARN"),
            memory_size=256,
            role=self._function_role.attr_arn,
            runtime="python3.14",
            timeout=60,
        )
        log = logs.CfnLogGroup(self, "Log", log_group_name=f"/aws/lambda/{function.ref}", retention_in_days=90)
        log.apply_removal_policy(cdk.RemovalPolicy.RETAIN)
        write = _allow("logs:CreateLogStream", "logs:PutLogEvents", Resource=log.attr_arn)
        self._grants += [log, self._allow("WriteLog", write)]
        return function

    def _create_provider(self, function: lambda_.CfnFunction) -> str:
        handler = lambda_.Function.from_function_attributes(
            self, "Handler", function_arn=function.attr_arn, same_environment=True
        )
        return custom_resources.Provider(
            self,
            "Provider",
            on_event_handler=handler,
            is_complete_handler=handler,
            log_group=logs.LogGroup(self, "ProviderLog", retention=logs.RetentionDays.THREE_MONTHS),
            query_interval=cdk.Duration.seconds(10),
            total_timeout=cdk.Duration.hours(1),
        ).service_token

    def _allow_imports(self) -> iam.CfnPolicy:
        roles = f"arn:{self.partition}:iam::{self.account}:role{self._roles}*"
        passed_to = {"StringEquals": {"iam:PassedToService": _PERSONALIZE["Service"]}}
        tags = [f"personalize:{action}" for action in ("ListTagsForResource", "TagResource", "UntagResource")]
        look = ["cloudformation:DescribeStackResource", "cloudformation:DescribeStacks"]
        return self._allow(
            "Imports",
            _allow("personalize:CreateDatasetImportJob", "personalize:DescribeDataset", Resource=self._jobs),
            _allow(*tags, Resource=self._jobs),
            _allow("iam:PassRole", Resource=roles, Condition=passed_to),
            _allow("personalize:DescribeDatasetImportJob", Resource=f"{self._service}:dataset-import-job/*"),
            _allow("personalize:ListDatasetImportJobs", Resource="*"),
            _allow(*look, Resource=self.stack_id),
            _allow(_ASSUME, Resource=roles),
            _allow("personalize:DescribeSchema", Resource=f"{self._service}:schema/*"),
        )

    def _import(self, group: personalize.CfnDatasetGroup, file: str, name: str) -> cdk.CfnResource:
        schema = personalize.CfnSchema(
            self,
            f"{name}Schema",
            name=f"{self.stack_name}-{name.lower()}",
            schema=(_PROJECT / "schemas" / f"{name.lower()}.avsc").read_text(),
        )
        dataset = personalize.CfnDataset(
            self,
            f"{name}Dataset",
            name=f"{self.stack_name}-{name.lower()}",
            dataset_type=name,
            dataset_group_arn=group.attr_dataset_group_arn,
            schema_arn=schema.attr_schema_arn,
        )
        role = self._create_import_role(file, name)
        right = _allow("personalize:CreateDatasetImportJob", "personalize:DescribeDataset", Resource=dataset.ref)
        own = self._allow(f"{name}Dataset", right)
        job = cdk.CfnResource(
            self,
            f"{name}Import",
            type="Custom::PersonalizeDatasetImportJob",
            properties={
                "ServiceToken": self._service_token,
                "ServiceTimeout": "3600",
                "DatasetArn": dataset.ref,
                "DataSource": {"DataLocation": self._location + file},
                "RoleArn": role.attr_arn,
                "ImportMode": "FULL",
                "Timeout": "3600",
            },
        )
        job.node.add_dependency(*self._grants, own)
        cdk.CfnOutput(self, f"{name}ImportJobArn", value=job.ref)
        cdk.CfnOutput(self, f"{name}ImportSeconds", value=job.get_att("DurationSeconds").to_string())
        return job

    def _create_import_role(self, file: str, name: str) -> iam.CfnRole:
        only_this_account = {
            "StringEquals": {"aws:SourceAccount": self.account},
            "ArnLike": {"aws:SourceArn": f"{self._service}:*"},
        }
        trust = _document(
            _allow(_ASSUME, Principal=_PERSONALIZE, Condition=only_this_account),
            _allow(_ASSUME, Principal={"AWS": self._function_role.attr_arn}),
        )
        reading = iam.CfnRole.PolicyProperty(policy_name="ReadData", policy_document=_document(*self._reading(file)))
        return iam.CfnRole(self, f"{name}Role", assume_role_policy_document=trust, path=self._roles, policies=[reading])

    def _reading(self, key: str, **more: Any) -> list[Statement]:
        only_this = {"StringLike": {"s3:prefix": f"{key}*"}}
        return [
            _allow("s3:ListBucket", Resource=self._bucket, Condition=only_this, **more),
            _allow("s3:GetObject", Resource=f"{self._bucket}/{key}", **more),
        ]

    def _allow(self, name: str, *statements: Statement) -> iam.CfnPolicy:
        """Give the function rights."""
        document = _document(*statements)
        return iam.CfnPolicy(
            self, f"{name}Policy", policy_name=name, policy_document=document, roles=[self._function_role.ref]
        )


def _allow(*actions: str, **more: Any) -> Statement:
    return {"Effect": "Allow", "Action": list(actions), **more}


def _document(*statements: Statement) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


if __name__ == "__main__":
    app = cdk.App()
    BareStack(app, "Recommendations", bucket_name=app.node.get_context("bucket"))
    app.synth()
