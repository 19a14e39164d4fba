"""Files that the app uploads itself: the bucket behind a deployment is opened, and the import waits for the upload."""

from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_assets as s3_assets
from aws_cdk import aws_s3_deployment as s3_deployment
from aws_cdk.assertions import Template
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize import DatasetImportJob, DataSource
from tests.constructs.rendered import import_role_of, imports_of, readable, warnings_of

KEY = "data/interactions.csv"
CSV = s3_deployment.Source.data("interactions.csv", "USER_ID,ITEM_ID,TIMESTAMP\n")


def upload_to(bucket: s3.IBucket, scope: cdk.Stack, prefix: str | None = "data") -> s3_deployment.BucketDeployment:
    return s3_deployment.BucketDeployment(
        scope, "Upload", sources=[CSV], destination_bucket=bucket, destination_key_prefix=prefix
    )


def upload_ids(stack: cdk.Stack) -> set[str]:
    return set(Template.from_stack(stack).find_resources("Custom::CDKBucketDeployment"))


def test_the_bucket_of_a_deployment_gets_the_statements_for_the_read(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    lake = s3.Bucket(stack, "Lake", encryption_key=kms.Key(stack, "Key"))
    data = DataSource.bucket(upload_to(lake, stack).deployed_bucket, KEY)
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data)
    template = Template.from_stack(stack)
    (policy,) = template.find_resources("AWS::S3::BucketPolicy").values()
    name = stack.resolve(lake.bucket_name)
    assert policy["Properties"]["Bucket"] == name
    arn = readable(stack.resolve(lake.bucket_arn))
    listing, getting = readable(policy["Properties"]["PolicyDocument"]["Statement"])
    assert (listing["Resource"], getting["Resource"]) == (arn, [f"{arn}/{KEY}", f"{arn}/{KEY}/*"])
    key_statements = template.find_resources("AWS::KMS::Key").values()
    assert "personalize.amazonaws.com" in str(key_statements)
    (read,) = import_role_of(template)["Policies"]
    assert [each["Resource"] for each in read["PolicyDocument"]["Statement"][:2]] == [arn, getting["Resource"]]
    (resource,) = imports_of(stack)
    assert readable(resource["Properties"]["DataSource"]) == {"DataLocation": f"s3://{readable(name)}/{KEY}"}
    assert not warnings_of(stack)


def test_an_import_from_a_deployed_bucket_waits_for_the_upload(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    data = DataSource.bucket(upload_to(s3.Bucket(stack, "Lake"), stack).deployed_bucket, KEY)
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data)
    (resource,) = imports_of(stack)
    assert upload_ids(stack) <= set(resource["DependsOn"])


def test_the_bucket_can_be_in_another_stack_than_the_upload_and_the_import(
    stack: cdk.Stack, dataset: IDatasetRef
) -> None:
    lake_stack = cdk.Stack(cdk.App.of(stack), "LakeStack")
    data = DataSource.bucket(upload_to(s3.Bucket(lake_stack, "Lake"), stack).deployed_bucket, KEY)
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data)
    assert not [warning_id for warning_id in warnings_of(stack) if warning_id.startswith("cdk-personalize:")]
    Template.from_stack(lake_stack).resource_count_is("AWS::S3::BucketPolicy", 1)
    Template.from_stack(stack).resource_count_is("AWS::S3::BucketPolicy", 0)


def test_a_cfn_bucket_gets_the_statements_for_the_read(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    lake = s3.Bucket.from_cfn_bucket(s3.CfnBucket(stack, "Lake"))
    data = DataSource.bucket(upload_to(lake, stack).deployed_bucket, KEY)
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data)
    assert not warnings_of(stack)
    Template.from_stack(stack).resource_count_is("AWS::S3::BucketPolicy", 1)


def test_an_imported_bucket_of_a_deployment_keeps_its_policy(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    lake = s3.Bucket.from_bucket_name(stack, "Lake", "lake")
    lake.policy = s3.BucketPolicy(stack, "LakePolicy", bucket=lake)
    data = DataSource.bucket(upload_to(lake, stack).deployed_bucket, KEY)
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data)
    assert not warnings_of(stack)
    (resource,) = imports_of(stack)
    assert resource["Properties"]["DataSource"] == {"DataLocation": f"s3://lake/{KEY}"}


def test_synth_fails_for_the_bucket_of_a_deployment_that_is_limited_to_a_vpc(
    stack: cdk.Stack, dataset: IDatasetRef
) -> None:
    lake = s3.Bucket(stack, "Lake")
    data = DataSource.bucket(upload_to(lake, stack).deployed_bucket, KEY)
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data)
    denied = iam.PolicyStatement(
        effect=iam.Effect.DENY,
        actions=["s3:*"],
        resources=[lake.bucket_arn, lake.arn_for_objects("*")],
        principals=[iam.AnyPrincipal()],
        conditions={"StringNotEquals": {"aws:SourceVpce": "vpce-1"}},
    )
    lake.add_to_resource_policy(denied)
    with pytest.raises(RuntimeError, match=r"data_source: the policy of bucket Recommendations/Lake denies .* VPC"):
        Template.from_stack(stack)


INSTEAD = r"is not allowed; use a bucket of the app that a BucketDeployment copies the file to, .*deployed_bucket"


@pytest.fixture
def asset(stack: cdk.Stack, tmp_path: Path) -> s3_assets.Asset:
    (tmp_path / "interactions.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP\n")
    return s3_assets.Asset(stack, "Asset", path=str(tmp_path / "interactions.csv"))


def test_the_bucket_of_an_asset_is_refused_with_what_to_do_instead(asset: s3_assets.Asset) -> None:
    with pytest.raises(ValueError, match=f"bucket: 'Recommendations/Asset/AssetBucket' {INSTEAD}"):
        DataSource.bucket(asset.bucket, asset.s3_object_key)


@pytest.mark.parametrize("env", [None, cdk.Environment(account="000000000000", region="us-east-1")])
def test_the_uri_of_an_asset_is_refused_with_what_to_do_instead(env: cdk.Environment | None, tmp_path: Path) -> None:
    stack = cdk.Stack(cdk.App(), "Recommendations", env=env)
    (tmp_path / "interactions.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP\n")
    asset = s3_assets.Asset(stack, "Asset", path=str(tmp_path / "interactions.csv"))
    data = DataSource.s3_uri(asset.s3_object_url)
    with pytest.raises(ValueError, match=f"data_source: 's3://cdk-hnb659fds-assets-.*' {INSTEAD}"):
        data.bind(stack, None)


def test_a_bucket_with_an_explicit_name_is_not_the_bucket_of_assets(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    data = DataSource.s3_uri("s3://cdk-assets-of-ours/interactions.csv")
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data)
    assert list(warnings_of(stack)) == ["cdk-personalize:bucketPolicy"]


@pytest.mark.parametrize("name", ["cdk-hnb659fds-assets-111111111111-eu-west-1", None])
def test_the_bucket_of_the_bootstrap_is_refused_by_its_name_too(
    stack: cdk.Stack, dataset: IDatasetRef, tmp_path: Path, name: str | None
) -> None:
    (tmp_path / "data.csv").write_text("USER_ID\n")
    asset = s3_assets.Asset(stack, "Asset", path=str(tmp_path / "data.csv"))
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", name or asset.s3_bucket_name)
    with pytest.raises(ValueError, match=r"^bucket: .*cdk-.* use a bucket of the app that a BucketDeployment"):
        DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, KEY))


def test_a_custom_resource_of_the_user_is_not_an_upload(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    upload = upload_to(s3.Bucket(stack, "Lake"), stack)
    cdk.CustomResource(upload, "Mine", service_token="arn:aws:lambda:us-east-1:000000000000:function:mine")
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.s3_uri("s3://other/x.csv"))
    assert "cdk-personalize:unorderedUpload" not in warnings_of(stack)
