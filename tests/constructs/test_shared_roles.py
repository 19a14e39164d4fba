"""Two stacks that add to one role: neither overwrites what the other may do."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_personalize as personalize
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Template

from cdk_personalize import Dataset, DatasetImportJob, DataSource, ImportProvider
from cdk_personalize.permissions import stack_policy
from cdk_personalize.permissions.policy_size import document_length
from cdk_personalize.permissions.stack_policy import KEEP_FORMER_POLICIES
from testing import events
from tests.constructs.rendered import imports_of, readable

DATA = DataSource.s3_uri("s3://lake/x.csv")
UUID = "-<AWS::StackId>[/2]"
STACK_SAFE = "@aws-cdk/aws-iam:importedRoleStackSafeDefaultPolicyName"
ROLE = "arn:aws:iam::000000000000:role/import"


def policies(stack: cdk.Stack) -> dict[str, Any]:
    """The properties of the policies of a stack by logical id."""
    found = Template.from_stack(stack).find_resources("AWS::IAM::Policy")
    return {name: each["Properties"] for name, each in found.items()}


def by_name(stack: cdk.Stack, *, is_own: bool) -> dict[str, Any]:
    """The policies whose names hold the stack's UUID, or those whose names do not."""
    named = {readable(policy["PolicyName"]): policy for policy in policies(stack).values()}
    return {name: policy for name, policy in named.items() if name.endswith(UUID) == is_own}


def import_with(provider: ImportProvider | None, scope: cdk.Stack, **more: Any) -> DatasetImportJob:
    dataset = Dataset.from_dataset_arn(scope, "Dataset", events.DATASET_ARN)
    return DatasetImportJob(scope, "Import", dataset=dataset, data_source=DATA, provider=provider, **more)


def test_each_stack_that_uses_a_provider_of_another_has_policies_of_its_own_name_on_the_functions_role() -> None:
    app = cdk.App()
    shared = cdk.Stack(app, "Shared")
    provider = ImportProvider(shared, "Provider")
    role = iam.Role(shared, "Mine", assumed_by=iam.ServicePrincipal("personalize.amazonaws.com"))
    stacks = [cdk.Stack(app, name) for name in ("First", "Second")]
    for stack in stacks:
        import_with(provider, stack, role=role, job_name=cdk.CfnParameter(stack, "JobName").value_as_string)
    for stack in stacks:
        own = by_name(stack, is_own=True)
        assert len(own) == 2  # what is known, and the role of a third stack, which both name
        (resource,) = imports_of(stack)
        ids = {name for name, policy in policies(stack).items() if policy in own.values()}
        assert ids <= set(resource["DependsOn"])


def test_the_former_names_are_kept_with_the_same_permissions() -> None:
    """An upgrade that deleted or renamed one would take the rights of stacks that are not upgraded yet."""
    app = cdk.App()
    provider = ImportProvider(cdk.Stack(app, "Shared"), "Provider")
    first, second = cdk.Stack(app, "First"), cdk.Stack(app, "Second")
    for stack in (first, second):
        import_with(provider, stack)
    (former,), (own,) = by_name(first, is_own=False).values(), by_name(first, is_own=True).values()
    assert former["PolicyName"].startswith("PersonalizeImportPolicy")
    assert list(by_name(second, is_own=False)) == [former["PolicyName"]]
    assert former["PolicyDocument"] == own["PolicyDocument"]
    assert former["Roles"] == own["Roles"]


def test_the_stack_of_the_provider_has_no_shared_policies(stack: cdk.Stack) -> None:
    import_with(None, stack)
    assert by_name(stack, is_own=True) == {}
    assert [name for name in by_name(stack, is_own=False) if "Personalize" in name and "ImportPolicy" in name]


def test_nested_stacks_of_the_providers_stack_have_their_own_names(stack: cdk.Stack) -> None:
    provider = ImportProvider.of(stack)
    nested = [cdk.NestedStack(stack, name) for name in ("First", "Second")]
    for each in nested:
        import_with(provider, each)
    for each in nested:
        assert len(by_name(each, is_own=True)) == 1


@pytest.mark.parametrize("id", ["Short", "x" * 300, f"With/Slash and space{'0' * 120}"])
def test_a_policy_name_is_valid_for_every_id(stack: cdk.Stack, id: str) -> None:
    name = readable(stack.resolve(stack_policy.stack_policy_name(stack, id)))
    text, found, uuid = name.partition("-")
    assert found + uuid == UUID
    assert text.isalnum()
    assert len(text) + 1 + 36 <= 128


def test_the_former_policies_of_all_stacks_take_room_once() -> None:
    app = cdk.App()
    provider = ImportProvider(cdk.Stack(app, "Shared"), "Provider")
    for name in ("First", "Second", "Third"):
        import_with(provider, cdk.Stack(app, name))
    size = provider._policy_size
    lengths = [document_length(policy) for policy in size._policies]
    assert [document_length(policy) for policy in size._former] == lengths
    assert size.length() == sum(lengths) + max(lengths)


@pytest.mark.parametrize("said", [False, "false"], ids=["in cdk.json", "on the command line"])
def test_former_policies_can_be_turned_off(said: bool | str) -> None:
    app = cdk.App(context={KEEP_FORMER_POLICIES: said})
    provider = ImportProvider(cdk.Stack(app, "Shared"), "Provider")
    stack = cdk.Stack(app, "User")
    role = iam.Role(cdk.Stack.of(provider), "Mine", assumed_by=iam.ServicePrincipal("personalize.amazonaws.com"))
    import_with(provider, stack, role=role)
    assert [name for name in by_name(stack, is_own=False) if name.startswith("Personalize")] == []
    assert len(by_name(stack, is_own=True)) == 2


@pytest.mark.parametrize(("datasets", "is_refused"), [(20, False), (60, True)])
def test_synth_fails_for_more_permissions_than_the_role_of_another_stack_can_hold(
    datasets: int, is_refused: bool
) -> None:
    app = cdk.App()
    provider = ImportProvider(cdk.Stack(app, "Shared"), "Provider")
    stack = cdk.Stack(app, "User")
    for number in range(datasets):
        known = f"arn:aws:personalize:us-east-1:000000000000:dataset/known-{number}/ITEMS"
        dataset = Dataset.from_dataset_arn(stack, f"Known{number}", known)
        DatasetImportJob(stack, f"Import{number}", dataset=dataset, data_source=DATA, provider=provider)
    if is_refused:
        with pytest.raises(RuntimeError, match=r"the inline policies of .*ServiceRole have .*keepFormerPolicies"):
            app.synth()
    else:
        app.synth()


@pytest.mark.parametrize(("stacks", "kept"), [(4, None), (5, False)])
def test_a_role_has_room_for_some_stacks_with_a_dataset_each(stacks: int, kept: bool | None) -> None:
    app = cdk.App(context={} if kept is None else {KEEP_FORMER_POLICIES: kept})
    provider = ImportProvider(cdk.Stack(app, "Shared"), "Provider")
    for number in range(stacks):
        stack = cdk.Stack(app, f"Stack{number}")
        group = personalize.CfnDatasetGroup(stack, "Group", name="movies").attr_dataset_group_arn
        dataset = personalize.CfnDataset(
            stack, "Dataset", name="i", dataset_type="Items", dataset_group_arn=group, schema_arn="s"
        )
        DatasetImportJob(stack, "Import", dataset=dataset, data_source=DATA, provider=provider)
    app.synth()


def test_a_policy_of_the_apps_own_role_is_not_taken_for_one_that_stacks_share(stack: cdk.Stack) -> None:
    role = iam.Role(stack, "Mine", assumed_by=iam.ServicePrincipal("personalize.amazonaws.com"))
    iam.Policy(
        role, "Policy", roles=[role], statements=[iam.PolicyStatement(actions=["s3:ListAllMyBuckets"], resources=["*"])]
    )
    import_with(None, stack, role=role)
    assert by_name(stack, is_own=True) == {}


def two_stacks_with_one_role(*, stack_safe: bool, mutable: bool = True) -> list[cdk.Stack]:
    app = cdk.App(context={STACK_SAFE: stack_safe})
    stacks = [cdk.Stack(app, name) for name in ("First", "Second")]
    for stack in stacks:
        role = iam.Role.from_role_arn(stack, "Mine", ROLE, mutable=mutable)
        bucket = s3.Bucket(stack, "Lake")
        dataset = Dataset.from_dataset_arn(stack, "Dataset", events.DATASET_ARN)
        for name in ("Import", "Again"):
            data = DataSource.bucket(bucket, f"{name}/")
            DatasetImportJob(stack, name, dataset=dataset, data_source=data, role=role)
    return stacks


def on_the_role(stack: cdk.Stack, *, is_own: bool) -> list[Any]:
    return [policy for policy in by_name(stack, is_own=is_own).values() if policy["Roles"] == ["import"]]


def test_a_role_of_the_user_gets_a_policy_for_each_stack_beside_the_one_that_stacks_share() -> None:
    first, second = two_stacks_with_one_role(stack_safe=False)
    for stack in (first, second):
        (own,), (former,) = on_the_role(stack, is_own=True), on_the_role(stack, is_own=False)
        assert own["PolicyDocument"] == former["PolicyDocument"]
        assert "Again/*" in str(own["PolicyDocument"])
        ids = {name for name, policy in policies(stack).items() if policy["Roles"] == ["import"]}
        for resource in imports_of(stack):
            assert ids <= set(resource["DependsOn"])
    assert on_the_role(first, is_own=False)[0]["PolicyName"] == on_the_role(second, is_own=False)[0]["PolicyName"]


@pytest.mark.parametrize("stack_safe", [False, True])
def test_a_file_that_can_be_a_folder_changes_no_policy_that_stacks_share(stack: cdk.Stack, stack_safe: bool) -> None:
    """A change of the shared one would take their permissions from the stacks that are not upgraded yet."""
    stack.node.set_context(STACK_SAFE, stack_safe)
    role = iam.Role.from_role_arn(stack, "Mine", ROLE)
    DatasetImportJob(
        stack,
        "Import",
        dataset=Dataset.from_dataset_arn(stack, "Dataset", events.DATASET_ARN),
        data_source=DataSource.s3_uri("s3://lake/history"),
        role=role,
    )
    by_cdk, own = (on_the_role(stack, is_own=is_own) for is_own in (False, True))
    assert ["history/*" in str(policy["PolicyDocument"]) for policy in by_cdk] == [stack_safe]
    assert ["history/*" in str(policy["PolicyDocument"]) for policy in own] == ([] if stack_safe else [True])


def test_the_cdks_own_policy_names_are_used_if_they_are_stack_safe() -> None:
    first, second = two_stacks_with_one_role(stack_safe=True)
    names = [policy["PolicyName"] for stack in (first, second) for policy in on_the_role(stack, is_own=False)]
    assert len(set(names)) == 2
    assert [on_the_role(stack, is_own=True) for stack in (first, second)] == [[], []]


@pytest.mark.parametrize("stack_safe", [False, True])
def test_an_immutable_role_has_no_policy_in_any_stack(stack_safe: bool) -> None:
    for stack in two_stacks_with_one_role(stack_safe=stack_safe, mutable=False):
        assert [policy for policy in policies(stack).values() if policy["Roles"] == ["import"]] == []
