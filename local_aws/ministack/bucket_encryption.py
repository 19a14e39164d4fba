"""Buckets of stacks are encrypted with the KMS key that their template names.

ministack's CloudFormation leaves `BucketEncryption` out, and its S3 takes no object into a bucket that is encrypted
with the key of S3 itself, as the CDK's bucket for assets is: that one is still left out.
"""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

from ministack.services import s3
from ministack.services.cloudformation import provisioners

Provisioned = tuple[str, dict[str, str]]


def install() -> None:
    """Put this around ministack's own steps for buckets."""
    resource_types: Any = provisioners._RESOURCE_HANDLERS
    handlers: dict[str, Callable[..., Provisioned]] = resource_types["AWS::S3::Bucket"]
    create, update = handlers["create"], handlers["update"]

    def create_encrypted(logical_id: str, props: dict[str, Any], stack_name: str) -> Provisioned:
        return _encrypted(create(logical_id, props, stack_name), props)

    def update_encrypted(physical_id: str, old: dict[str, Any], new: dict[str, Any], stack_name: str) -> Provisioned:
        return _encrypted(update(physical_id, old, new, stack_name), new)

    handlers.update({"create": create_encrypted, "update": update_encrypted})


def configuration(rules: list[dict[str, Any]]) -> bytes:
    """Return the rules of a template as `PutBucketEncryption` takes them."""
    root = ElementTree.Element("ServerSideEncryptionConfiguration", xmlns=s3.S3_NS)
    for rule in rules:
        default = ElementTree.SubElement(ElementTree.SubElement(root, "Rule"), "ApplyServerSideEncryptionByDefault")
        for name, value in rule["ServerSideEncryptionByDefault"].items():
            ElementTree.SubElement(default, name).text = value
    return ElementTree.tostring(root)


def _encrypted(provisioned: Provisioned, props: dict[str, Any]) -> Provisioned:
    name, _ = provisioned
    rules = props.get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration", [])
    if any("KMSMasterKeyID" in rule["ServerSideEncryptionByDefault"] for rule in rules):
        put: Any = s3._put_bucket_encryption
        put(name, configuration(rules))
    return provisioned
