import itertools
import json

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_personalize as personalize
from aws_cdk.assertions import Match, Template
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize import Dataset, DatasetImportJob, DataSource, ImportMode, ImportProvider, Preflight, Waiter
from cdk_personalize_handler.contract import properties as contract
from testing import events
from tests.constructs.rendered import imports_of

TYPE = contract.RESOURCE_TYPE


def test_every_parameter_of_the_service_can_be_set(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    DatasetImportJob(
        stack,
        "Import",
        dataset=dataset,
        data_source=DataSource.s3_uri("s3://lake/interactions/"),
        import_mode=ImportMode.INCREMENTAL,
        job_name="nightly",
        role=iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::000000000000:role/import"),
        data_version="2026-11-22",
        timeout=cdk.Duration.minutes(30),
        tags={"team": "search"},
        publish_attribution_metrics_to_s3=True,
        preflight=Preflight.WARN,
    )
    (resource,) = imports_of(stack)
    properties = {name: value for name, value in resource["Properties"].items() if name != "ServiceToken"}
    assert properties == {
        "ServiceTimeout": "3600",
        "DatasetArn": events.DATASET_ARN,
        "DataSource": {"DataLocation": "s3://lake/interactions/"},
        "ImportMode": "INCREMENTAL",
        "JobName": "nightly",
        "RoleArn": "arn:aws:iam::000000000000:role/import",
        "DataVersion": "2026-11-22",
        "Timeout": "1800",
        "Tags": [{"Key": "team", "Value": "search"}],
        "PublishAttributionMetricsToS3": True,
        "Preflight": "WARN",
    }


def test_every_attribute_of_the_contract_can_be_read(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    job = DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.s3_uri("s3://lake/x.csv"))
    reference = stack.resolve(job.dataset_import_job_arn)
    assert list(reference) == ["Ref"]
    logical_id = reference["Ref"]
    attributes = {
        job.job_name,
        job.status,
        job.dataset_arn,
        job.dataset_group_arn,
        job.data_location,
        job.role_arn,
        job.import_mode,
        job.publish_attribution_metrics_to_s3,
        job.failure_reason,
        job.creation_date_time,
        job.last_updated_date_time,
        job.duration_seconds,
    }
    read = [stack.resolve(attribute)["Fn::GetAtt"] for attribute in attributes]
    assert {name for _, name in read} | {"DatasetImportJobArn"} == set(contract.ATTRIBUTES)
    assert {owner for owner, _ in read} == {logical_id}


@pytest.mark.parametrize("how", ["depends on it", "reads its group", "reads its dataset", "dataset depends on it"])
def test_an_import_can_be_ordered_after_another(stack: cdk.Stack, dataset: IDatasetRef, how: str) -> None:
    first = DatasetImportJob(stack, "First", dataset=dataset, data_source=DataSource.s3_uri("s3://lake/x.csv"))
    if how == "reads its dataset":
        second_dataset = Dataset.from_dataset_arn(stack, "SecondDataset", first.dataset_arn)
    elif how == "depends on it":
        second_dataset = dataset
    else:
        group = first.dataset_group_arn if how == "reads its group" else "group"
        second_dataset = personalize.CfnDataset(
            stack, "SecondDataset", name="n", dataset_type="Items", dataset_group_arn=group, schema_arn="s"
        )
    data = DataSource.s3_uri("s3://lake/y.csv")
    second = DatasetImportJob(stack, "Second", dataset=second_dataset, data_source=data)
    if how == "depends on it":
        second.node.add_dependency(first)
    if how == "dataset depends on it":
        second_dataset.node.add_dependency(first)
    Template.from_stack(stack)  # refuses a template with a cycle


def test_a_solution_is_ordered_after_the_data_by_reading_the_group_from_the_import(stack: cdk.Stack) -> None:
    dataset = personalize.CfnDataset(
        stack, "Dataset", name="n", dataset_type="Interactions", dataset_group_arn="g", schema_arn="s"
    )
    job = DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.s3_uri("s3://lake/x.csv"))
    personalize.CfnSolution(stack, "Solution", name="n", dataset_group_arn=job.dataset_group_arn)
    template = Template.from_stack(stack)
    (logical_id,) = template.find_resources(TYPE)
    template.has_resource_properties(
        "AWS::Personalize::Solution", {"DatasetGroupArn": {"Fn::GetAtt": [logical_id, "DatasetGroupArn"]}}
    )


def test_one_import_is_small_and_each_further_one_adds_two_resources() -> None:
    def count_with(imports: int) -> int:
        stack = cdk.Stack(cdk.App(), "Recommendations")
        dataset = Dataset.from_dataset_arn(stack, "Dataset", events.DATASET_ARN)
        for number in range(imports):
            data = DataSource.s3_uri(f"s3://lake/{number}/")
            DatasetImportJob(stack, f"Import{number}", dataset=dataset, data_source=data)
        return len(Template.from_stack(stack).to_json()["Resources"])

    counts = [count_with(imports) for imports in (1, 2, 3)]
    assert counts[0] == 20
    assert [later - earlier for earlier, later in itertools.pairwise(counts)] == [2, 2]


def test_tags_of_a_scope_reach_the_job(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    data = DataSource.s3_uri("s3://lake/x.csv")
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data, tags={"team": "search", "stage": "test"})
    cdk.Tags.of(stack).add("team", "ml")
    (resource,) = imports_of(stack)
    assert resource["Properties"]["Tags"] == [{"Key": "stage", "Value": "test"}, {"Key": "team", "Value": "ml"}]


def test_a_long_timeout_is_a_relay_on_the_same_functions(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    data = DataSource.s3_uri("s3://lake/x.csv")
    job = DatasetImportJob(stack, "Import", dataset=dataset, data_source=data, timeout=cdk.Duration.hours(2))
    links = [resource["Properties"] for resource in imports_of(stack)]
    ids = list(Template.from_stack(stack).find_resources(TYPE))
    assert [link["Timeout"] for link in links] == ["2400"] * 3
    assert [link["ServiceTimeout"] for link in links] == ["3600"] * 3
    assert [link.get("HandOver") for link in links] == [True, True, None]
    followed = [None, {"Ref": ids[0]}, {"Ref": ids[1]}]
    assert [link.get("DatasetImportJobArn") for link in links] == followed
    assert [link.get("RelayOf") for link in links] == [None, ids[0], ids[0]]
    assert [link["RelayTimeout"] for link in links] == ["7200"] * 3
    assert len({json.dumps(link["ServiceToken"]) for link in links}) == 1
    assert stack.resolve(job.status) == {"Fn::GetAtt": [ids[2], "Status"]}


@pytest.mark.parametrize(("hours", "links"), [(0.5, 1), (1, 1), (1.5, 2), (6, 7), (36, 40)])
def test_a_relay_is_as_long_as_it_must_be(stack: cdk.Stack, dataset: IDatasetRef, hours: float, links: int) -> None:
    data = DataSource.s3_uri("s3://lake/x.csv")
    timeout = cdk.Duration.minutes(hours * 60)
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data, timeout=timeout)
    assert len(imports_of(stack)) == links


def test_a_provider_can_serve_another_stack_without_depending_on_it() -> None:
    app = cdk.App()
    shared = cdk.Stack(app, "Shared")
    provider = ImportProvider(shared, "Imports")
    user = cdk.Stack(app, "User")
    DatasetImportJob(
        user,
        "Import",
        dataset=Dataset.from_dataset_arn(user, "Dataset", events.DATASET_ARN),
        data_source=DataSource.s3_uri("s3://lake/x.csv"),
        provider=provider,
    )
    Template.from_stack(user).resource_count_is("AWS::Lambda::Function", 0)
    Template.from_stack(shared)
    assert user.dependencies == [shared]


def test_a_second_provider_can_have_another_interval(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    data = DataSource.s3_uri("s3://lake/x.csv")
    slow = ImportProvider(stack, "Slow", waiter=Waiter.provider_framework(poll_interval=cdk.Duration.seconds(7)))
    DatasetImportJob(stack, "First", dataset=dataset, data_source=data)
    DatasetImportJob(stack, "Second", dataset=dataset, data_source=data, provider=slow)
    functions = Template.from_stack(stack).find_resources(
        "AWS::Lambda::Function", {"Properties": {"Handler": Match.string_like_regexp("cdk_personalize_handler")}}
    )
    intervals = {f["Properties"]["Environment"]["Variables"]["POLL_INTERVAL_SECONDS"] for f in functions.values()}
    assert intervals == {"10", "7"}


def test_the_logical_ids_of_a_release_never_change(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    """A ServiceToken and a custom resource cannot move in an update: these ids are public API."""
    job = DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.s3_uri("s3://lake/x.csv"))
    assert stack.resolve(job.dataset_import_job_arn) == {"Ref": "Import98530AF4"}
    (resource,) = imports_of(stack)
    assert resource["Properties"]["ServiceToken"] == {
        "Fn::GetAtt": ["PersonalizeImportProviderFrameworkframeworkonEvent4342AEDC", "Arn"]
    }
