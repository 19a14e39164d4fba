import io
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.response import StreamingBody
from botocore.stub import Stubber

from cdk_personalize_check.full_check import Archived
from cdk_personalize_check.s3_data import S3Data
from cdk_personalize_handler.contract.constraints import InvalidValue
from cdk_personalize_handler.preflight import Code

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

REQUEST = {"Bucket": "lake", "Delimiter": "/", "OptionalObjectAttributes": ["RestoreStatus"]}


@pytest.fixture
def client() -> "S3Client":
    return boto3.client("s3", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")


def test_folder_is_listed_to_its_end_and_its_objects_are_read(client: "S3Client") -> None:
    content = b"ITEM_ID\n" + b"x" * 3_000_000
    with Stubber(client) as stub:
        first = {"Contents": [{"Key": "in/1.csv", "Size": len(content)}], "IsTruncated": True}
        second = {
            "Contents": [{"Key": "in/2.csv", "Size": 9, "StorageClass": "GLACIER"}],
            "CommonPrefixes": [{"Prefix": "in/old/"}],
            "IsTruncated": False,
        }
        stub.add_response("list_objects_v2", {**first, "NextContinuationToken": "more"}, {**REQUEST, "Prefix": "in/"})
        stub.add_response("list_objects_v2", second, {**REQUEST, "Prefix": "in/", "ContinuationToken": "more"})
        body = StreamingBody(io.BytesIO(content), len(content))
        stub.add_response("get_object", {"Body": body}, {"Bucket": "lake", "Key": "in/1.csv"})
        data = S3Data(client, "s3://lake/in/")
        assert [(each.key, each.is_archived) for each in data.objects] == [("in/1.csv", False), ("in/2.csv", True)]
        chunks = list(data.read("in/1.csv"))
        assert b"".join(chunks) == content
        assert max(map(len, chunks)) < 2_000_000
        codes = [finding.code for finding in data.check(dataset_type="ITEMS", import_mode="FULL")]
        assert codes == [Code.ARCHIVED_OBJECT, Code.SUBFOLDER_IGNORED]


def test_location_without_objects_is_a_finding(client: "S3Client") -> None:
    with Stubber(client) as stub:
        stub.add_response("list_objects_v2", {"IsTruncated": False}, {**REQUEST, "Prefix": "data.csv"})
        data = S3Data(client, "s3://lake/data.csv")
        assert data.objects == []
        (finding,) = data.check(dataset_type="ITEMS", import_mode="FULL")
        assert finding.message == "there is no object at s3://lake/data.csv"


def test_missing_bucket_is_a_finding(client: "S3Client") -> None:
    with Stubber(client) as stub:
        stub.add_client_error("list_objects_v2", "NoSuchBucket")
        data = S3Data(client, "s3://lake/in/")
        assert data.objects == []
        (finding,) = data.check(dataset_type="ITEMS", import_mode="FULL")
        assert (finding.code, finding.message) == (Code.NOTHING_THERE, "the bucket lake does not exist")


def test_other_errors_of_s3_are_not_findings(client: "S3Client") -> None:
    with Stubber(client) as stub:
        stub.add_client_error("list_objects_v2", "AccessDenied")
        with pytest.raises(ClientError, match="AccessDenied"):
            S3Data(client, "s3://lake/in/")
        stub.add_response("list_objects_v2", {"IsTruncated": False}, {**REQUEST, "Prefix": "in/"})
        stub.add_client_error("get_object", "InvalidObjectState")
        with pytest.raises(Archived):
            list(S3Data(client, "s3://lake/in/").read("in/1.csv"))


@pytest.mark.parametrize("location", ["s3://lake", "s3://Lake/x", f"s3://lake/{'x' * 256}"])
def test_invalid_location_raises_invalid_value(client: "S3Client", location: str) -> None:
    with pytest.raises(InvalidValue, match=r"^location: 's3://"):
        S3Data(client, location)
