"""The import role: its trust policy, its permissions, and its name in other policies."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Template
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize import Dataset, DatasetImportJob, DataSource, ImportProvider, Preflight
from testing import events
from tests.constructs.permissions.statements import (
    ACCOUNT,
    OTHER_ACCOUNT,
    REGION,
    SERVICE,
    assumable_by,
    file_or_folder,
    function_role_of,
    reads,
)
from tests.constructs.rendered import import_role_of, imports_of, readable, statements_in, warnings_of


def trust_of(stack: cdk.Stack, name: str) -> Any:
    roles = Template.from_stack(stack).find_resources("AWS::IAM::Role")
    (role,) = [role for logical_id, role in roles.items() if logical_id.startswith(name)]
    return readable(role["Properties"]["AssumeRolePolicyDocument"]["Statement"])


@pytest.mark.parametrize("preflight", Preflight)
def test_the_import_role_trusts_personalize_for_this_account_and_region_and_the_function_for_preflight(
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


def test_a_grant_to_an_import_is_a_grant_to_its_role(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    job = DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.s3_uri("s3://lake/x.csv"))
    s3.Bucket(stack, "More").grant_read(job)
    role = {"Properties": {"Roles": [stack.resolve(job.role.role_name)]}}
    (policy,) = Template.from_stack(stack).find_resources("AWS::IAM::Policy", role).values()
    assert "s3:GetObject*" in policy["Properties"]["PolicyDocument"]["Statement"][0]["Action"]


def test_a_role_of_the_user_is_granted_the_read_once(stack: cdk.Stack, dataset: IDatasetRef) -> None:
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
    assert granted == reads(arn, file_or_folder(f"{arn}/x.csv"), "x.csv*"), "once for both"
    for resource in imports_of(stack):
        assert name in resource["DependsOn"]
        assert resource["Properties"]["RoleArn"] == stack.resolve(role.role_arn)


@pytest.mark.parametrize("preflight", Preflight)
def test_a_role_of_the_user_trusts_the_function_once_for_preflight(
    stack: cdk.Stack, dataset: IDatasetRef, preflight: Preflight
) -> None:
    role = iam.Role(stack, "Mine", assumed_by=iam.ServicePrincipal("personalize.amazonaws.com"))
    for name in ("First", "Second"):
        data = DataSource.s3_uri("s3://lake/x.csv")
        DatasetImportJob(stack, name, dataset=dataset, data_source=data, role=role, preflight=preflight)
    _, *added = trust_of(stack, "Mine")
    assert added == ([] if preflight is Preflight.OFF else [assumable_by(function_role_of(stack))])


@pytest.mark.parametrize("role_is_in", ["stack", "functions", "a third stack"])
def test_the_role_of_a_third_stack_is_not_changed_since_the_functions_can_depend_on_that_stack(
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


def test_an_immutable_role_is_not_changed(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    role = iam.Role.from_role_arn(stack, "Role", f"arn:aws:iam::{ACCOUNT}:role/import", mutable=False)
    data = DataSource.s3_uri("s3://lake/x.csv")
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data, role=role)
    policies = Template.from_stack(stack).find_resources("AWS::IAM::Policy").values()
    assert all(policy["Properties"]["Roles"] != ["import"] for policy in policies)


@pytest.mark.parametrize("preflight", Preflight)
def test_an_imported_role_has_a_warning_with_the_statements_for_its_trust_policy(
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
def test_synth_fails_for_a_role_of_the_app_that_personalize_cannot_assume(
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


def test_a_role_of_the_app_is_in_a_condition_since_it_may_not_exist_yet() -> None:
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
