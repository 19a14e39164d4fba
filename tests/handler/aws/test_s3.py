"""The calls to AWS STS and Amazon S3, and what their errors mean."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.response import StreamingBody
from botocore.stub import Stubber

from cdk_personalize_handler.aws.s3 import S3, S3AsRole
from cdk_personalize_handler.lifecycle.ports import AccessDenied, Rejected, Retryable
from cdk_personalize_handler.preflight import Sample

ROLE = "arn:aws:iam::000000000000:role/personalize-import/Recommendations/import"
CREDENTIALS = {
    "AccessKeyId": "ASIA0000000000000000",
    "SecretAccessKey": "made up",
    "SessionToken": "also",
    "Expiration": datetime(2026, 1, 1, tzinfo=UTC),
}


def client(service: str) -> Any:
    return boto3.client(service, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")  # type: ignore[call-overload]


@pytest.fixture
def s3() -> Iterator[Any]:
    with Stubber(client("s3")) as stub:
        yield stub
        stub.assert_no_pending_responses()


@pytest.fixture
def objects(s3: Any) -> S3AsRole:
    return S3AsRole(s3.client)


def test_the_role_is_assumed_for_as_short_as_can_be_and_its_credentials_are_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[tuple[str, dict[str, str]]] = []

    with Stubber(sts := client("sts")) as stub:
        asked = {"RoleArn": ROLE, "RoleSessionName": "PersonalizeImportPreflight", "DurationSeconds": 900}
        stub.add_response("assume_role", {"Credentials": CREDENTIALS}, asked)

        def make(name: str, **more: Any) -> Any:
            made.append((name, more))
            return sts

        monkeypatch.setattr(boto3, "client", make)
        S3().as_role(ROLE)
    (_, _), (name, given) = made
    assert name == "s3"
    assert [given[f"aws_{key}"] for key in ("access_key_id", "secret_access_key", "session_token")] == [
        CREDENTIALS[key] for key in ("AccessKeyId", "SecretAccessKey", "SessionToken")
    ]


def test_a_role_that_does_not_trust_the_function_denies_access(monkeypatch: pytest.MonkeyPatch) -> None:
    with Stubber(sts := client("sts")) as stub:
        caller = "arn:aws:sts::000000000000:assumed-role/function/function"
        stub.add_client_error("assume_role", "AccessDenied", f"User: {caller} is not authorized to perform: sts:A")
        monkeypatch.setattr(boto3, "client", lambda *_, **__: sts)
        with pytest.raises(AccessDenied, match=r"^the function is not authorized to perform: sts:A"):
            S3().as_role(ROLE)


def page(*keys: str, **more: Any) -> dict[str, Any]:
    return {"Contents": [{"Key": key, "Size": 1} for key in keys], **more}


def test_pages_are_listed_one_by_one_as_they_are_needed(s3: Any, objects: S3AsRole) -> None:
    asked = {"Bucket": "lake", "Prefix": "a/", "Delimiter": "/", "OptionalObjectAttributes": ["RestoreStatus"]}
    s3.add_response("list_objects_v2", page("a/1", IsTruncated=True, NextContinuationToken="next"), asked)
    pages = iter(objects.pages("s3://lake/a/"))
    assert next(pages)["Contents"][0]["Key"] == "a/1"
    s3.assert_no_pending_responses()
    s3.add_response("list_objects_v2", page("a/2", IsTruncated=False), asked | {"ContinuationToken": "next"})
    assert next(pages)["Contents"][0]["Key"] == "a/2"
    assert next(pages, None) is None


def test_a_bucket_that_does_not_exist_has_no_objects(s3: Any, objects: S3AsRole) -> None:
    s3.add_client_error("list_objects_v2", "NoSuchBucket", "The specified bucket does not exist", 404)
    assert list(objects.pages("s3://nowhere/a/")) == []


@pytest.mark.parametrize(
    ("code", "http_status", "meaning"),
    [
        ("AccessDenied", 403, AccessDenied),
        ("SlowDown", 503, Retryable),
        ("InvalidRange", 416, Rejected),
    ],
)
def test_what_cannot_be_read_is_raised_in_the_words_of_the_service(
    s3: Any, objects: S3AsRole, code: str, http_status: int, meaning: type[Exception]
) -> None:
    s3.add_client_error("list_objects_v2", code, "its own words", http_status)
    s3.add_client_error("get_object", code, "its own words", http_status)
    with pytest.raises(meaning, match="its own words"):
        list(objects.pages("s3://lake/a/"))
    with pytest.raises(meaning, match="its own words"):
        objects.read_sample("s3://lake/a/", "a/1.csv", 10)


def test_a_denied_caller_is_named() -> None:
    words = (
        "User: arn:aws:sts::000000000000:assumed-role/import/PersonalizeImportPreflight is not authorized to perform: "
        "s3:ListBucket"
    )
    with Stubber(s3 := client("s3")) as stub:
        stub.add_client_error("list_objects_v2", "AccessDenied", words, 403)
        with pytest.raises(AccessDenied, match="assumed-role/import/"):
            list(S3AsRole(s3).pages("s3://lake/a/"))


def test_no_more_than_the_beginning_is_requested_or_read(s3: Any, objects: S3AsRole) -> None:
    raw = io.BytesIO(b"0123456789")
    body = StreamingBody(raw, 10)  # of a store that knows no ranges
    asked = {"Bucket": "lake", "Key": "a/1.csv", "Range": "bytes=0-3"}
    s3.add_response("get_object", {"Body": body, "ContentLength": 10}, asked)
    assert objects.read_sample("s3://lake/a/", "a/1.csv", 4) == Sample("a/1.csv", b"0123", is_whole=False)
    assert raw.closed


@pytest.mark.parametrize(("size", "is_whole"), [(4, False), (10, True), (11, True)])
def test_whether_an_object_is_whole_follows_from_the_response(
    s3: Any, objects: S3AsRole, size: int, is_whole: bool
) -> None:
    """A listing may be older than the object."""
    read = b"0123456789"[:size]
    answer = {"Body": StreamingBody(io.BytesIO(read), len(read)), "ContentRange": f"bytes 0-{len(read) - 1}/10"}
    s3.add_response("get_object", answer | {"ContentLength": len(read)})
    assert objects.read_sample("s3://lake/a/", "a/1.csv", size) == Sample("a/1.csv", read, is_whole=is_whole)


def test_an_object_in_an_archive_has_no_content(s3: Any, objects: S3AsRole) -> None:
    """Intelligent-Tiering may have archived what a listing shows like any other."""
    s3.add_client_error("get_object", "InvalidObjectState", "its own words", 403)
    assert objects.read_sample("s3://lake/a/", "a/1.csv", 4) == Sample("a/1.csv", None)


def test_an_unreachable_service_is_retryable(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: Any) -> Any:
        raise EndpointConnectionError(endpoint_url="https://s3.us-east-1.amazonaws.com")

    monkeypatch.setattr(s3.client, "get_object", fail)
    with pytest.raises(Retryable, match="Could not connect"):
        S3AsRole(s3.client).read_sample("s3://lake/a/", "a/1.csv", 4)
