"""Who may read the data: the import's role, the bucket's policy, the key's policy; or the JSON to add to them."""

import json
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Template
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize import Dataset, DatasetImportJob, DataSource, ImportProvider, Preflight
from testing import events
from tests.constructs.rendered import import_role_of, imports_of, readable, statements_in, warnings_of

SERVICE = {"Principal": {"Service": "personalize.amazonaws.com"}}
KEY_ACTIONS = ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:CreateGrant", "kms:ListGrants"]
ACCOUNT, OTHER_ACCOUNT, REGION = "000000000000", "111111111111", "us-east-1"


def reads(bucket: str, objects: str, prefix: str | None) -> list[dict[str, Any]]:
    within = {"Condition": {"StringLike": {"s3:prefix": prefix}}} if prefix else {}
    return [
        {"Action": "s3:ListBucket", "Effect": "Allow", "Resource": bucket} | within,
        {"Action": "s3:GetObject", "Effect": "Allow", "Resource": objects},
    ]


def assumable_by(role_arn: str) -> dict[str, Any]:
    return {"Action": "sts:AssumeRole", "Effect": "Allow", "Principal": {"AWS": role_arn}}


def function_role_of(stack: cdk.Stack) -> str:
    """The ARN of the role of the import function, as another stack or the same one names it."""
    names = [name for name in Template.from_stack(stack).find_resources("AWS::IAM::Role") if "HandlerService" in name]
    (name,) = names
    return f"<{name}.Arn>"


@pytest.fixture
def known_stack() -> cdk.Stack:
    """A stack whose account and Region are known."""
    return cdk.Stack(cdk.App(), "Recommendations", env=cdk.Environment(account=ACCOUNT, region=REGION))


@pytest.mark.parametrize(
    ("key", "objects", "prefix"),
    [("a/b.csv", "/a/b.csv", "a/b.csv*"), ("a/", "/a/*", "a/*"), ("", "/*", None)],
    ids=["file", "folder", "whole bucket"],
)
def test_role_and_service_may_read_exactly_the_data_of_a_bucket_of_the_app(
    stack: cdk.Stack, dataset: IDatasetRef, key: str, objects: str, prefix: str | None
) -> None:
    bucket = s3.Bucket(stack, "Lake")
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, key))
    template = Template.from_stack(stack)
    arn = readable(stack.resolve(bucket.bucket_arn))
    expected = reads(arn, f"{arn}{objects}", prefix)
    role = import_role_of(template)
    (policy,) = role["Policies"]
    assert policy["PolicyDocument"]["Statement"] == expected
    assert "ManagedPolicyArns" not in role
    (bucket_policy,) = template.find_resources("AWS::S3::BucketPolicy").values()
    statements = readable(bucket_policy["Properties"]["PolicyDocument"]["Statement"])
    assert statements == [statement | SERVICE for statement in expected]
    assert not warnings_of(stack)


def test_role_and_service_may_use_a_key_of_the_app_and_nobody_else(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    bucket = s3.Bucket(stack, "Lake", encryption_key=kms.Key(stack, "Key"))
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"))
    template = Template.from_stack(stack)
    ((key_id, key),) = template.find_resources("AWS::KMS::Key").items()
    account, *added = key["Properties"]["KeyPolicy"]["Statement"]
    assert account["Principal"]["AWS"]["Fn::Join"][1][-1] == ":root"
    allow = {"Action": KEY_ACTIONS, "Effect": "Allow"}
    assert added == [{**allow, **SERVICE, "Resource": "*"}]
    (policy,) = import_role_of(template)["Policies"]
    assert policy["PolicyDocument"]["Statement"][2:] == [{**allow, "Resource": f"<{key_id}.Arn>"}]


@pytest.mark.parametrize("preflight", Preflight)
def test_the_role_trusts_personalize_for_this_account_and_region_only_and_the_function_for_preflight(
    stack: cdk.Stack, dataset: IDatasetRef, preflight: Preflight
) -> None:
    data = DataSource.s3_uri("s3://lake/x.csv")
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data, preflight=preflight)
    role = import_role_of(Template.from_stack(stack))
    source = "arn:<AWS::Partition>:personalize:<AWS::Region>:<AWS::AccountId>:*"
    of_service = {
        "Action": "sts:AssumeRole",
        "Effect": "Allow",
        **SERVICE,
        "Condition": {
            "StringEquals": {"aws:SourceAccount": "<AWS::AccountId>"},
            "ArnLike": {"aws:SourceArn": source},
        },
    }
    added = [] if preflight is Preflight.OFF else [assumable_by(function_role_of(stack))]
    assert role["AssumeRolePolicyDocument"]["Statement"] == [of_service, *added]
    assert role["Path"] == "/personalize-import/Recommendations/"


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("s3://lake/a/b.csv", reads("arn:P:s3:::lake", "arn:P:s3:::lake/a/b.csv", "a/b.csv*")),
        ("s3://lake/a/", reads("arn:P:s3:::lake", "arn:P:s3:::lake/a/*", "a/*")),
        ("s3://<Lake>/a/", reads("arn:P:s3:::<Lake>/a/[/0]", "arn:P:s3:::<Lake>/a/*", None)),
        ("<Lake>", reads("arn:P:s3:::<Lake>[s3://1][/0]", "arn:P:s3:::<Lake>[s3://1]*", None)),
    ],
    ids=["file", "folder", "bucket known at deployment", "known at deployment"],
)
def test_the_role_may_read_exactly_what_a_uri_names(
    stack: cdk.Stack, dataset: IDatasetRef, uri: str, expected: list[dict[str, Any]]
) -> None:
    lake = cdk.CfnParameter(stack, "Lake").value_as_string
    data = DataSource.s3_uri(uri.replace("<Lake>", lake))
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data)
    (policy,) = import_role_of(Template.from_stack(stack))["Policies"]
    assert json.loads(json.dumps(policy["PolicyDocument"]["Statement"]).replace("<AWS::Partition>", "P")) == expected


def test_whoever_is_granted_something_for_the_import_is_its_role(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    job = DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.s3_uri("s3://lake/x.csv"))
    s3.Bucket(stack, "More").grant_read(job)
    role = {"Properties": {"Roles": [stack.resolve(job.role.role_name)]}}
    (policy,) = Template.from_stack(stack).find_resources("AWS::IAM::Policy", role).values()
    assert "s3:GetObject*" in policy["Properties"]["PolicyDocument"]["Statement"][0]["Action"]


def test_a_role_of_the_user_is_granted_what_it_lacks(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    role = iam.Role(stack, "Mine", assumed_by=iam.ServicePrincipal("personalize.amazonaws.com"))
    bucket = s3.Bucket(stack, "Lake")
    for name in ("First", "Second"):
        data = DataSource.bucket(bucket, "x.csv")
        DatasetImportJob(stack, name, dataset=dataset, data_source=data, role=role)
    template = Template.from_stack(stack)
    policies = template.find_resources("AWS::IAM::Policy", {"Properties": {"Roles": [stack.resolve(role.role_name)]}})
    ((name, policy),) = policies.items()
    arn = readable(stack.resolve(bucket.bucket_arn))
    granted = readable(policy["Properties"]["PolicyDocument"]["Statement"])
    assert granted == reads(arn, f"{arn}/x.csv", "x.csv*"), "once for both"
    for resource in imports_of(stack):
        assert name in resource["DependsOn"]
        assert resource["Properties"]["RoleArn"] == stack.resolve(role.role_arn)


def trust_of(stack: cdk.Stack, name: str) -> Any:
    roles = Template.from_stack(stack).find_resources("AWS::IAM::Role")
    (role,) = [role for logical_id, role in roles.items() if logical_id.startswith(name)]
    return readable(role["Properties"]["AssumeRolePolicyDocument"]["Statement"])


@pytest.mark.parametrize("preflight", Preflight)
def test_a_role_of_the_user_trusts_the_function_once_where_that_is_to_look_at_the_data(
    stack: cdk.Stack, dataset: IDatasetRef, preflight: Preflight
) -> None:
    role = iam.Role(stack, "Mine", assumed_by=iam.ServicePrincipal("personalize.amazonaws.com"))
    for name in ("First", "Second"):
        data = DataSource.s3_uri("s3://lake/x.csv")
        DatasetImportJob(stack, name, dataset=dataset, data_source=data, role=role, preflight=preflight)
    _, *added = trust_of(stack, "Mine")
    assert added == ([] if preflight is Preflight.OFF else [assumable_by(function_role_of(stack))])


@pytest.mark.parametrize("role_is_in", ["stack", "functions", "a third stack"])
def test_a_role_of_a_third_stack_is_left_as_it_is_since_the_functions_may_depend_on_that(
    stack: cdk.Stack, role_is_in: str
) -> None:
    functions, third = (cdk.Stack(cdk.App.of(stack), name) for name in ("Functions", "Third"))
    where = {"stack": stack, "functions": functions, "a third stack": third}[role_is_in]
    provider = ImportProvider(functions, "Imports")
    role = iam.Role(where, "Mine", assumed_by=iam.ServicePrincipal("personalize.amazonaws.com"))
    dataset = Dataset.from_dataset_arn(stack, "Dataset", events.DATASET_ARN)
    data = DataSource.s3_uri("s3://lake/x.csv")
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data, role=role, provider=provider)
    assert len(trust_of(where, "Mine")) == (1 if where is third else 2)
    assert ("cdk-personalize:preflightTrust" in warnings_of(stack)) is (where is third)


def test_a_role_that_the_app_must_not_change_is_left_alone(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    role = iam.Role.from_role_arn(stack, "Role", f"arn:aws:iam::{ACCOUNT}:role/import", mutable=False)
    data = DataSource.s3_uri("s3://lake/x.csv")
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data, role=role)
    policies = Template.from_stack(stack).find_resources("AWS::IAM::Policy").values()
    assert all(policy["Properties"]["Roles"] != ["import"] for policy in policies)


@pytest.mark.parametrize("preflight", Preflight)
def test_what_the_trust_policy_lacks_for_preflight_is_printed(
    stack: cdk.Stack, dataset: IDatasetRef, preflight: Preflight
) -> None:
    role = iam.Role.from_role_arn(stack, "Role", f"arn:aws:iam::{ACCOUNT}:role/import")
    data = DataSource.s3_uri("s3://lake/x.csv")
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data, role=role, preflight=preflight)
    warning = warnings_of(stack).get("cdk-personalize:preflightTrust", "")
    assert bool(warning) is (preflight is not Preflight.OFF)
    if warning:
        assert "the trust policy of role import is not managed by this app, and Amazon Personalize cannot" in warning
        by_service, by_function = statements_in(warning)
        account = "${AWS::AccountId}"
        assert by_service == {
            "Action": "sts:AssumeRole",
            "Effect": "Allow",
            **SERVICE,
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account},
                "ArnLike": {"aws:SourceArn": f"arn:aws:personalize:${{AWS::Region}}:{account}:*"},
            },
        }
        function = f"arn:aws:iam::{account}:role/Recommendations-PersonalizeImportProvider*"
        assert by_function == assumable_by(f"arn:aws:iam::{account}:root") | {
            "Condition": {"ArnLike": {"aws:PrincipalArn": function}}
        }


@pytest.mark.parametrize(
    ("trusted", "is_refused"),
    [
        (iam.ServicePrincipal("lambda.amazonaws.com"), True),
        (iam.AccountRootPrincipal(), True),
        (iam.ServicePrincipal("personalize.amazonaws.com"), False),
        (iam.CompositePrincipal(iam.AccountRootPrincipal(), iam.ServicePrincipal("personalize.amazonaws.com")), False),
        (iam.ServicePrincipal(cdk.Fn.import_value("WhoMayAssume")), False),
    ],
    ids=["another service", "the account", "the service", "both", "known at deployment"],
)
def test_a_role_of_the_app_that_personalize_cannot_assume_is_refused(
    stack: cdk.Stack, dataset: IDatasetRef, trusted: iam.IPrincipal, is_refused: bool
) -> None:
    role = iam.Role(stack, "Mine", assumed_by=trusted)
    data = DataSource.s3_uri("s3://lake/x.csv")
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data, role=role)
    if is_refused:
        with pytest.raises(
            RuntimeError, match=r"role: personalize\.amazonaws\.com cannot assume Recommendations/Mine; use"
        ):
            Template.from_stack(stack)
    else:
        Template.from_stack(stack)


@pytest.mark.parametrize("named_by", ["bucket", "URI"])
@pytest.mark.parametrize(
    ("key", "objects", "prefix"), [("a/b.csv", "a/b.csv", "a/b.csv*"), ("a/", "a/*", "a/*"), ("", "*", None)]
)
def test_a_foreign_bucket_gets_a_warning_with_the_statements_to_add(
    known_stack: cdk.Stack, key: str, objects: str, prefix: str | None, named_by: str
) -> None:
    dataset = Dataset.from_dataset_arn(known_stack, "Dataset", events.DATASET_ARN)
    bucket = s3.Bucket.from_bucket_name(known_stack, "Lake", "lake")
    data = DataSource.bucket(bucket, key) if named_by == "bucket" else DataSource.s3_uri(f"s3://lake/{key}")
    job = DatasetImportJob(known_stack, "Import", dataset=dataset, data_source=data)
    ((warning_id, text),) = warnings_of(known_stack).items()
    assert warning_id == "cdk-personalize:bucketPolicy"
    assert "the policy of bucket lake is not managed by this app" in text
    expected = reads("arn:aws:s3:::lake", f"arn:aws:s3:::lake/{objects}", prefix)
    assert statements_in(text) == [statement | SERVICE for statement in expected]
    assert job.required_statements == {warning_id: statements_in(text)}
    Template.from_stack(known_stack).resource_count_is("AWS::S3::BucketPolicy", 0)


def test_a_bucket_of_another_account_must_admit_the_role_as_well(known_stack: cdk.Stack) -> None:
    bucket = s3.Bucket.from_bucket_attributes(known_stack, "Lake", bucket_name="lake", account=OTHER_ACCOUNT)
    dataset = Dataset.from_dataset_arn(known_stack, "Dataset", events.DATASET_ARN)
    mine = iam.Role.from_role_arn(known_stack, "Mine", f"arn:aws:iam::{ACCOUNT}:role/import")
    expected = reads("arn:aws:s3:::lake", "arn:aws:s3:::lake/x.csv", "x.csv*")
    data = DataSource.bucket(bucket, "x.csv")
    DatasetImportJob(known_stack, "Import", dataset=dataset, data_source=data, role=mine)
    by_role = {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/import"}}
    assert statements_in(warnings_of(known_stack)["cdk-personalize:bucketPolicy"]) == [
        statement | reader for reader in (SERVICE, by_role) for statement in expected
    ]


ROLE_TO_BE_CREATED = {
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
    "Condition": {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/personalize-import/Recommendations/*"}},
}


def test_a_foreign_key_gets_a_warning_with_the_statements_to_add(known_stack: cdk.Stack) -> None:
    key_arn = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/mine"
    key = kms.Key.from_key_arn(known_stack, "Key", key_arn)
    bucket = s3.Bucket.from_bucket_attributes(known_stack, "Lake", bucket_name="lake", encryption_key=key)
    dataset = Dataset.from_dataset_arn(known_stack, "Dataset", events.DATASET_ARN)
    DatasetImportJob(known_stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"))
    warning = warnings_of(known_stack)["cdk-personalize:keyPolicy"]
    assert f"the policy of key {key_arn} is not managed by this app" in warning
    allow = {"Action": KEY_ACTIONS, "Effect": "Allow", "Resource": "*"}
    assert statements_in(warning) == [allow | ROLE_TO_BE_CREATED, allow | SERVICE]


def test_what_is_not_known_stands_in_a_warning_as_in_fn_sub(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    key = kms.Key.from_key_arn(stack, "Key", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/mine")
    bucket = s3.Bucket.from_bucket_attributes(stack, "Lake", bucket_name="lake", encryption_key=key)
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"))
    by_role, _ = statements_in(warnings_of(stack)["cdk-personalize:keyPolicy"])
    assert by_role["Principal"] == {"AWS": "arn:aws:iam::${AWS::AccountId}:root"}


def test_a_bucket_of_another_account_of_the_app_admits_role_and_service() -> None:
    app = cdk.App()
    lake = cdk.Stack(app, "Lake", env=cdk.Environment(account=OTHER_ACCOUNT, region=REGION))
    bucket = s3.Bucket(lake, "Bucket", bucket_name="lake")
    stack = cdk.Stack(app, "Recommendations", env=cdk.Environment(account=ACCOUNT, region=REGION))
    dataset = Dataset.from_dataset_arn(stack, "Dataset", events.DATASET_ARN)
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"))
    template = Template.from_stack(lake)
    (policy,) = template.find_resources("AWS::S3::BucketPolicy").values()
    by_role = json.loads(json.dumps(ROLE_TO_BE_CREATED).replace("arn:aws:", "arn:<AWS::Partition>:"))
    arn = readable(lake.resolve(bucket.bucket_arn))
    listing, getting = reads(arn, f"{arn}/x.csv", "x.csv*")
    listing_by_role = listing | by_role | {"Condition": listing["Condition"] | by_role["Condition"]}
    assert readable(policy["Properties"]["PolicyDocument"]["Statement"]) == [
        listing | SERVICE,
        getting | SERVICE,
        listing_by_role,
        getting | by_role,
    ]


def test_a_bucket_that_is_encrypted_with_the_key_of_s3_gets_a_warning(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    bucket = s3.Bucket(stack, "Lake", encryption=s3.BucketEncryption.KMS_MANAGED)
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"))
    assert list(warnings_of(stack)) == ["cdk-personalize:managedKey"]


def test_a_key_may_be_named_by_an_alias(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    key = kms.Key(stack, "Key")
    bucket = s3.Bucket(stack, "Lake", encryption_key=key.add_alias("lake"))
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"))
    (policy,) = import_role_of(Template.from_stack(stack))["Policies"]
    (statement,) = policy["PolicyDocument"]["Statement"][2:]
    assert statement == {"Action": KEY_ACTIONS, "Effect": "Allow", "Resource": readable(stack.resolve(key.key_arn))}


def test_a_foreign_key_may_be_named_by_an_alias(known_stack: cdk.Stack) -> None:
    key = kms.Alias.from_alias_name(known_stack, "Key", "alias/lake")
    bucket = s3.Bucket.from_bucket_attributes(known_stack, "Lake", bucket_name="lake", encryption_key=key)
    dataset = Dataset.from_dataset_arn(known_stack, "Dataset", events.DATASET_ARN)
    DatasetImportJob(known_stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"))
    (policy,) = import_role_of(Template.from_stack(known_stack))["Policies"]
    (statement,) = policy["PolicyDocument"]["Statement"][2:]
    assert statement["Resource"] == f"arn:<AWS::Partition>:kms:{REGION}:{ACCOUNT}:key/*"
    assert statement["Condition"] == {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/lake"}}
    assert "cdk-personalize:keyPolicy" in warnings_of(known_stack)


def test_a_key_that_does_not_trust_its_account_admits_the_role(known_stack: cdk.Stack) -> None:
    administrator = iam.PolicyStatement(
        actions=["kms:*"], resources=["*"], principals=[iam.ArnPrincipal(f"arn:aws:iam::{ACCOUNT}:role/keys")]
    )
    key = kms.Key(known_stack, "Key", policy=iam.PolicyDocument(statements=[administrator]))
    bucket = s3.Bucket(known_stack, "Lake", encryption_key=key)
    dataset = Dataset.from_dataset_arn(known_stack, "Dataset", events.DATASET_ARN)
    DatasetImportJob(known_stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"))
    (resource,) = Template.from_stack(known_stack).find_resources("AWS::KMS::Key").values()
    _, *added = readable(resource["Properties"]["KeyPolicy"]["Statement"])
    allow = {"Action": KEY_ACTIONS, "Effect": "Allow", "Resource": "*"}
    by_role = json.loads(json.dumps(ROLE_TO_BE_CREATED).replace("arn:aws:", "arn:<AWS::Partition>:"))
    assert added == [allow | SERVICE, allow | by_role]


def test_a_key_policy_with_not_action_does_not_leave_the_use_of_the_key_to_its_account(known_stack: cdk.Stack) -> None:
    all_but_deletion = iam.PolicyStatement(
        not_actions=["kms:ScheduleKeyDeletion"], resources=["*"], principals=[iam.AccountRootPrincipal()]
    )
    key = kms.Key(known_stack, "Key", policy=iam.PolicyDocument(statements=[all_but_deletion]))
    bucket = s3.Bucket(known_stack, "Lake", encryption_key=key)
    dataset = Dataset.from_dataset_arn(known_stack, "Dataset", events.DATASET_ARN)
    DatasetImportJob(known_stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"))
    (resource,) = Template.from_stack(known_stack).find_resources("AWS::KMS::Key").values()
    assert len(resource["Properties"]["KeyPolicy"]["Statement"]) == 3


def test_a_role_of_the_app_is_named_in_a_condition_where_it_may_not_be_there_yet() -> None:
    app = cdk.App()
    lake = cdk.Stack(app, "Lake", env=cdk.Environment(account=OTHER_ACCOUNT, region=REGION))
    bucket = s3.Bucket(lake, "Bucket", bucket_name="lake")
    stack = cdk.Stack(app, "Recommendations", env=cdk.Environment(account=ACCOUNT, region=REGION))
    trusted = iam.ServicePrincipal("personalize.amazonaws.com")
    role = iam.Role(stack, "Mine", assumed_by=trusted, role_name="mine")
    dataset = Dataset.from_dataset_arn(stack, "Dataset", events.DATASET_ARN)
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"), role=role)
    (policy,) = Template.from_stack(lake).find_resources("AWS::S3::BucketPolicy").values()
    *_, getting = readable(policy["Properties"]["PolicyDocument"]["Statement"])
    assert getting["Principal"] == {"AWS": f"arn:<AWS::Partition>:iam::{ACCOUNT}:root"}
    mine = f"arn:<AWS::Partition>:iam::{ACCOUNT}:role/mine"
    assert getting["Condition"] == {"ArnLike": {"aws:PrincipalArn": mine}}


def test_what_another_stack_exports_is_named_in_a_warning_by_its_export(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    data = DataSource.s3_uri(f"s3://{cdk.Fn.import_value('Lake')}/x.csv")
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data)
    _, getting = statements_in(warnings_of(stack)["cdk-personalize:bucketPolicy"])
    assert getting["Resource"] == "arn:aws:s3:::${Lake}/x.csv*"


def test_more_locations_than_a_bucket_policy_can_hold_are_refused(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    bucket = s3.Bucket(stack, "Lake")
    for number in range(80):
        data = DataSource.bucket(bucket, f"exports/tenant-{number:03}/interactions/")
        DatasetImportJob(stack, f"Import{number}", dataset=dataset, data_source=data)
    with pytest.raises(RuntimeError, match=r"data_source: the policy of bucket Recommendations/Lake has .* 20,480"):
        Template.from_stack(stack)


VPC_ONLY = {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}
EXCEPT_THE_SERVICE = {"StringNotEqualsIfExists": {"aws:PrincipalServiceName": "personalize.amazonaws.com"}}


@pytest.mark.parametrize(
    ("actions", "condition", "is_refused"),
    [
        (["s3:*"], VPC_ONLY, True),
        (["s3:GetObject"], {"StringNotEqualsIfExists": {"aws:sourceVpc": ["vpc-1", "vpc-2"]}}, True),
        (["s3:*"], {"Null": {"aws:SourceVpce": "true"}}, True),
        (["s3:PutObject"], VPC_ONLY, False),
        (["s3:*"], VPC_ONLY | EXCEPT_THE_SERVICE, False),
        (["s3:*"], {"Bool": {"aws:SecureTransport": "false"}}, False),
        (["s3:*"], {"StringEquals": {"aws:SourceVpce": "vpce-1"}}, False),
    ],
    ids=[
        "one endpoint",
        "two VPCs",
        "any endpoint",
        "writing only",
        "except the service",
        "without TLS",
        "not that endpoint",
    ],
)
def test_a_bucket_that_serves_one_vpc_only_is_refused(
    stack: cdk.Stack, dataset: IDatasetRef, actions: list[str], condition: dict[str, Any], is_refused: bool
) -> None:
    bucket = s3.Bucket(stack, "Lake")
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "x.csv"))
    bucket.add_to_resource_policy(
        iam.PolicyStatement(
            effect=iam.Effect.DENY,
            actions=actions,
            resources=[bucket.bucket_arn, bucket.arn_for_objects("*")],
            principals=[iam.AnyPrincipal()],
            conditions=condition,
        )
    )
    if is_refused:
        with pytest.raises(RuntimeError, match=r"data_source: the policy of bucket Recommendations/Lake denies .* VPC"):
            Template.from_stack(stack)
    else:
        Template.from_stack(stack)


def test_a_bucket_of_which_a_part_serves_one_vpc_only_is_not_refused(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    bucket = s3.Bucket(stack, "Lake")
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "public/"))
    bucket.add_to_resource_policy(
        iam.PolicyStatement(
            effect=iam.Effect.DENY,
            actions=["s3:*"],
            resources=[bucket.arn_for_objects("private/*")],
            principals=[iam.AnyPrincipal()],
            conditions=VPC_ONLY,
        )
    )
    Template.from_stack(stack)
