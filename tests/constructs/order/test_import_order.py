"""Synth warns of an import that may come before its data, or before another import into its dataset."""

from collections.abc import Callable

import aws_cdk as cdk
import pytest
from aws_cdk import aws_personalize as personalize
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_deployment as s3_deployment
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize import Dataset, DatasetImportJob, DataSource, ImportMode
from constructs import Construct
from testing import events
from tests.constructs.rendered import acknowledges_itself, warnings_of

UPLOAD, IMPORTS = "cdk-personalize:unorderedUpload", "cdk-personalize:unorderedImports"


def upload_to(bucket: s3.IBucket, scope: Construct, prefix: str | None = "data") -> s3_deployment.BucketDeployment:
    source = s3_deployment.Source.data("interactions.csv", "USER_ID,ITEM_ID,TIMESTAMP\n")
    return s3_deployment.BucketDeployment(
        scope, "Upload", sources=[source], destination_bucket=bucket, destination_key_prefix=prefix
    )


def import_from(scope: Construct, name: str, bucket: s3.IBucket, key: str, **more: str) -> DatasetImportJob:
    dataset = Dataset.from_dataset_arn(scope, f"{name}Dataset", events.DATASET_ARN)
    return DatasetImportJob(scope, name, dataset=dataset, data_source=DataSource.bucket(bucket, key), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("prefix", "key", "is_told"),
    [
        ("data", "data/interactions.csv", True),
        ("data/", "data/", True),
        ("data", "data/today/", True),
        ("data/today", "data/", True),
        (None, "interactions.csv", True),
        ("/", "interactions.csv", True),
        ("data", "", True),
        ("data/today", "data", True),
        ("data", "database/interactions.csv", False),
        ("data", "data.csv", False),
        ("data/today", "data/interactions.csv", False),
        ("other", "data/", False),
    ],
)
def test_synth_warns_of_an_upload_into_the_location_without_a_dependency(
    stack: cdk.Stack, prefix: str | None, key: str, is_told: bool
) -> None:
    lake = s3.Bucket(stack, "Lake")
    upload_to(lake, stack, prefix)
    import_from(stack, "Import", lake, key)
    told = warnings_of(stack)
    assert (UPLOAD in told) is is_told
    if is_told:
        assert (
            "Recommendations/Upload writes to this import's location, and the import does not depend on it"
            in told[UPLOAD]
        )


def test_an_upload_into_another_bucket_needs_no_dependency(stack: cdk.Stack) -> None:
    upload_to(s3.Bucket(stack, "Other"), stack)
    import_from(stack, "Import", s3.Bucket(stack, "Lake"), "data/")
    assert not warnings_of(stack)


@pytest.mark.parametrize(
    ("destination", "source"),
    [
        (lambda stack: s3.Bucket(stack, "Lake", bucket_name="lake"), DataSource.s3_uri("s3://lake/data/")),
        (lambda stack: s3.Bucket.from_bucket_name(stack, "Lake", "lake"), DataSource.s3_uri("s3://lake/data/")),
    ],
    ids=["bucket of the app by its name", "imported bucket"],
)
def test_a_bucket_is_known_by_its_name(
    stack: cdk.Stack, dataset: IDatasetRef, destination: Callable[[cdk.Stack], s3.IBucket], source: DataSource
) -> None:
    upload_to(destination(stack), stack)
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=source)
    assert UPLOAD in warnings_of(stack)


def depend(job: DatasetImportJob, upload: s3_deployment.BucketDeployment) -> None:
    job.node.add_dependency(upload)


def depend_through_another(job: DatasetImportJob, upload: s3_deployment.BucketDeployment) -> None:
    between = cdk.CfnResource(cdk.Stack.of(job), "Between", type="AWS::CloudFormation::WaitConditionHandle")
    between.node.add_dependency(upload)
    job.node.add_dependency(between)


def depend_as_a_group(job: DatasetImportJob, upload: s3_deployment.BucketDeployment) -> None:
    job.node.add_dependency(upload.node.scope or upload)


def depend_the_other_way(job: DatasetImportJob, upload: s3_deployment.BucketDeployment) -> None:
    upload.node.add_dependency(job)


@pytest.mark.parametrize("order", [depend, depend_through_another, depend_as_a_group, depend_the_other_way])
def test_a_dependency_is_an_order(
    stack: cdk.Stack, order: Callable[[DatasetImportJob, s3_deployment.BucketDeployment], None]
) -> None:
    lake = s3.Bucket(stack, "Lake")
    upload = upload_to(lake, Construct(stack, "Uploads"))
    order(import_from(stack, "Import", lake, "data/"), upload)
    assert not warnings_of(stack)


def test_a_reference_is_an_order(stack: cdk.Stack) -> None:
    lake = s3.Bucket(stack, "Lake")
    upload = upload_to(lake, stack)
    version = cdk.Fn.select(0, upload.object_keys)
    import_from(stack, "Import", lake, "data/", data_version=version)
    assert not warnings_of(stack)


@pytest.mark.parametrize("depends", [False, True])
def test_a_dependency_of_stacks_is_an_order(stack: cdk.Stack, depends: bool) -> None:
    uploads = cdk.Stack(cdk.App.of(stack), "Uploads")
    lake = s3.Bucket.from_bucket_name(stack, "Lake", "lake")
    upload_to(s3.Bucket.from_bucket_name(uploads, "Lake", "lake"), uploads)
    import_from(stack, "Import", lake, "data/")
    if depends:
        stack.add_dependency(uploads)
    assert (UPLOAD in warnings_of(stack)) is not depends


@pytest.mark.parametrize("depends", [False, True])
@pytest.mark.parametrize("nested", ["upload", "import", "both"])
def test_a_dependency_of_nested_stacks_is_an_order(stack: cdk.Stack, nested: str, depends: bool) -> None:
    lake = s3.Bucket(stack, "Lake")
    uploads = cdk.NestedStack(stack, "Uploads") if nested != "import" else stack
    imports = cdk.NestedStack(stack, "Imports") if nested != "upload" else stack
    upload = upload_to(lake, uploads)
    job = import_from(imports, "Import", lake, "data/")
    if depends:
        job.node.add_dependency(upload)
    warnings_of(stack)
    told = [entry for entry in job.node.metadata if UPLOAD in str(entry.data)]
    assert bool(told) is not depends


def test_synth_warns_at_the_second_of_two_imports_into_one_dataset_without_an_order(stack: cdk.Stack) -> None:
    lake = s3.Bucket(stack, "Lake")
    import_from(stack, "Full", lake, "full/")
    second = import_from(stack, "Daily", lake, "daily/", import_mode=ImportMode.INCREMENTAL)
    told = warnings_of(stack)
    assert list(told) == [IMPORTS]
    assert "this import and Recommendations/Full import into the same dataset" in told[IMPORTS]
    assert any(IMPORTS in str(entry.data) for entry in second.node.metadata)


@pytest.mark.parametrize("timeout", [None, cdk.Duration.hours(3)], ids=["one resource", "relay"])
@pytest.mark.parametrize("by", ["dependency", "attribute", "third import"])
def test_imports_into_one_dataset_with_an_order_have_no_warning(
    stack: cdk.Stack, by: str, timeout: cdk.Duration | None
) -> None:
    lake = s3.Bucket(stack, "Lake")
    dataset = Dataset.from_dataset_arn(stack, "Dataset", events.DATASET_ARN)

    def add(name: str, data_version: str | None = None) -> DatasetImportJob:
        data = DataSource.bucket(lake, f"{name}/")
        return DatasetImportJob(
            stack, name, dataset=dataset, data_source=data, timeout=timeout, data_version=data_version
        )

    first = add("First")
    if by == "attribute":
        add("Second", data_version=first.last_updated_date_time)
    elif by == "dependency":
        first.node.add_dependency(add("Second"))
    else:
        last, between = add("Last"), add("Between")
        between.node.add_dependency(first)
        last.node.add_dependency(between)
    assert not warnings_of(stack)


def test_each_pair_of_imports_needs_an_order(stack: cdk.Stack) -> None:
    lake = s3.Bucket(stack, "Lake")
    first, between, last = (import_from(stack, name, lake, f"{name}/") for name in ("First", "Between", "Last"))
    first.node.add_dependency(between)
    last.node.add_dependency(between)
    assert "Recommendations/First import" in warnings_of(stack)[IMPORTS]


def test_imports_into_different_datasets_need_no_order(stack: cdk.Stack) -> None:
    lake = s3.Bucket(stack, "Lake")
    for name in ("Items", "Users"):
        dataset = personalize.CfnDataset(
            stack, f"{name}Dataset", name=name, dataset_type=name, dataset_group_arn="group", schema_arn="schema"
        )
        data = DataSource.bucket(lake, f"{name}/")
        DatasetImportJob(stack, name, dataset=dataset, data_source=data)
    assert not warnings_of(stack)


def test_a_dataset_of_the_app_is_known_in_every_stack(stack: cdk.Stack) -> None:
    dataset = personalize.CfnDataset(
        stack, "Dataset", name="items", dataset_type="Items", dataset_group_arn="group", schema_arn="schema"
    )
    lake = s3.Bucket(stack, "Lake")
    for name in ("First", "Second"):
        nested = cdk.NestedStack(stack, f"{name}Stack")
        DatasetImportJob(nested, name, dataset=dataset, data_source=DataSource.bucket(lake, f"{name}/"))
    warnings_of(stack)
    second = stack.node.find_child("SecondStack").node.find_child("Second")
    assert any(IMPORTS in str(entry.data) for entry in second.node.metadata)


@acknowledges_itself
def test_a_missing_order_of_imports_can_be_acknowledged(stack: cdk.Stack) -> None:
    lake = s3.Bucket(stack, "Lake")
    import_from(stack, "First", lake, "first/")
    second = import_from(stack, "Second", lake, "second/")
    cdk.Annotations.of(second).acknowledge_warning(IMPORTS)
    assert not warnings_of(stack)
