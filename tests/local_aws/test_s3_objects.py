import io
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber

from local_aws.personalize import ObjectError
from local_aws.personalize.objects import StoredObject
from local_aws.s3_objects import S3Objects


@pytest.fixture
def client() -> Any:
    return boto3.client("s3", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")


def test_objects_are_listed_and_read(client: Any) -> None:
    with Stubber(client) as stub:
        asked = {"Bucket": "b", "Prefix": "a/", "OptionalObjectAttributes": ["RestoreStatus"]}
        stub.add_response("list_objects_v2", {"Contents": [{"Key": "a/1", "Size": 3}]}, asked)
        stub.add_response("get_object", {"Body": StreamingBody(io.BytesIO(b"abc"), 3)}, {"Bucket": "b", "Key": "a/1"})
        objects = S3Objects({"": None, "role": client}.__getitem__).as_role("role")
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
def test_archived_objects_are_told_unless_they_were_restored(
    client: Any, listed: dict[str, Any], is_archived: bool
) -> None:
    with Stubber(client) as stub:
        stub.add_response("list_objects_v2", {"Contents": [{"Key": "a", "Size": 3, **listed}]})
        assert S3Objects(lambda _: client).list("b", "") == [StoredObject("a", 3, is_archived)]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("NoSuchBucket", "Invalid Data location."),
        ("AccessDenied", "Insufficient privileges for accessing data in S3.*fix bucket policy on b"),
        ("SlowDown", "Amazon S3 refused"),
    ],
)
def test_refusals_become_failure_reasons(client: Any, code: str, text: str) -> None:
    with Stubber(client) as stub:
        stub.add_client_error("list_objects_v2", code)
        with pytest.raises(ObjectError, match=text):
            S3Objects(lambda _: client).list("b", "")
