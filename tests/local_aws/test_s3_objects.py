import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber

from local_aws.personalize import ObjectError
from local_aws.personalize.objects import AWS_MANAGED_KEY, StoredObject
from local_aws.s3_objects import S3Objects

KEY_ARN = "arn:aws:kms:us-east-1:000000000000:key/2f1c"


def client(service: str) -> Any:
    return boto3.client(service, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")  # type: ignore[call-overload]


@pytest.fixture
def s3() -> Iterator[Stubber]:
    with Stubber(client("s3")) as stub:
        yield stub
        stub.assert_no_pending_responses()


@pytest.fixture
def kms() -> Iterator[Stubber]:
    with Stubber(client("kms")) as stub:
        yield stub
        stub.assert_no_pending_responses()


@pytest.fixture
def objects(s3: Stubber, kms: Stubber) -> S3Objects:
    return S3Objects(s3.client, kms.client)


def test_objects_are_listed_and_read(s3: Stubber, objects: S3Objects) -> None:
    asked = {"Bucket": "b", "Prefix": "a/", "OptionalObjectAttributes": ["RestoreStatus"]}
    s3.add_response("list_objects_v2", {"Contents": [{"Key": "a/1", "Size": 3}]}, asked)
    s3.add_response("get_object", {"Body": StreamingBody(io.BytesIO(b"abc"), 3)}, {"Bucket": "b", "Key": "a/1"})
    assert objects.list("b", "a/") == [StoredObject("a/1", 3)]
    assert b"".join(objects.open("b", "a/1")) == b"abc"


@pytest.mark.parametrize(
    ("listed", "is_archived"),
    [
        ({"StorageClass": "STANDARD"}, False),
        ({"StorageClass": "GLACIER_IR"}, False),
        ({"StorageClass": "GLACIER"}, True),
        ({"StorageClass": "DEEP_ARCHIVE", "RestoreStatus": {"IsRestoreInProgress": True}}, True),
        ({"StorageClass": "GLACIER", "RestoreStatus": {"RestoreExpiryDate": datetime(2026, 1, 1, tzinfo=UTC)}}, False),
    ],
)
def test_archived_objects_are_reported_unless_they_were_restored(
    s3: Stubber, objects: S3Objects, listed: dict[str, Any], is_archived: bool
) -> None:
    s3.add_response("list_objects_v2", {"Contents": [{"Key": "a", "Size": 3, **listed}]})
    assert objects.list("b", "") == [StoredObject("a", 3, is_archived)]


@pytest.mark.parametrize(
    ("code", "text"), [("NoSuchBucket", "Invalid Data location."), ("SlowDown", "Amazon S3 refused")]
)
def test_refusals_become_failure_reasons(s3: Stubber, objects: S3Objects, code: str, text: str) -> None:
    s3.add_client_error("list_objects_v2", code)
    with pytest.raises(ObjectError, match=text):
        objects.list("b", "")


def default_encryption(**default: str) -> dict[str, Any]:
    rules = [{"ApplyServerSideEncryptionByDefault": default}]
    return {"ServerSideEncryptionConfiguration": {"Rules": rules}}


def test_another_encryption_than_sse_kms_has_no_key(s3: Stubber, objects: S3Objects) -> None:
    s3.add_response("get_bucket_encryption", default_encryption(SSEAlgorithm="AES256"), {"Bucket": "b"})
    s3.add_response("head_object", {"ServerSideEncryption": "AES256"}, {"Bucket": "b", "Key": "k"})
    assert objects.encryption_key("b") is None
    assert objects.encryption_key("b", "k") is None


def test_a_key_is_known_by_its_arn_whatever_it_was_named_by(s3: Stubber, kms: Stubber, objects: S3Objects) -> None:
    default = default_encryption(SSEAlgorithm="aws:kms", KMSMasterKeyID="alias/data")
    s3.add_response("get_bucket_encryption", default, {"Bucket": "b"})
    s3.add_response("head_object", {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "2f1c"})
    for name in ("alias/data", "2f1c"):
        kms.add_response("describe_key", {"KeyMetadata": {"KeyId": "2f1c", "Arn": KEY_ARN}}, {"KeyId": name})
    assert objects.encryption_key("b") == KEY_ARN
    assert objects.encryption_key("b", "k") == KEY_ARN


@pytest.mark.parametrize(
    "named", [{}, {"KMSMasterKeyID": "alias/aws/s3"}, {"KMSMasterKeyID": "arn:aws:kms:us-east-1:0:alias/aws/s3"}]
)
def test_sse_kms_without_a_key_of_ones_own_is_the_key_that_aws_manages(
    s3: Stubber, objects: S3Objects, named: dict[str, str]
) -> None:
    s3.add_response("get_bucket_encryption", default_encryption(SSEAlgorithm="aws:kms", **named))
    assert objects.encryption_key("b") == AWS_MANAGED_KEY


def test_a_deleted_key_is_reported(s3: Stubber, kms: Stubber, objects: S3Objects) -> None:
    s3.add_response("head_object", {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "2f1c"})
    kms.add_client_error("describe_key", "NotFoundException", "Key 2f1c not found")
    with pytest.raises(ObjectError, match="Key 2f1c not found"):
        objects.encryption_key("b", "k")
