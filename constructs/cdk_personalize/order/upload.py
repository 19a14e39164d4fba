"""Uploads by the app: assets and `BucketDeployment`."""

import re
from typing import Any, cast

import aws_cdk as cdk
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_assets as s3_assets
from aws_cdk import aws_s3_deployment as s3_deployment

from cdk_personalize_handler.contract.constraints import InvalidValue
from constructs import IConstruct

_RESOURCE_TYPE = "Custom::CDKBucketDeployment"

_BOOTSTRAP_BUCKET = re.compile(r"(s3://)?cdk-[^-/]+-assets-")
"""The name of the bucket of `cdk bootstrap`."""


def refuse_bootstrap_bucket(parameter: str, bucket: s3.IBucket) -> None:
    """Raise `ValueError` for the bucket of an asset, which is the bucket of `cdk bootstrap`."""
    if isinstance(bucket.node.scope, s3_assets.Asset):
        raise _of_bootstrap(parameter, bucket.node.path)


def refuse_bootstrap_name(parameter: str, scope: IConstruct, name: str) -> None:
    """Raise `ValueError` for the name of the bucket of `cdk bootstrap`, alone or in an S3 URI."""
    match cdk.Stack.of(scope).resolve(name):
        case str(text) | {"Fn::Sub": str(text)} | {"Fn::Join": ["", [str("s3://"), {"Fn::Sub": str(text)}, *_]]}:
            if _BOOTSTRAP_BUCKET.match(text):
                raise _of_bootstrap(parameter, text)


def _of_bootstrap(parameter: str, value: str) -> InvalidValue:
    return InvalidValue(
        parameter,
        value,
        "a bucket of the app that a BucketDeployment copies the file to, DataSource.bucket(deployment.deployed_bucket, "
        "...); the bucket of `cdk bootstrap` has a policy that does not allow Amazon Personalize to read",
    )


class Upload:
    """A `BucketDeployment` with its resource and its destination."""

    def __init__(self, deployment: s3_deployment.BucketDeployment) -> None:
        self.deployment = deployment
        resources = (each for each in deployment.node.find_all() if isinstance(each, cdk.CfnResource))
        self.resource = next(each for each in resources if each.cfn_resource_type == _RESOURCE_TYPE)
        properties: Any = self.resource._cfn_properties
        self.bucket_name: str = properties["DestinationBucketName"]
        self._prefix: str = properties.get("DestinationBucketKeyPrefix") or ""

    @classmethod
    def behind(cls, bucket: s3.IBucket) -> "Upload | None":
        """Return the deployment whose `deployed_bucket` this bucket is, None for another bucket."""
        scope = bucket.node.scope
        return cls(scope) if isinstance(scope, s3_deployment.BucketDeployment) else None

    def destination(self) -> s3.IBucket | None:
        """Return the `destination_bucket` of the deployment."""
        created = _referenced(self.bucket_name)
        if isinstance(created, s3.CfnBucket):
            owner = created.node.scope
            return owner if isinstance(owner, s3.Bucket) else s3.Bucket.from_cfn_bucket(created)
        imported = (each for each in self.deployment.node.root.node.find_all() if isinstance(each, s3.BucketBase))
        return next((each for each in imported if each.bucket_name == self.bucket_name), None)

    def may_write_to(self, object_key: str) -> bool:
        """Return whether the location and the destination overlap, as far as they are known; a key can be a folder."""
        folder = f"{self._prefix.rstrip('/')}/" if self._prefix.strip("/") else ""
        if cdk.Token.is_unresolved(folder) or cdk.Token.is_unresolved(object_key):
            return False
        as_folder = f"{object_key.removesuffix('/')}/" if object_key else ""
        return object_key.startswith(folder) or folder.startswith(as_folder)


def identity(value: str) -> str:
    """Return the same text for all names of a resource: its path if the app defines it, or its name."""
    created = _referenced(value)
    if isinstance(created, s3.CfnBucket) and created.bucket_name and not cdk.Token.is_unresolved(created.bucket_name):
        return created.bucket_name
    return created.node.path if created else value


def _referenced(value: str) -> IConstruct | None:
    """Return the construct that a string refers to, None for a string that is not just one reference."""
    fragments = cdk.Tokenization.reverse_string(value)
    token = fragments.first_token
    if fragments.length != 1 or token is None or not cdk.Reference.is_reference(token):
        return None
    return cast(cdk.Reference, token).target
