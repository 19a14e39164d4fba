"""Each thing that an import needs is asked for, and without it nothing is read."""

from collections.abc import Iterable

import pytest

from local_aws.personalize import ObjectError
from local_aws.personalize.authorization import PERSONALIZE, Permission
from local_aws.personalize.data_access import assume_role
from local_aws.personalize.objects import AWS_MANAGED_KEY, INVALID_LOCATION, MemoryObjects, Objects, StoredObject
from tests.local_aws.service_fixture import ROLE, World, items

JOB = "arn:aws:personalize:us-east-1:000000000000:dataset-import-job/job"
BUCKET_ARN = "arn:aws:s3:::lake"
BUCKET_KEY, OBJECT_KEY = (f"arn:aws:kms:us-east-1:000000000000:key/{name}" for name in ("bucket", "object"))
KEY_ACTIONS = ["kms:Decrypt", "kms:DescribeKey"]
GUIDE = "https://docs.aws.amazon.com/personalize/latest/dg/granting-personalize-s3-access.html"

Right = tuple[str, str, str]


class Granted:
    """An account that grants everything but one thing, and remembers what it was asked for."""

    def __init__(self, missing: Right | None = None) -> None:
        self.missing = missing
        self.asked: list[tuple[Right, dict[str, str | list[str]]]] = []

    def __call__(self, principal: str, permission: Permission) -> bool:
        right = (principal, permission.action, permission.resource)
        self.asked.append((right, permission.context))
        return right != self.missing


class Store(MemoryObjects):
    """Two files in a folder of an encrypted bucket, one with a key of its own; what is read is remembered."""

    def __init__(self) -> None:
        super().__init__({("lake", "items/1.csv"): items("a"), ("lake", "items/2.csv"): items("b")})
        self.encryption_keys = {("lake", None): BUCKET_KEY, ("lake", "items/2.csv"): OBJECT_KEY}
        self.read: list[str] = []

    def list(self, bucket: str, prefix: str) -> list[StoredObject]:
        self.read.append(prefix)
        return super().list(bucket, prefix)

    def open(self, bucket: str, key: str) -> Iterable[bytes]:
        self.read.append(key)
        return super().open(bucket, key)


def read_all(objects: Objects) -> None:
    for each in objects.list("lake", "items/"):
        list(objects.open("lake", each.key))


def both(action: str, resource: str, key: str | None = None) -> list[Right]:
    """What is needed for a request, first by the role."""
    needed = [(action, resource), *((key_action, key) for key_action in KEY_ACTIONS if key)]
    return [(principal, *each) for principal in (ROLE, PERSONALIZE) for each in needed]


LISTING = both("s3:ListBucket", BUCKET_ARN, BUCKET_KEY)
FIRST_FILE = both("s3:GetObject", f"{BUCKET_ARN}/items/1.csv")
SECOND_FILE = both("s3:GetObject", f"{BUCKET_ARN}/items/2.csv", OBJECT_KEY)
ASSUMPTION = (PERSONALIZE, "sts:AssumeRole", ROLE)


def test_exactly_the_needed_permissions_are_checked_in_the_order_of_their_use() -> None:
    granted, store = Granted(), Store()
    read_all(assume_role(store, granted, JOB, ROLE))
    assert [right for right, _ in granted.asked] == [ASSUMPTION, *LISTING, *FIRST_FILE, *SECOND_FILE]
    assert store.read == ["items/", "items/1.csv", "items/2.csv"]
    contexts = {right: context for right, context in granted.asked if context}
    assert contexts == {
        ASSUMPTION: {"aws:SourceAccount": "000000000000", "aws:SourceArn": JOB},
        **{right: {"s3:prefix": "items/"} for right in both("s3:ListBucket", BUCKET_ARN)},
    }


@pytest.mark.parametrize(
    ("missing", "read"),
    [
        *[(right, []) for right in LISTING],
        *[(right, ["items/"]) for right in FIRST_FILE],
        *[(right, ["items/", "items/1.csv"]) for right in SECOND_FILE],
    ],
)
def test_without_one_permission_nothing_more_is_read_and_the_log_names_it(
    missing: Right, read: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    store = Store()
    with pytest.raises(ObjectError) as caught:
        read_all(assume_role(store, Granted(missing), JOB, ROLE))
    assert store.read == read
    principal, action, resource = missing
    remedies = {
        ROLE: " and ensure your role is configured correctly.",
        PERSONALIZE: "#attach-bucket-policy and fix bucket policy on lake.",
    }
    assert str(caught.value) == (
        f"Insufficient privileges for accessing data in S3. Please look at {GUIDE}{remedies[principal]}"
    )
    (line,) = caplog.messages
    context = " (s3:prefix = items/)" if action == "s3:ListBucket" else ""
    assert line == f"{JOB}: {principal} lacks {action} on {resource}{context}"


def test_a_role_that_cannot_be_assumed_is_named(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ObjectError, match=f"could not assume the role {ROLE}"):
        assume_role(Store(), Granted(ASSUMPTION), JOB, ROLE)
    (line,) = caplog.messages
    assert line.startswith(f"{JOB}: {PERSONALIZE} lacks sts:AssumeRole on {ROLE} (aws:SourceAccount = 000000000000, ")


def test_the_key_that_aws_manages_is_closed_to_the_service_whatever_the_policies_say() -> None:
    store = Store()
    store.encryption_keys = {("lake", "items/1.csv"): AWS_MANAGED_KEY}
    with pytest.raises(ObjectError, match="fix bucket policy on lake"):
        read_all(assume_role(store, Granted(), JOB, ROLE))
    assert store.read == ["items/"]


def test_a_bucket_that_does_not_exist_is_an_invalid_location_whoever_may_read_it() -> None:
    class Nowhere(Store):
        def encryption_key(self, bucket: str, key: str | None = None) -> str | None:  # noqa: ARG002
            raise ObjectError(INVALID_LOCATION)

    with pytest.raises(ObjectError, match=INVALID_LOCATION):
        read_all(assume_role(Nowhere(), Granted(LISTING[0]), JOB, ROLE))


def test_a_file_is_listed_by_its_whole_key() -> None:
    granted = Granted()
    world = World(granted)
    world.landed(world.dataset())
    assert ((ROLE, "s3:ListBucket", BUCKET_ARN), {"s3:prefix": "interactions.csv"}) in granted.asked
