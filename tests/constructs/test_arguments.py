"""Every wrong argument of the public constructs gets a sentence, and nothing is created."""

import datetime
import pydoc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_personalize as personalize
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Annotations, Match, Template

import cdk_personalize
from cdk_personalize import Dataset, DatasetImportJob, DataSource, ImportProvider, ImportProviderStack, Waiter
from cdk_personalize._arguments import _RULES
from cdk_personalize_handler.contract.constraints import InvalidValue
from testing.events import DATASET_ARN

ROLE_ARN = "arn:aws:iam::000000000000:role/import"
KEY_ARN = "arn:aws:kms:us-east-1:000000000000:key/logs"
FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:imports"
LONG = "k" * 400
LONG_SHOWN = f"'{'k' * 199}... (400 characters)"

A_BUCKET = "a bucket, such as s3.Bucket(...) or s3.Bucket.from_bucket_name(...)"
A_CONSTRUCT = "a construct in a stack, such as self"
A_DATASET = "a CfnDataset, or Dataset.from_dataset_arn(...)"
A_DATASET_ARN = "the ARN of a Personalize dataset, arn:aws:personalize:<region>:<account>:dataset/<group>/<TYPE>"
A_DATA_VERSION = "a string of 1 to 256 characters"
A_JOB_NAME = "1 to 63 letters, digits, '-' and '_', the first a letter or digit"
A_KEY = "a key, such as kms.Key(...) or kms.Key.from_key_arn(...)"
A_LOCATION = "s3://<bucket>/<file>.csv or s3://<bucket>/<folder>/ (with the last '/'), at most 256 characters"
A_NUMBER_OF_CALLS = "a whole number of at least 1 (with 0, the function is never invoked)"
A_PROVIDER = "ImportProvider(...), an ImportProviderStack's provider, or ImportProvider.from_exports(...)"
A_RETENTION = "a value of aws_cdk.aws_logs.RetentionDays"
A_ROLE = "a role, such as iam.Role(...) or iam.Role.from_role_arn(...)"
A_SERVICE_TOKEN = "the ARN of a function, arn:aws:lambda:<region>:<account>:function:<name>, or a token"
A_ROLE_ARN = "the ARN of an IAM role, at most 256 characters, arn:aws:iam::<account>:role/<name>"
A_SELECTION = "ec2.SubnetSelection(...), such as one with subnets=[...]"
A_TEXT = "a non-empty string"
A_TIME = "an aws_cdk.Duration, such as Duration.minutes(5)"
A_VPC = "a VPC, such as ec2.Vpc(...) or ec2.Vpc.from_lookup(...)"
A_WAITER = "Waiter.provider_framework(...) or Waiter.crhelper(...)"
AN_EXPORT_NAME = "1 to 248 letters, digits, ':' and '-'"
AN_OBJECT_KEY = "the key of a file, or of a folder with '/' at the end"
AN_ARCHITECTURE = "a value of aws_cdk.aws_lambda.Architecture"
DATASET_ARNS = "a list of ARNs that end in dataset/<group>/<TYPE>, with or without *"
ONE_PLACE = "one file, or a folder with '/' at the end to import all of its files"
LOCATION_LIMIT = "at most 247 characters, since s3://<bucket>/<key> has at most 256"
ROLE_ARNS = "a list of ARNs that end in role/<name>, with or without *"
SECURITY_GROUPS = "a list of at least one security group, such as [ec2.SecurityGroup(...)], or None for a new one"
STACK_ARNS = "a list of ARNs that end in stack/<name>/*, with or without *"
TAGS = "a dict of strings, such as {'team': 'search'}"


class Scene:
    """An app with what arguments may be made of."""

    def __init__(self) -> None:
        self.app = cdk.App()
        self.stack = cdk.Stack(self.app, "Recommendations")
        self.dataset: Any = Dataset.from_dataset_arn(self.stack, "Dataset", DATASET_ARN)
        self.lake: Any = s3.Bucket(self.stack, "Lake")
        self.vpc: Any = ec2.Vpc.from_vpc_attributes(
            self.stack, "Vpc", vpc_id="vpc-1", availability_zones=["us-east-1a"], private_subnet_ids=["subnet-1"]
        )
        self.group: Any = ec2.SecurityGroup.from_security_group_id(self.stack, "Group", "sg-1")

    def imports(self, **arguments: Any) -> object:
        data_source = DataSource.s3_uri("s3://lake/interactions/")
        given: dict[str, Any] = {"scope": self.stack, "id": "New", "dataset": self.dataset, "data_source": data_source}
        return DatasetImportJob(**(given | arguments))

    def provides(self, **arguments: Any) -> object:
        given: dict[str, Any] = {"scope": self.stack, "id": "New"}
        return ImportProvider(**(given | arguments))

    def finds(self, **arguments: Any) -> object:
        given: dict[str, Any] = {"scope": self.stack, "id": "New", "service_token": FUNCTION_ARN}
        return ImportProvider.from_service_token(**(given | arguments))

    def serves(self, **arguments: Any) -> object:
        given: dict[str, Any] = {"scope": self.app, "id": "New", "dataset_arns": [DATASET_ARN]}
        return ImportProviderStack(**(given | arguments))

    def refers(self, **arguments: Any) -> object:
        given: dict[str, Any] = {"scope": self.stack, "id": "New", "dataset_arn": DATASET_ARN}
        return Dataset.from_dataset_arn(**(given | arguments))

    def reads(self, object_key: Any) -> object:
        return DataSource.bucket(self.lake, object_key)

    def cfn(self, kind: type[cdk.CfnResource], **properties: Any) -> Any:
        return kind(self.stack, "L1", **properties)

    @property
    def created(self) -> set[str]:
        """What is there of what is refused."""
        return {each.node.path for each in self.app.node.find_all() if "New" in each.node.path}


@pytest.fixture
def scene() -> Scene:
    return Scene()


def _function(stack: cdk.Stack) -> lambda_.Function:
    code = lambda_.Code.from_inline("handler = print")
    return lambda_.Function(stack, "Function", runtime=lambda_.Runtime.PYTHON_3_13, handler="index.handler", code=code)


def _uri(uri: Any) -> object:
    return DataSource.s3_uri(uri)


def _bucket(bucket: Any) -> object:
    return DataSource.bucket(bucket, "interactions/")


@pytest.mark.parametrize(
    ("call", "parameter", "shown", "allowed"),
    [
        # DatasetImportJob
        (lambda s: s.imports(scope=None), "scope", "None", A_CONSTRUCT),
        (lambda s: s.imports(scope="stack"), "scope", "'stack'", A_CONSTRUCT),
        (lambda s: s.imports(scope=s.app), "scope", "<App>", A_CONSTRUCT),
        (lambda s: s.imports(id=""), "id", "''", A_TEXT),
        (lambda s: s.imports(id=7), "id", "7", A_TEXT),
        (lambda s: s.imports(dataset=None), "dataset", "None", A_DATASET),
        (lambda s: s.imports(dataset=DATASET_ARN), "dataset", f"'{DATASET_ARN}'", A_DATASET),
        (
            lambda s: s.imports(dataset=s.cfn(personalize.CfnDatasetGroup, name="movies")),
            "dataset",
            "<CfnDatasetGroup>",
            A_DATASET,
        ),
        (
            lambda s: s.imports(dataset=personalize.CfnDataset),
            "dataset",
            "<class 'aws_cdk.aws_personalize.CfnDataset'>",
            A_DATASET,
        ),
        (
            lambda s: s.imports(data_source=None),
            "data_source",
            "None",
            "DataSource.bucket(...) or DataSource.s3_uri(...)",
        ),
        (
            lambda s: s.imports(data_source="s3://lake/"),
            "data_source",
            "'s3://lake/'",
            "DataSource.bucket(...) or DataSource.s3_uri(...)",
        ),
        (
            lambda s: s.imports(data_source=s.lake),
            "data_source",
            "<Bucket>",
            "DataSource.bucket(...) or DataSource.s3_uri(...)",
        ),
        (lambda s: s.imports(import_mode="full"), "import_mode", "'full'", "FULL or INCREMENTAL"),
        (lambda s: s.imports(import_mode=None), "import_mode", "None", "FULL or INCREMENTAL"),
        (lambda s: s.imports(import_mode=["FULL"]), "import_mode", "['FULL']", "FULL or INCREMENTAL"),
        (lambda s: s.imports(job_name="two words"), "job_name", "'two words'", A_JOB_NAME),
        (lambda s: s.imports(job_name="n" * 64), "job_name", f"'{'n' * 64}'", A_JOB_NAME),
        (lambda s: s.imports(job_name=""), "job_name", "''", A_JOB_NAME),
        (lambda s: s.imports(job_name=7), "job_name", "7", A_JOB_NAME),
        (lambda s: s.imports(role=ROLE_ARN), "role", f"'{ROLE_ARN}'", A_ROLE),
        (lambda s: s.imports(role=iam.User(s.stack, "User")), "role", "<User>", A_ROLE),
        (lambda s: s.imports(role=s.cfn(iam.CfnRole, assume_role_policy_document={})), "role", "<CfnRole>", A_ROLE),
        (
            lambda s: s.imports(role=iam.ServicePrincipal("personalize.amazonaws.com")),
            "role",
            "<ServicePrincipal>",
            A_ROLE,
        ),
        (lambda s: s.imports(role=[]), "role", "[]", A_ROLE),
        (lambda s: s.imports(data_version=1), "data_version", "1", A_DATA_VERSION),
        (lambda s: s.imports(data_version=""), "data_version", "''", A_DATA_VERSION),
        (lambda s: s.imports(data_version=LONG), "data_version", LONG_SHOWN, A_DATA_VERSION),
        (
            lambda s: s.imports(data_version=datetime.date(2026, 11, 28)),
            "data_version",
            "datetime.date(2026, 11, 28)",
            A_DATA_VERSION,
        ),
        (lambda s: s.imports(timeout=3600), "timeout", "3600", A_TIME),
        (lambda s: s.imports(timeout="1h"), "timeout", "'1h'", A_TIME),
        (
            lambda s: s.imports(timeout=datetime.timedelta(hours=2)),
            "timeout",
            "datetime.timedelta(seconds=7200)",
            A_TIME,
        ),
        (lambda s: s.imports(tags="team=search"), "tags", "'team=search'", TAGS),
        (
            lambda s: s.imports(tags=[{"Key": "team", "Value": "search"}]),
            "tags",
            "[{'Key': 'team', 'Value': 'search'}]",
            TAGS,
        ),
        (
            lambda s: s.imports(tags=[cdk.CfnTag(key="team", value="search")]),
            "tags",
            "[CfnTag(key='team', value='search')]",
            TAGS,
        ),
        (lambda s: s.imports(tags={"team": 1}), "tags", "1", "strings for keys and values"),
        (lambda s: s.imports(tags={"team": None}), "tags", "None", "strings for keys and values"),
        (
            lambda s: s.imports(tags={"aws:team": "search"}),
            "tags",
            "'aws:team'",
            "keys of 1 to 128 characters that do not start with 'aws:'",
        ),
        (
            lambda s: s.imports(tags={"": "search"}),
            "tags",
            "''",
            "keys of 1 to 128 characters that do not start with 'aws:'",
        ),
        (lambda s: s.imports(tags={"team": LONG}), "tags 'team'", LONG_SHOWN, "values of at most 256 characters"),
        (
            lambda s: s.imports(publish_attribution_metrics_to_s3="yes"),
            "publish_attribution_metrics_to_s3",
            "'yes'",
            "True or False",
        ),
        (
            lambda s: s.imports(publish_attribution_metrics_to_s3=1),
            "publish_attribution_metrics_to_s3",
            "1",
            "True or False",
        ),
        (lambda s: s.imports(preflight=True), "preflight", "True", "ON, WARN, OFF"),
        (lambda s: s.imports(preflight=None), "preflight", "None", "ON, WARN, OFF"),
        (lambda s: s.imports(preflight="off"), "preflight", "'off'", "ON, WARN, OFF"),
        (lambda s: s.imports(waiter="crhelper"), "waiter", "'crhelper'", A_WAITER),
        (lambda s: s.imports(waiter={"poll_interval": 30}), "waiter", "{'poll_interval': 30}", A_WAITER),
        (lambda s: s.imports(waiter={}), "waiter", "{}", A_WAITER),
        (lambda s: s.imports(waiter=Waiter.crhelper), "waiter", "<function Waiter.crhelper>", A_WAITER),
        (lambda s: s.imports(waiter=Waiter), "waiter", "<class 'cdk_personalize.waiter.Waiter'>", A_WAITER),
        (lambda s: s.imports(provider=FUNCTION_ARN), "provider", f"'{FUNCTION_ARN}'", A_PROVIDER),
        (
            lambda s: s.imports(provider=_function(s.stack)),
            "provider",
            "<Function>",
            A_PROVIDER,
        ),
        (
            lambda s: s.imports(provider=ImportProviderStack(s.app, "Provider", dataset_arns=[DATASET_ARN])),
            "provider",
            "<ImportProviderStack>",
            A_PROVIDER,
        ),
        # DataSource
        (lambda _: _bucket(None), "bucket", "None", A_BUCKET),
        (lambda _: _bucket("lake"), "bucket", "'lake'", A_BUCKET),
        (lambda s: _bucket(s.cfn(s3.CfnBucket)), "bucket", "<CfnBucket>", A_BUCKET),
        (lambda _: _bucket(s3.Bucket), "bucket", "<class 'aws_cdk.aws_s3.Bucket'>", A_BUCKET),
        (
            lambda s: _bucket(s3.Bucket.from_bucket_name(s.stack, "Old", "My_Lake")),
            "bucket",
            "'My_Lake'",
            "a bucket whose name has only lowercase letters, digits, '.' and '-'",
        ),
        (lambda s: s.reads(None), "object_key", "None", AN_OBJECT_KEY),
        (lambda s: s.reads(b"i/"), "object_key", "b'i/'", AN_OBJECT_KEY),
        (lambda s: s.reads(Path("i/")), "object_key", repr(Path("i/")), AN_OBJECT_KEY),
        (lambda s: s.reads(7), "object_key", "7", AN_OBJECT_KEY),
        (lambda s: s.reads(LONG), "object_key", LONG_SHOWN, LOCATION_LIMIT),
        (lambda s: s.reads("/i/"), "object_key", "'/i/'", "'i/', or DataSource.s3_uri if the keys begin with '/'"),
        (lambda s: s.reads("/"), "object_key", "'/'", "'', or DataSource.s3_uri if the keys begin with '/'"),
        (
            lambda s: s.reads("s3://lake/i/"),
            "object_key",
            "'s3://lake/i/'",
            "the key only, without s3://<bucket>/, or DataSource.s3_uri",
        ),
        (lambda s: s.reads("*.csv"), "object_key", "'*.csv'", ONE_PLACE),
        (lambda s: s.reads("i/*"), "object_key", "'i/*'", ONE_PLACE),
        (lambda _: _uri("s3://lake/i/*.csv"), "uri", "'s3://lake/i/*.csv'", ONE_PLACE),
        (lambda _: _uri(None), "uri", "None", A_LOCATION),
        (lambda _: _uri(""), "uri", "''", A_LOCATION),
        (lambda _: _uri(b"s3://lake/i/"), "uri", "b's3://lake/i/'", A_LOCATION),
        (lambda _: _uri(Path("i.csv")), "uri", repr(Path("i.csv")), A_LOCATION),
        (lambda s: _uri(s.lake), "uri", "<Bucket>", A_LOCATION),
        (lambda _: _uri("lake/i.csv"), "uri", "'lake/i.csv'", A_LOCATION),
        (lambda _: _uri("s3://lake"), "uri", "'s3://lake'", A_LOCATION),
        (lambda _: _uri("s3://La/ke"), "uri", "'s3://La/ke'", A_LOCATION),
        (lambda _: _uri("https://lake/i.csv"), "uri", "'https://lake/i.csv'", A_LOCATION),
        (lambda _: _uri("arn:aws:s3:::lake/i/"), "uri", "'arn:aws:s3:::lake/i/'", A_LOCATION),
        (lambda _: _uri(f"s3://lake/{'x' * 247}"), "uri", f"'s3://lake/{'x' * 189}... (257 characters)", A_LOCATION),
        # Dataset
        (lambda s: s.refers(scope=None), "scope", "None", A_CONSTRUCT),
        (lambda s: s.refers(id=""), "id", "''", A_TEXT),
        (lambda s: s.refers(dataset_arn=None), "dataset_arn", "None", A_DATASET_ARN),
        (lambda s: s.refers(dataset_arn=""), "dataset_arn", "''", A_DATASET_ARN),
        (lambda s: s.refers(dataset_arn="movies"), "dataset_arn", "'movies'", A_DATASET_ARN),
        (lambda s: s.refers(dataset_arn=ROLE_ARN), "dataset_arn", f"'{ROLE_ARN}'", A_DATASET_ARN),
        (
            lambda s: s.refers(dataset_arn=DATASET_ARN.replace("INTERACTIONS", "*")),
            "dataset_arn",
            "'arn:aws:personalize:us-east-1:000000000000:dataset/movies/*'",
            A_DATASET_ARN,
        ),
        (lambda s: s.refers(dataset_arn=s.dataset), "dataset_arn", "<ImportedDataset>", A_DATASET_ARN),
        (
            lambda s: s.refers(dataset_arn=DATASET_ARN.replace("aws", "aws-cn", 1)),
            "dataset_arn",
            "'arn:aws-cn:personalize:us-east-1:000000000000:dataset/movies/INTERACTIONS'",
            "the partition of us-east-1, arn:aws:...",
        ),
        # Waiter
        (lambda _: Waiter.provider_framework(poll_interval=_any(30)), "poll_interval", "30", A_TIME),
        (lambda _: Waiter.provider_framework(poll_interval=_any(0)), "poll_interval", "0", A_TIME),
        (lambda _: Waiter.crhelper(poll_interval=_any("1 minute")), "poll_interval", "'1 minute'", A_TIME),
        (
            lambda _: Waiter.provider_framework(poll_interval=_any(datetime.timedelta(seconds=30))),
            "poll_interval",
            "datetime.timedelta(seconds=30)",
            A_TIME,
        ),
        # ImportProvider
        (lambda s: s.provides(scope=s.app), "scope", "<App>", A_CONSTRUCT),
        (lambda s: s.provides(id=None), "id", "None", A_TEXT),
        (lambda s: s.provides(waiter="crhelper"), "waiter", "'crhelper'", A_WAITER),
        (lambda s: s.provides(vpc="vpc-1"), "vpc", "'vpc-1'", A_VPC),
        (lambda s: s.provides(vpc=s.cfn(ec2.CfnVPC, cidr_block="10.0.0.0/16")), "vpc", "<CfnVPC>", A_VPC),
        (
            lambda s: s.provides(vpc=s.vpc, vpc_subnets=s.vpc.private_subnets),
            "vpc_subnets",
            "[<InterfaceDynamicProxy>]",
            A_SELECTION,
        ),
        (lambda s: s.provides(vpc=s.vpc, vpc_subnets="subnet-1"), "vpc_subnets", "'subnet-1'", A_SELECTION),
        (lambda s: s.provides(vpc=s.vpc, vpc_subnets={"ids": []}), "vpc_subnets", "{'ids': []}", A_SELECTION),
        (
            lambda s: s.provides(vpc=s.vpc, security_groups=ec2.SecurityGroup(s.stack, "Mine", vpc=s.vpc)),
            "security_groups",
            "<SecurityGroup>",
            SECURITY_GROUPS,
        ),
        (lambda s: s.provides(vpc=s.vpc, security_groups=["sg-1"]), "security_groups", "['sg-1']", SECURITY_GROUPS),
        (lambda s: s.provides(vpc=s.vpc, security_groups="sg-1"), "security_groups", "'sg-1'", SECURITY_GROUPS),
        (lambda s: s.provides(vpc=s.vpc, security_groups=[]), "security_groups", "[]", SECURITY_GROUPS),
        (lambda s: s.provides(encryption_key=KEY_ARN), "encryption_key", f"'{KEY_ARN}'", A_KEY),
        (lambda s: s.provides(encryption_key="alias/logs"), "encryption_key", "'alias/logs'", A_KEY),
        (lambda s: s.provides(encryption_key=s.cfn(kms.CfnKey, key_policy={})), "encryption_key", "<CfnKey>", A_KEY),
        (lambda s: s.provides(log_retention=90), "log_retention", "90", A_RETENTION),
        (lambda s: s.provides(log_retention="THREE_MONTHS"), "log_retention", "'THREE_MONTHS'", A_RETENTION),
        (lambda s: s.provides(log_retention=cdk.Duration.days(90)), "log_retention", "<Duration>", A_RETENTION),
        (lambda s: s.provides(log_retention=None), "log_retention", "None", A_RETENTION),
        *(
            (
                lambda s, given=given: s.provides(reserved_concurrent_executions=given),
                "reserved_concurrent_executions",
                repr(given),
                A_NUMBER_OF_CALLS,
            )
            for given in ("10", 0, -1, 1.5, True)
        ),
        (lambda s: s.provides(architecture="arm64"), "architecture", "'arm64'", AN_ARCHITECTURE),
        (lambda s: s.provides(architecture=None), "architecture", "None", AN_ARCHITECTURE),
        (lambda _: ImportProvider.of(_any("stack")), "scope", "'stack'", A_CONSTRUCT),
        (lambda s: ImportProvider.of(s.stack, _any("crhelper")), "waiter", "'crhelper'", A_WAITER),
        # ImportProviderStack
        (lambda s: s.serves(scope="app"), "scope", "'app'", "a construct, such as self"),
        (lambda s: s.serves(id=7), "id", "7", A_TEXT),
        (lambda s: s.serves(dataset_arns=None), "dataset_arns", "None", DATASET_ARNS),
        (lambda s: s.serves(dataset_arns=[]), "dataset_arns", "[]", DATASET_ARNS),
        (lambda s: s.serves(dataset_arns=DATASET_ARN), "dataset_arns", f"'{DATASET_ARN}'", DATASET_ARNS),
        (lambda s: s.serves(dataset_arns={"movies"}), "dataset_arns", "{'movies'}", DATASET_ARNS),
        (lambda s: s.serves(dataset_arns=s.dataset), "dataset_arns", "<ImportedDataset>", DATASET_ARNS),
        (lambda s: s.serves(dataset_arns=[s.dataset]), "dataset_arns", "<ImportedDataset>", DATASET_ARNS),
        (lambda s: s.serves(dataset_arns=[DATASET_ARN, 1]), "dataset_arns", "1", DATASET_ARNS),
        (lambda s: s.serves(dataset_arns=["*"]), "dataset_arns", "'*'", DATASET_ARNS),
        (lambda s: s.serves(dataset_arns=[ROLE_ARN]), "dataset_arns", f"'{ROLE_ARN}'", DATASET_ARNS),
        (
            lambda s: s.serves(dataset_arns=["arn:aws:personalize:us-east-1:000000000000:dataset-group/movies"]),
            "dataset_arns",
            "'arn:aws:personalize:us-east-1:000000000000:dataset-group/movies'",
            DATASET_ARNS,
        ),
        (
            lambda s: s.serves(import_role_arns=["arn:aws:iam::000000000000:user/me"]),
            "import_role_arns",
            "'arn:aws:iam::000000000000:user/me'",
            ROLE_ARNS,
        ),
        (lambda s: s.serves(import_role_arns=[]), "import_role_arns", "[]", ROLE_ARNS),
        (lambda s: s.serves(import_role_arns=["import"]), "import_role_arns", "'import'", ROLE_ARNS),
        (lambda s: s.serves(import_role_arns=ROLE_ARN), "import_role_arns", f"'{ROLE_ARN}'", ROLE_ARNS),
        (
            lambda s: s.serves(import_role_arns=[iam.Role(s.stack, "Role", assumed_by=iam.AnyPrincipal())]),
            "import_role_arns",
            "<Role>",
            ROLE_ARNS,
        ),
        (lambda s: s.serves(stack_arns=["recommendations"]), "stack_arns", "'recommendations'", STACK_ARNS),
        (lambda s: s.serves(stack_arns=[Path("stack")]), "stack_arns", repr(Path("stack")), STACK_ARNS),
        (lambda s: s.serves(stack_arns=[s.stack]), "stack_arns", "<Stack>", STACK_ARNS),
        (lambda s: s.serves(export_name=""), "export_name", "''", AN_EXPORT_NAME),
        (lambda s: s.serves(export_name="my token"), "export_name", "'my token'", AN_EXPORT_NAME),
        (lambda s: s.serves(export_name=None), "export_name", "None", AN_EXPORT_NAME),
        (lambda s: s.serves(export_name=LONG), "export_name", LONG_SHOWN, AN_EXPORT_NAME),
        (lambda s: s.serves(vpc="vpc-1"), "vpc", "'vpc-1'", A_VPC),
        (lambda s: s.serves(env="us-east-1"), "env", "'us-east-1'", "Environment(account=..., region=...)"),
        (lambda s: s.serves(stack_name=7), "stack_name", "7", A_TEXT),
        (
            lambda s: s.serves(synthesizer="default"),
            "synthesizer",
            "'default'",
            "a synthesizer, such as DefaultStackSynthesizer(...)",
        ),
        (lambda s: s.finds(service_token=None), "service_token", "None", A_SERVICE_TOKEN),
        (lambda s: s.finds(service_token="imports"), "service_token", "'imports'", A_SERVICE_TOKEN),
        (lambda s: s.finds(service_token=_function(s.stack)), "service_token", "<Function>", A_SERVICE_TOKEN),
        (lambda s: s.finds(function_role_arn="imports"), "function_role_arn", "'imports'", A_ROLE_ARN),
        (lambda s: s.finds(waiter="crhelper"), "waiter", "'crhelper'", A_WAITER),
        (
            lambda s: ImportProvider.from_exports(s.stack, "New", export_name="my token"),
            "export_name",
            "'my token'",
            AN_EXPORT_NAME,
        ),
        (lambda s: ImportProvider.of(s.stack, vpc=_any("vpc-1")), "vpc", "'vpc-1'", A_VPC),
        (lambda s: ImportProvider.of(s.stack, log_retention=_any(90)), "log_retention", "90", A_RETENTION),
        (lambda s: s.serves(termination_protection="yes"), "termination_protection", "'yes'", "True or False"),
    ],
)
def test_a_wrong_argument_is_refused_before_anything_is_created(
    scene: Scene, call: Callable[[Scene], object], parameter: str, shown: str, allowed: str
) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011
        call(scene)
    assert str(refusal.value) == f"{parameter}: {shown} is not allowed; use {allowed}"
    assert scene.created == set()


A_TIMEOUT = "whole seconds, 10 to 129600 (36 hours)"
WITHOUT_VPC = "set without vpc; use vpc as well, or leave it out"
AN_ALIAS = "encryption_key: an alias does not work for CloudWatch Logs; use the key itself"


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda s: s.imports(timeout=cdk.Duration.seconds(9)),
            f"timeout: 9 s is not allowed; use {A_TIMEOUT}",
        ),
        (
            lambda s: s.imports(timeout=cdk.Duration.hours(37)),
            f"timeout: 133200 s is not allowed; use {A_TIMEOUT}",
        ),
        (
            lambda s: s.imports(timeout=cdk.Duration.millis(45500)),
            f"timeout: 45.5 s is not allowed; use {A_TIMEOUT}",
        ),
        (
            lambda s: s.imports(timeout=cdk.Duration.minutes(cdk.Token.as_number({"Ref": "Minutes"}))),
            "timeout: the duration is not known at synth; use one without tokens",
        ),
        (lambda s: s.imports(tags={str(n): "" for n in range(51)}), "tags: 51 tags are too many; use at most 50"),
        (
            lambda s: s.imports(waiter=Waiter.crhelper(), provider=ImportProvider(s.stack, "Provider")),
            "waiter: cannot be combined with provider, which has its own waiter; use one of them",
        ),
        (
            lambda _: Waiter.provider_framework(poll_interval=cdk.Duration.minutes(6)),
            "poll_interval: 360 s is not allowed; use whole seconds, 1 to 300 (5 minutes)",
        ),
        (
            lambda _: Waiter.crhelper(poll_interval=cdk.Duration.seconds(90)),
            "poll_interval: 90 s is not allowed; use whole minutes, 1 to 5",
        ),
        (lambda s: s.provides(vpc_subnets=ec2.SubnetSelection()), f"vpc_subnets: {WITHOUT_VPC}"),
        (
            lambda s: s.provides(security_groups=[ec2.SecurityGroup(s.stack, "Mine", vpc=s.vpc)]),
            f"security_groups: {WITHOUT_VPC}",
        ),
        (
            lambda s: s.provides(encryption_key=kms.Alias.from_alias_name(s.stack, "Alias", "alias/logs")),
            AN_ALIAS,
        ),
        (
            lambda s: s.provides(
                encryption_key=kms.Alias(s.stack, "A", alias_name="a", target_key=kms.Key(s.stack, "K"))
            ),
            AN_ALIAS,
        ),
    ],
)
def test_arguments_that_do_not_fit_are_refused_before_anything_is_created(
    scene: Scene, call: Callable[[Scene], object], text: str
) -> None:
    with pytest.raises(InvalidValue) as refusal:
        call(scene)
    assert str(refusal.value) == text
    assert refusal.value.parameter == text.partition(":")[0]
    assert scene.created == set()


def _any(value: Any) -> Any:
    return value


def _public_functions() -> Iterator[tuple[str, Any]]:
    """All that makes something of arguments: constructors, and static and class methods."""
    for name in cdk_personalize.__all__:
        for member, function in vars(getattr(cdk_personalize, name)).items():
            if isinstance(function, staticmethod | classmethod) and not member.startswith("_"):
                yield f"{name}.{member}", function.__func__
            elif member == "__init__":
                yield name, function


def test_the_arguments_of_every_public_function_are_checked() -> None:
    functions = dict(_public_functions())
    assert {"DatasetImportJob", "ImportProvider", "ImportProviderStack", "Waiter.crhelper"} <= set(functions)
    assert [name for name, function in functions.items() if not hasattr(function, "__wrapped__")] == []


@pytest.mark.parametrize("parameter", list(_RULES))
def test_an_unknown_object_is_refused_for_every_parameter(parameter: str) -> None:
    with pytest.raises(InvalidValue, match=f"^{parameter}: <object> is not allowed; use "):
        _RULES[parameter](object(), parameter)


def test_help_shows_what_a_constructor_takes() -> None:
    shown = pydoc.render_doc(DatasetImportJob.__init__)
    assert "dataset: aws_cdk.interfaces.aws_personalize.IDatasetRef" in shown
    assert "Define an import." in shown


def test_other_forms_that_the_cdk_accepts_are_accepted(scene: Scene) -> None:
    scene.provides(vpc=scene.vpc, vpc_subnets={"subnets": scene.vpc.private_subnets}, security_groups=(scene.group,))
    scene.serves(
        env={"region": "us-east-1", "account": "000000000000"},
        dataset_arns=(DATASET_ARN,),
        import_role_arns=(ROLE_ARN,),
        export_name=f"{cdk.Aws.STACK_NAME}-token",
    )
    Template.from_stack(scene.stack).has_resource_properties(
        "AWS::Lambda::Function", {"VpcConfig": {"SecurityGroupIds": ["sg-1"], "SubnetIds": ["subnet-1"]}}
    )


@pytest.mark.parametrize("literal", [True, False])
def test_a_uri_with_two_slashes_is_accepted_with_a_warning(scene: Scene, literal: bool) -> None:
    bucket = "lake" if literal else scene.lake.bucket_name
    scene.imports(data_source=DataSource.s3_uri(f"s3://{bucket}//i/"))
    (warning,) = Annotations.from_stack(scene.stack).find_warning(
        "/Recommendations/New", Match.string_like_regexp("begins with '/'")
    )
    assert str(warning.entry.data).startswith(
        "uri: the key '/i/' begins with '/', and only objects whose keys also do are imported; use 'i/' for all other "
        "objects"
    )


def test_a_uri_without_an_empty_folder_has_no_such_warning(scene: Scene) -> None:
    scene.imports(data_source=DataSource.s3_uri("s3://lake/i//"))
    assert not Annotations.from_stack(scene.stack).find_warning("*", Match.string_like_regexp("emptyFolder"))


@pytest.mark.parametrize(
    ("key", "is_either"),
    [("history", True), ("day.1/part", True), ("", False), ("i/", False), ("i.csv", False), ("I.CSV", False)],
)
def test_a_key_that_names_a_file_or_a_folder_is_accepted_with_a_warning(
    scene: Scene, key: str, is_either: bool
) -> None:
    scene.imports(data_source=DataSource.s3_uri(f"s3://lake/{key}"))
    scene.imports(id="NewToo", data_source=DataSource.bucket(scene.lake, key))
    found = Annotations.from_stack(scene.stack).find_warning("*", Match.string_like_regexp("fileOrFolder"))
    texts = [str(each.entry.data).partition(" [")[0] for each in found]
    assert texts == [
        f"{parameter}: the key '{key}' ends neither in '/' nor in '.csv', and Amazon Personalize imports a file of "
        f"this name, or the folder if it is one; use '{key}/' for a folder, or name the file '{key}.csv'"
        for parameter in (["uri", "object_key"] if is_either else [])
    ]


def test_a_key_that_is_known_only_at_deployment_has_no_such_warning(scene: Scene) -> None:
    key = cdk.CfnParameter(scene.stack, "Key").value_as_string
    scene.imports(data_source=DataSource.s3_uri(f"s3://lake/{key}"))
    scene.imports(id="NewToo", data_source=DataSource.bucket(scene.lake, key))
    assert not Annotations.from_stack(scene.stack).find_warning("*", Match.string_like_regexp("fileOrFolder"))
