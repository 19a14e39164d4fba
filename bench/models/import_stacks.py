"""Stacks with any number of imports, each into a dataset of its own."""

from collections.abc import Callable

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_personalize as personalize

from cdk_personalize import Dataset, DatasetImportJob, DataSource, ImportProvider, Waiter

MAX_DATASETS_OF_A_PROVIDER = 25
"""How many datasets of the app a provider serves here: its role has no room for rights to many more."""

_ARN = "arn:aws:{}:us-east-1:123456789012:{}"

Build = Callable[[cdk.App, str, int], None]
"""Defines a stack of this id with so many imports."""


def into_existing(create_waiter: Callable[[], Waiter], timeout: cdk.Duration | None = None) -> Build:
    """Import into datasets whose ARN is known at synth, by default with the library's own timeout of an hour."""

    def build(app: cdk.App, id: str, number: int) -> None:
        stack = cdk.Stack(app, id)
        for index in range(number):
            _import(stack, index, waiter=create_waiter(), timeout=timeout)

    return build


def as_existing_role(create_waiter: Callable[[], Waiter]) -> Build:
    """Import into such datasets, with a role that is there as well."""

    def build(app: cdk.App, id: str, number: int) -> None:
        stack = cdk.Stack(app, id)
        role = iam.Role.from_role_arn(stack, "Role", _ARN.format("iam", "role/import").replace("us-east-1", ""))
        for index in range(number):
            _import(stack, index, waiter=create_waiter(), role=role)

    return build


def into_datasets_of_the_app(create_waiter: Callable[[], Waiter]) -> Build:
    """Import into datasets of another stack, with another provider as soon as one has as many as it can serve."""

    def build(app: cdk.App, id: str, number: int) -> None:
        datasets = _define_datasets(cdk.Stack(app, f"{id}Datasets"), number)
        stack = cdk.Stack(app, id)
        for index, dataset in enumerate(datasets):
            if index % MAX_DATASETS_OF_A_PROVIDER == 0:
                provider = ImportProvider(stack, f"Provider{index}", waiter=create_waiter())
            _import(stack, index, dataset=dataset, provider=provider)

    return build


def _define_datasets(stack: cdk.Stack, number: int) -> list[personalize.CfnDataset]:
    datasets = []
    for index in range(number):
        group = personalize.CfnDatasetGroup(stack, f"Group{index}", name=f"group{index}")
        dataset = personalize.CfnDataset(
            stack,
            f"Dataset{index}",
            name=f"dataset{index}",
            dataset_type="Interactions",
            dataset_group_arn=group.attr_dataset_group_arn,
            schema_arn=_ARN.format("personalize", "schema/interactions"),
        )
        datasets.append(dataset)
    return datasets


def _import(
    stack: cdk.Stack,
    index: int,
    *,
    dataset: personalize.CfnDataset | None = None,
    role: iam.IRole | None = None,
    waiter: Waiter | None = None,
    provider: ImportProvider | None = None,
    timeout: cdk.Duration | None = None,
) -> None:
    arn = _ARN.format("personalize", f"dataset/group{index}/INTERACTIONS")
    DatasetImportJob(
        stack,
        f"Import{index}",
        dataset=dataset or Dataset.from_dataset_arn(stack, f"Dataset{index}", arn),
        data_source=DataSource.s3_uri(f"s3://example-recommendation-data/interactions{index}/"),
        role=role,
        waiter=waiter,
        provider=provider,
        timeout=timeout,
    )
