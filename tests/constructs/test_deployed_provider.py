"""A provider that another app has deployed: nothing is granted to it, and synth says what it must be allowed."""

import json
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_personalize as personalize
from aws_cdk.assertions import Template
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize import (
    Dataset,
    DatasetImportJob,
    DataSource,
    IImportProvider,
    ImportProvider,
    ImportProviderStack,
    Preflight,
    Waiter,
)
from testing import events
from tests.constructs.rendered import acknowledges_itself, import_role_of, imports_of, readable, warnings_of

DATA = DataSource.s3_uri("s3://lake/x.csv")
TOKEN = "arn:aws:lambda:us-east-1:000000000000:function:imports"
FUNCTION_ROLE = "arn:aws:iam::000000000000:role/functions"
RIGHTS, ROLE = "cdk-personalize:providerRights", "cdk-personalize:providerRole"


def add_import(dataset: IDatasetRef, provider: IImportProvider | None, id: str = "Import", **more: Any) -> str:
    """Add an import to the provider's stack, or to that of the dataset; return its logical id."""
    stack = cdk.Stack.of(provider or dataset)
    job = DatasetImportJob(stack, id, dataset=dataset, data_source=DATA, provider=provider, **more)
    return str(stack.resolve(job.dataset_import_job_arn)["Ref"])


def required(stack: cdk.Stack) -> Any:
    """What the warning says that the function must be allowed."""
    Template.from_stack(stack)
    text = warnings_of(stack)[RIGHTS]
    return json.loads(text[text.index('{"') : text.rindex("}") + 1])


def test_an_import_by_the_exports_of_a_provider_stack_uses_its_service_token_and_trusts_its_function(
    stack: cdk.Stack, dataset: IDatasetRef
) -> None:
    add_import(dataset, ImportProvider.from_exports(stack, "Provider"))
    (resource,) = imports_of(stack)
    exporting = ImportProviderStack(cdk.App(), "Exporting", dataset_arns=[events.DATASET_ARN])
    outputs = Template.from_stack(exporting).find_outputs("*").values()
    token, role = [{"Fn::ImportValue": output["Export"]["Name"]} for output in outputs]
    assert resource["Properties"]["ServiceToken"] == token
    _, function = import_role_of(Template.from_stack(stack))["AssumeRolePolicyDocument"]["Statement"]
    assert function["Principal"] == {"AWS": role}


def test_the_export_can_have_another_name(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    add_import(dataset, ImportProvider.from_exports(stack, "Provider", export_name="Slow"))
    template = json.dumps(Template.from_stack(stack).to_json())
    assert '{"Fn::ImportValue": "Slow"}' in template
    assert '{"Fn::ImportValue": "SlowRoleArn"}' in template


def test_a_deployed_provider_gets_no_grants_and_creates_nothing(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    add_import(dataset, ImportProvider.from_service_token(stack, "Provider", TOKEN, function_role_arn=FUNCTION_ROLE))
    kinds = sorted(each["Type"] for each in Template.from_stack(stack).to_json()["Resources"].values())
    assert kinds == ["AWS::IAM::Role", "Custom::PersonalizeDatasetImportJob"]


def test_a_warning_has_the_datasets_and_roles_that_the_function_needs(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    provider = ImportProvider.from_exports(stack, "Provider")
    group = personalize.CfnDatasetGroup(stack, "Group", name="movies")
    created = personalize.CfnDataset(
        stack,
        "Created",
        name="n",
        dataset_type="Interactions",
        dataset_group_arn=group.attr_dataset_group_arn,
        schema_arn="s",
    )
    add_import(dataset, provider)
    add_import(dataset, provider, "Again")
    assert required(stack) == {"dataset_arns": [events.DATASET_ARN]}
    mine = iam.Role.from_role_arn(stack, "Mine", "arn:aws:iam::000000000000:role/mine")
    covered = iam.Role.from_role_arn(stack, "Covered", "arn:aws:iam::000000000000:role/personalize-import/mine")
    add_import(created, provider, "ByMine", role=mine)
    add_import(dataset, provider, "ByCovered", role=covered)
    stack.node.root.synth(force=True)  # type: ignore[attr-defined]
    assert required(stack) == {
        "dataset_arns": [
            events.DATASET_ARN,
            "arn:aws:personalize:${AWS::Region}:${AWS::AccountId}:dataset/movies/INTERACTIONS",
        ],
        "import_role_arns": ["arn:aws:iam::${AWS::AccountId}:role/personalize-import/*", mine.role_arn],
    }


def test_the_parameters_of_the_warning_are_valid_for_a_provider_stack() -> None:
    env = cdk.Environment(account="000000000000", region="us-east-1")
    stack = cdk.Stack(cdk.App(), "Product", env=env)
    role = iam.Role.from_role_arn(stack, "Mine", "arn:aws:iam::000000000000:role/mine")
    dataset = Dataset.from_dataset_arn(stack, "Dataset", events.DATASET_ARN)
    add_import(dataset, ImportProvider.from_exports(stack, "Provider"), role=role)
    platform = ImportProviderStack(cdk.App(), "Platform", env=env, **required(stack))
    template = json.dumps(Template.from_stack(platform).to_json())
    assert events.DATASET_ARN in template
    assert role.role_arn in template


@acknowledges_itself
def test_the_warning_can_be_acknowledged_by_its_id(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    provider = ImportProvider.from_exports(stack, "Provider")
    add_import(dataset, provider)
    cdk.Annotations.of(provider).acknowledge_warning(RIGHTS)
    Template.from_stack(stack)
    assert RIGHTS not in warnings_of(stack)


def test_a_provider_without_imports_needs_nothing(stack: cdk.Stack) -> None:
    ImportProvider.from_exports(stack, "Provider")
    Template.from_stack(stack)
    assert warnings_of(stack) == {}


@pytest.mark.parametrize(
    ("known", "preflight", "is_told"),
    [
        (None, Preflight.ON, True),
        (None, Preflight.WARN, True),
        (None, Preflight.OFF, False),
        (FUNCTION_ROLE, Preflight.ON, False),
    ],
)
def test_synth_warns_that_preflight_cannot_read_the_data_without_the_functions_role(
    stack: cdk.Stack, dataset: IDatasetRef, known: str | None, preflight: Preflight, is_told: bool
) -> None:
    provider = ImportProvider.from_service_token(stack, "Provider", TOKEN, function_role_arn=known)
    add_import(dataset, provider, preflight=preflight)
    trust = import_role_of(Template.from_stack(stack))["AssumeRolePolicyDocument"]["Statement"]
    assert [each["Principal"] for each in trust[1:]] == ([{"AWS": FUNCTION_ROLE}] if known else [])
    assert (ROLE in warnings_of(stack)) == is_told


def test_a_role_of_the_user_trusts_a_known_function_role(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    mine = iam.Role(stack, "Mine", assumed_by=iam.ServicePrincipal("personalize.amazonaws.com"))
    provider = ImportProvider.from_service_token(stack, "Provider", TOKEN, function_role_arn=FUNCTION_ROLE)
    add_import(dataset, provider, role=mine)
    (role,) = Template.from_stack(stack).find_resources("AWS::IAM::Role").values()
    assert FUNCTION_ROLE in json.dumps(role["Properties"]["AssumeRolePolicyDocument"])
    pattern = "arn:aws:iam::${AWS::AccountId}:role/Recommendations-MineC1B42D3A*"  # the name is generated
    assert required(stack)["import_role_arns"][1] == pattern
    assert "(replace ${AWS::AccountId}" in warnings_of(stack)[RIGHTS]


def test_another_service_token_is_another_resource() -> None:
    """So that an import can move from the stack's own functions, and between others."""

    def logical_ids(create: Callable[[cdk.Stack], IImportProvider | None], **more: Any) -> tuple[str, ...]:
        stack = cdk.Stack(cdk.App(), "Recommendations")
        add_import(
            Dataset.from_dataset_arn(stack, "Dataset", events.DATASET_ARN),
            create(stack),
            timeout=cdk.Duration.hours(2),
            **more,
        )
        return tuple(Template.from_stack(stack).find_resources("Custom::PersonalizeDatasetImportJob"))

    every = [
        logical_ids(lambda _: None),
        logical_ids(lambda _: None, waiter=Waiter.crhelper()),
        logical_ids(lambda stack: ImportProvider.from_exports(stack, "Provider")),
        logical_ids(lambda stack: ImportProvider.from_exports(stack, "Provider", export_name="Slow")),
        logical_ids(lambda stack: ImportProvider.from_service_token(stack, "Provider", TOKEN)),
        logical_ids(lambda stack: ImportProvider.from_service_token(stack, "Provider", f"{TOKEN}2")),
    ]
    assert {len(ids) for ids in every} == {3}
    assert len({each for ids in every for each in ids}) == 3 * len(every)
    same = logical_ids(
        lambda stack: ImportProvider.from_service_token(stack, "Renamed", TOKEN, waiter=Waiter.crhelper())
    )
    assert same == every[4]


def test_the_logical_ids_of_a_release_never_change(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    assert add_import(dataset, ImportProvider.from_exports(stack, "Provider")) == "ImportResource8ced1ce865415C5D"
    by_token = ImportProvider.from_service_token(stack, "ByToken", TOKEN)
    assert add_import(dataset, by_token, "Other") == "OtherResource5e96a057BBA5D12B"


def test_the_limits_of_a_known_waiter_are_checked(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    unknown = ImportProvider.from_exports(stack, "Unknown")
    for number in range(41):
        add_import(dataset, unknown, f"Import{number}")
    known = ImportProvider.from_exports(stack, "Known", export_name="Crhelper", waiter=Waiter.crhelper())
    for number in range(40):
        add_import(dataset, known, f"Known{number}")
    with pytest.raises(ValueError, match=r"^waiter: crhelper cannot poll 41 imports of one provider"):
        add_import(dataset, known, "OneTooMany")


def test_properties_that_do_not_fit_into_a_rule_of_a_known_waiter_are_refused(
    stack: cdk.Stack, dataset: IDatasetRef
) -> None:
    provider = ImportProvider.from_exports(stack, "Provider", waiter=Waiter.crhelper())
    add_import(dataset, provider, tags={f"key{number}": "v" * 256 for number in range(50)})
    with pytest.raises(RuntimeError, match=r"tags: takes \d+ of the properties' \d+ bytes"):
        Template.from_stack(stack)


@pytest.mark.parametrize(
    "token",
    ["", "imports", "arn:aws:sns:us-east-1:000000000000:topic", "arn:aws:iam::000000000000:role/imports", f"{TOKEN} "],
)
def test_the_arn_of_another_resource_is_refused(stack: cdk.Stack, token: str) -> None:
    with pytest.raises(ValueError, match=r"^service_token: .* use the ARN of a function"):
        ImportProvider.from_service_token(stack, "Provider", token)


def test_a_service_token_can_be_a_token(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    token = cdk.CfnParameter(stack, "Token").value_as_string
    add_import(dataset, ImportProvider.from_service_token(stack, "Provider", token))
    (resource,) = imports_of(stack)
    assert readable(resource["Properties"]["ServiceToken"]) == "<Token>"


@pytest.mark.parametrize(
    ("account", "region", "theirs", "ours"),
    [
        ("111111111111", "us-east-1", "account 000000000000", "account 111111111111"),
        ("000000000000", "eu-west-1", "Region us-east-1", "Region eu-west-1"),
        ("111111111111", None, "account 000000000000", "account 111111111111"),
        (None, "eu-west-1", "Region us-east-1", "Region eu-west-1"),
    ],
)
@pytest.mark.parametrize("by", ["ServiceToken", "construct"])
def test_a_provider_of_another_account_or_region_is_refused_in_one_sentence(
    account: str | None, region: str | None, theirs: str, ours: str, by: str
) -> None:
    app = cdk.App()
    there = cdk.Stack(app, "There", env=cdk.Environment(account="000000000000", region="us-east-1"))
    here = cdk.Stack(app, "Here", env=cdk.Environment(account=account, region=region))
    dataset = Dataset.from_dataset_arn(here, "Dataset", cdk.CfnParameter(here, "DatasetArn").value_as_string)
    provider: IImportProvider = (
        ImportProvider.from_service_token(here, "Provider", TOKEN)
        if by == "ServiceToken"
        else ImportProvider(there, "Provider")
    )
    with pytest.raises(ValueError, match=r"^provider: ") as refusal:
        DatasetImportJob(here, "Import", dataset=dataset, data_source=DATA, provider=provider)
    assert str(refusal.value) == (
        f"provider: its functions are in {theirs}, but stack Here is in {ours}; use a provider in the stack's account "
        "and Region, since functions import into datasets of their own only"
    )


@pytest.mark.parametrize("known", ["There", "Here"])
def test_a_provider_is_refused_if_only_one_stack_has_an_environment(known: str) -> None:
    app = cdk.App()
    env = cdk.Environment(account="000000000000", region="us-east-1")
    there, here = (cdk.Stack(app, name, env=env if name == known else None) for name in ("There", "Here"))
    dataset = Dataset.from_dataset_arn(here, "Dataset", events.DATASET_ARN)
    with pytest.raises(
        ValueError,
        match=r"^provider: only one .*There .*and Here .* same env for both, or none",
    ):
        DatasetImportJob(here, "Import", dataset=dataset, data_source=DATA, provider=ImportProvider(there, "Provider"))


def test_an_unknown_account_or_region_is_not_checked(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    add_import(dataset, ImportProvider.from_service_token(stack, "Provider", TOKEN))
    Template.from_stack(stack)
