"""What the function may do, and that it may before an import is started."""

from typing import Any, cast

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_personalize as personalize
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Template
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize import Dataset, DatasetImportJob, DataSource, ImportProvider, Preflight
from testing import events
from tests.constructs.rendered import imports_of, statements_of

DATA = DataSource.s3_uri("s3://lake/x.csv")
JOBS = "arn:<AWS::Partition>:personalize:<AWS::Region>:<AWS::AccountId>:dataset-import-job/"
GENERATED = f"{JOBS}Recommendations-*"
CREATED_ROLES = "arn:<AWS::Partition>:iam::<AWS::AccountId>:role/personalize-import/Recommendations/*"


def allow(actions: str | list[str], resources: str | list[str], **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources, **more}


def start(*resources: str) -> dict[str, Any]:
    actions = ["personalize:CreateDatasetImportJob", "personalize:DescribeDataset"]
    return allow(actions, list(resources) if len(resources) > 1 else resources[0])


def tag(*resources: str) -> dict[str, Any]:
    actions = ("ListTagsForResource", "TagResource", "UntagResource")
    return allow(
        [f"personalize:{action}" for action in actions], list(resources) if len(resources) > 1 else resources[0]
    )


def pass_roles(*roles: str) -> dict[str, Any]:
    return allow(
        "iam:PassRole",
        list(roles) if len(roles) > 1 else roles[0],
        Condition={"StringEquals": {"iam:PassedToService": "personalize.amazonaws.com"}},
    )


def assume_roles(*roles: str) -> dict[str, Any]:
    return allow("sts:AssumeRole", list(roles) if len(roles) > 1 else roles[0])


LOOK_AT_JOBS = allow("personalize:DescribeDatasetImportJob", f"{JOBS}*")
LIST = allow("personalize:ListDatasetImportJobs", "*")
LOOK_AT_STACK = allow(["cloudformation:DescribeStackResource", "cloudformation:DescribeStacks"], "<AWS::StackId>")


DESCRIBE_SCHEMAS = allow(
    "personalize:DescribeSchema", "arn:<AWS::Partition>:personalize:<AWS::Region>:<AWS::AccountId>:schema/*"
)


def create_dataset(stack: cdk.Stack, id: str = "Created") -> personalize.CfnDataset:
    return personalize.CfnDataset(stack, id, name="n", dataset_type="Items", dataset_group_arn="g", schema_arn="s")


def test_permissions_for_known_resources_are_in_one_policy(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    role = iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::000000000000:role/import")
    DatasetImportJob(stack, "First", dataset=dataset, data_source=DATA)
    DatasetImportJob(stack, "Second", dataset=dataset, data_source=DATA, role=role, job_name="nightly")
    assert statements_of(stack, "ImportPolicy") == [
        start(GENERATED, events.DATASET_ARN, f"{JOBS}nightly"),
        tag(GENERATED, f"{JOBS}nightly"),
        pass_roles(CREATED_ROLES, "arn:aws:iam::000000000000:role/import"),
        LOOK_AT_JOBS,
        LIST,
        LOOK_AT_STACK,
        assume_roles(CREATED_ROLES, "arn:aws:iam::000000000000:role/import"),
        DESCRIBE_SCHEMAS,
    ]


def test_each_resource_that_is_known_only_at_deployment_has_its_own_policy(stack: cdk.Stack) -> None:
    dataset = create_dataset(stack)
    role = iam.Role(stack, "Mine", assumed_by=iam.ServicePrincipal("personalize.amazonaws.com"))
    name = cdk.CfnParameter(stack, "Name").value_as_string
    DatasetImportJob(stack, "First", dataset=dataset, data_source=DATA)
    DatasetImportJob(stack, "Second", dataset=dataset, data_source=DATA, role=role, job_name=name)
    assert statements_of(stack, "ImportPolicy") == [
        start(GENERATED),
        tag(GENERATED),
        pass_roles(CREATED_ROLES),
        LOOK_AT_JOBS,
        LIST,
        LOOK_AT_STACK,
        assume_roles(CREATED_ROLES),
        DESCRIBE_SCHEMAS,
    ]
    assert statements_of(stack, "PersonalizeImportOfCreated") == [start("<Created>")]
    mine = "<MineC1B42D3A.Arn>"
    assert statements_of(stack, "PersonalizeImportOfMine") == [pass_roles(mine), assume_roles(mine)]
    assert statements_of(stack, "PersonalizeImportOfSecond") == [start(f"{JOBS}<Name>"), tag(f"{JOBS}<Name>")]


def test_the_policy_has_no_permissions_for_preflight_when_it_is_off(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    role = iam.Role(stack, "Mine", assumed_by=iam.ServicePrincipal("personalize.amazonaws.com"))
    for name, given in (("First", None), ("Second", role)):
        DatasetImportJob(stack, name, dataset=dataset, data_source=DATA, role=given, preflight=Preflight.OFF)
    assert statements_of(stack, "PersonalizeImportOfMine") == [pass_roles("<MineC1B42D3A.Arn>")]
    assert DESCRIBE_SCHEMAS not in statements_of(stack, "ImportPolicy")
    assert assume_roles(CREATED_ROLES) not in statements_of(stack, "ImportPolicy")


def test_imports_share_the_permissions_for_preflight_whichever_needs_them_first(
    stack: cdk.Stack, dataset: IDatasetRef
) -> None:
    role = iam.Role(stack, "Mine", assumed_by=iam.ServicePrincipal("personalize.amazonaws.com"))
    for name, preflight in (("First", Preflight.OFF), ("Second", Preflight.WARN), ("Third", Preflight.ON)):
        DatasetImportJob(stack, name, dataset=dataset, data_source=DATA, role=role, preflight=preflight)
    mine = "<MineC1B42D3A.Arn>"
    assert statements_of(stack, "PersonalizeImportOfMine") == [pass_roles(mine), assume_roles(mine)]
    assert statements_of(stack, "ImportPolicy").count(DESCRIBE_SCHEMAS) == 1


def test_a_new_import_into_a_known_dataset_needs_no_new_permission() -> None:
    def policies(*imports: str) -> Any:
        stack = cdk.Stack(cdk.App(), "Recommendations")
        dataset = create_dataset(stack)
        for name in imports:
            DatasetImportJob(stack, name, dataset=dataset, data_source=DATA)
        return Template.from_stack(stack).find_resources("AWS::IAM::Policy")

    assert policies("First", "Second") == policies("First")


def test_a_role_of_another_stack_can_be_passed(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    first = DatasetImportJob(stack, "First", dataset=dataset, data_source=DATA)
    other = cdk.Stack(cast(cdk.App, stack.node.scope), "Other")
    again = Dataset.from_dataset_arn(other, "Dataset", events.DATASET_ARN)
    DatasetImportJob(other, "Second", dataset=again, data_source=DATA, role=first.role)
    (statement, _) = statements_of(other, "PersonalizeImportOfRole")
    assert statement["Action"] == "iam:PassRole"
    assert "Fn::ImportValue" in statement["Resource"]


def test_a_nested_stack_has_permissions_for_jobs_with_its_own_name(stack: cdk.Stack) -> None:
    nested = cdk.NestedStack(stack, "Nested")
    dataset = Dataset.from_dataset_arn(nested, "Dataset", events.DATASET_ARN)
    DatasetImportJob(nested, "Import", dataset=dataset, data_source=DATA)
    starting, tagging, *_ = statements_of(nested, "ImportPolicy")
    assert starting == start(GENERATED, events.DATASET_ARN)
    assert tagging == tag(GENERATED)


def test_an_existing_role_can_be_passed(stack: cdk.Stack) -> None:
    iam.Role.customize_roles(
        stack, prevent_synthesis=True, use_precreated_roles={"Recommendations/Import/Role": "made-beforehand"}
    )
    provider = ImportProvider(cdk.Stack(cast(cdk.App, stack.node.scope), "Shared"), "Imports")
    dataset = Dataset.from_dataset_arn(stack, "Dataset", events.DATASET_ARN)
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DATA, provider=provider)
    made = "arn:<AWS::Partition>:iam::<AWS::AccountId>:role/made-beforehand"
    assert pass_roles(made) in statements_of(stack, "PersonalizeImportOfRole")


def test_an_import_depends_on_all_of_its_permissions(stack: cdk.Stack) -> None:
    """So that none races its own grant, also when it is new in an update."""
    key = kms.Key(stack, "Key")
    bucket = s3.Bucket(stack, "Lake", encryption_key=key)
    mine = iam.Role(stack, "Mine", assumed_by=iam.ServicePrincipal("personalize.amazonaws.com"))
    for name, role in (("First", None), ("Second", mine)):
        data = DataSource.bucket(bucket, f"{name}/")
        name_of_job = cdk.CfnParameter(stack, f"Name{name}").value_as_string
        DatasetImportJob(
            stack, name, dataset=create_dataset(stack, f"Of{name}"), data_source=data, role=role, job_name=name_of_job
        )
    template = Template.from_stack(stack)
    policies = template.find_resources("AWS::IAM::Policy")
    shared = [*template.find_resources("AWS::S3::BucketPolicy"), *template.find_resources("AWS::KMS::Key")]
    shared += [name for name in policies if "ImportPolicy" in name]
    assert len(shared) == 3
    own = {
        "First": [name for name in policies if "ImportOfFirst" in name or "ImportOfOfFirst" in name],
        "Second": [name for name in policies if "Mine" in name or "OfSecond" in name],
    }
    created = {"Properties": {"Path": "/personalize-import/Recommendations/"}}
    own["First"] += template.find_resources("AWS::IAM::Role", created)
    own["Second"] += [name for name in template.find_resources("AWS::IAM::Role") if name.startswith("Mine")]
    assert [len(names) for names in own.values()] == [3, 5]
    for resource, names in zip(imports_of(stack), own.values(), strict=True):
        assert {*shared, *names} <= set(resource["DependsOn"])


@pytest.mark.parametrize(("of_the_app", "is_refused"), [(0, False), (1, False), (30, True)])
def test_synth_fails_for_more_permissions_than_a_role_can_hold(
    stack: cdk.Stack, of_the_app: int, is_refused: bool
) -> None:
    for number in range(70):
        known = f"arn:aws:personalize:us-east-1:000000000000:dataset/known-{number}/ITEMS"
        dataset = Dataset.from_dataset_arn(stack, f"Known{number}", known)
        DatasetImportJob(stack, f"Import{number}", dataset=dataset, data_source=DATA)
    for number in range(of_the_app):
        DatasetImportJob(stack, f"More{number}", dataset=create_dataset(stack, f"New{number}"), data_source=DATA)
    if is_refused:
        with pytest.raises(
            RuntimeError, match=r"provider: the inline policies of .*ServiceRole have .* room for 10,240"
        ):
            Template.from_stack(stack)
    else:
        Template.from_stack(stack)
