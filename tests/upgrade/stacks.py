"""What a user may have deployed: an app that every release since the first synthesizes to stacks with the same ids.

`Alone` has imports of its own on both waiters, one of them a relay. `Shared` has two providers and a dataset, which
`First` and `Second` use. All of them import into datasets that are there, but for one of the app's own, which they also
read with a role that is the user's.
"""

import json

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_personalize as personalize
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize import Dataset, DatasetImportJob, DataSource, ImportProvider, Waiter
from constructs import Construct
from testing.harness import SCHEMA
from testing.short_relay import links_of
from tools.code_parameters import add_code_parameters, by_parameters

STACKS = ("Alone", "Shared", "First", "Second")
"""In the order in which they can be deployed."""

CONSUMERS = ("First", "Second")
GROUPS = ("import", "relay", "crhelper", "framework")
"""The dataset groups that must be there, each with a dataset of interactions."""

ROLE = "import"
DATA = "s3://lake/good.csv"
POLL_SECONDS = 2


def add_stacks(app: cdk.App) -> dict[str, cdk.Stack]:
    """Define the stacks; the code of functions lies where parameters say."""
    stacks = {name: cdk.Stack(app, name, synthesizer=by_parameters()) for name in STACKS}
    alone, shared = stacks["Alone"], stacks["Shared"]
    for stack in (alone, shared):
        add_code_parameters(stack)
    _add_imports_of_its_own(alone)
    framework = ImportProvider(shared, "Framework", waiter=_framework())
    crhelper = ImportProvider(shared, "Crhelper", waiter=Waiter.crhelper())
    dataset = _create_dataset(shared)
    for name in CONSUMERS:
        stack = stacks[name]
        role = iam.Role.from_role_arn(stack, "MyRole", f"arn:aws:iam::000000000000:role/{ROLE}")
        _import(stack, "Framework", _dataset(stack, "framework"), provider=framework)
        _import(stack, "Crhelper", _dataset(stack, "crhelper"), provider=crhelper)
        _import(stack, "OfShared", dataset, provider=framework, role=role)
    return stacks


def _add_imports_of_its_own(stack: cdk.Stack) -> None:
    ImportProvider.of(stack, _framework())
    _import(stack, "Import", _dataset(stack, "import"), waiter=_framework())
    with links_of(seconds=10):
        _import(stack, "Relay", _dataset(stack, "relay"), waiter=_framework(), timeout=cdk.Duration.seconds(20))
    _import(stack, "Crhelper", _dataset(stack, "crhelper"), waiter=Waiter.crhelper())


def _framework() -> Waiter:
    return Waiter.provider_framework(poll_interval=cdk.Duration.seconds(POLL_SECONDS))


def _import(scope: Construct, id: str, dataset: IDatasetRef, **arguments: object) -> None:
    data_source = DataSource.s3_uri(DATA)
    DatasetImportJob(scope, id, dataset=dataset, data_source=data_source, **arguments)  # type: ignore[arg-type]


def _dataset(stack: cdk.Stack, group: str) -> IDatasetRef:
    arn = f"arn:aws:personalize:us-east-1:000000000000:dataset/{group}/INTERACTIONS"
    return Dataset.from_dataset_arn(stack, f"{group}Dataset", arn)


def _create_dataset(stack: cdk.Stack) -> IDatasetRef:
    return personalize.CfnDataset(
        stack,
        "Dataset",
        name="shared",
        dataset_type="Interactions",
        dataset_group_arn=personalize.CfnDatasetGroup(stack, "Group", name="shared").attr_dataset_group_arn,
        schema_arn=personalize.CfnSchema(stack, "Schema", name="shared", schema=json.dumps(SCHEMA)).attr_schema_arn,
    )
