"""Guards the internals of ministack that evaluate policies, with resources that ministack itself has made."""

from collections.abc import Iterator
from typing import Any

import pytest

from local_aws.ministack import iam_evaluator
from local_aws.personalize.authorization import PERSONALIZE, Permission
from local_aws.personalize.data_access import assumption
from tests.local_aws.ministack.ministack_account import ACCOUNT, ROLE, SERVICE, Account, allow, deny


@pytest.fixture
def account() -> Iterator[Account]:
    account = Account()
    yield account
    account.reset()


READ = allow("s3:GetObject", "arn:aws:s3:::lake/*")
ADMIT_ROLE = READ | {"Principal": {"AWS": ROLE}}
ADMIT_SERVICE = READ | {"Principal": SERVICE}


def test_everything_is_denied_by_default(account: Account) -> None:
    for principal in (ROLE, PERSONALIZE):
        assert not account.may_read(principal)
        assert not account.may_decrypt(principal)


def test_a_role_has_what_its_own_policies_give_it(account: Account) -> None:
    account.grant(READ)
    assert account.may_read(ROLE)
    assert not account.may_read(PERSONALIZE)
    account.grant(allow("s3:GetObject", "arn:aws:s3:::elsewhere/*"))
    assert not account.may_read(ROLE)
    account.attach(READ)
    assert account.may_read(ROLE)


def test_a_role_of_the_same_name_under_another_path_has_nothing(account: Account) -> None:
    account.grant(READ)
    assert not account.may_read(ROLE.replace("/data/", "/"))


def test_a_bucket_policy_can_allow_a_role_by_itself(account: Account) -> None:
    account.set_bucket_policy(ADMIT_ROLE)
    assert account.may_read(ROLE)


@pytest.mark.parametrize("granted", ["by itself", "by the bucket"])
def test_a_permissions_boundary_limits_what_a_role_has(account: Account, granted: str) -> None:
    if granted == "by itself":
        account.grant(READ)
    else:
        account.set_bucket_policy(ADMIT_ROLE)
    account.limit(allow("kms:*"))
    assert not account.may_read(ROLE)


def test_a_role_needs_the_prefix_that_its_policy_asks_for(account: Account) -> None:
    account.grant(allow("s3:ListBucket", Condition={"StringLike": {"S3:Prefix": "items/*"}}))
    for prefix, may in {"items/": True, "items/1.csv": True, "items": False, "users/": False}.items():
        listing = Permission("s3:ListBucket", "arn:aws:s3:::lake", {"s3:prefix": prefix})
        assert iam_evaluator.allows(ROLE, listing) is may


def test_a_service_has_what_the_bucket_policy_gives_it_and_nothing_of_a_role(account: Account) -> None:
    account.set_bucket_policy(ADMIT_SERVICE)
    assert account.may_read(PERSONALIZE)
    assert not account.may_read("forecast.amazonaws.com")
    assert not account.may_read(ROLE)


@pytest.mark.parametrize(
    ("condition", "role_may", "service_may"),
    [
        ({"Bool": {"aws:SecureTransport": "false"}}, True, True),
        ({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}, False, False),
        ({"StringNotEqualsIfExists": {"aws:SourceVpc": "vpc-1"}}, False, False),
        ({"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, False, False),
        ({"StringNotEquals": {"aws:PrincipalAccount": ACCOUNT}}, True, False),
        ({"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}, False, False),
        ({"ArnNotEquals": {"aws:PrincipalArn": ROLE}}, True, False),
        ({"ArnEquals": {"aws:PrincipalArn": ROLE}}, False, True),
        ({"StringNotEquals": {"aws:PrincipalTag/team": "search"}}, True, False),
        ({"Bool": {"aws:PrincipalIsAWSService": "true"}}, True, False),
        ({"Bool": {"aws:PrincipalIsAWSService": "false"}}, False, True),
        ({"StringEquals": {"aws:PrincipalServiceName": PERSONALIZE}}, True, False),
    ],
)
def test_an_explicit_deny_in_the_bucket_policy_wins(
    account: Account, condition: dict[str, Any], role_may: bool, service_may: bool
) -> None:
    account.grant(READ)
    account.set_bucket_policy(ADMIT_SERVICE, deny("s3:*", Condition=condition))
    assert (account.may_read(ROLE), account.may_read(PERSONALIZE)) == (role_may, service_may)


@pytest.mark.parametrize("key", ["aws:SourceAccount", "aws:SourceArn", "aws:SourceVpce"])
def test_reads_of_the_service_do_not_say_for_whom_or_from_where(account: Account, key: str) -> None:
    account.set_bucket_policy(ADMIT_SERVICE | {"Condition": {"StringLike": {key: "*"}}})
    assert not account.may_read(PERSONALIZE)


def test_a_key_policy_must_allow_a_role_or_delegate_to_the_account(account: Account) -> None:
    use_key = allow("kms:Decrypt")
    account.grant(use_key)
    assert not account.may_decrypt(ROLE)
    account.set_key_policy(use_key | {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}})
    assert account.may_decrypt(ROLE)
    account.grant(READ)
    assert not account.may_decrypt(ROLE)
    account.set_key_policy(use_key | {"Principal": {"AWS": ROLE}})
    assert account.may_decrypt(ROLE)
    assert not account.may_decrypt(PERSONALIZE)
    account.set_key_policy(use_key | {"Principal": SERVICE})
    assert account.may_decrypt(PERSONALIZE)


def test_a_missing_resource_allows_nobody(account: Account) -> None:
    account.grant(allow("*"))
    assert account.may_read(ROLE)
    for action, resource in (
        ("s3:GetObject", "arn:aws:s3:::none/items.csv"),
        ("kms:Decrypt", account.key[:-1]),
        ("sts:AssumeRole", f"{ROLE}2"),
    ):
        assert not iam_evaluator.allows(ROLE, Permission(action, resource, {}))
        assert not iam_evaluator.allows(PERSONALIZE, Permission(action, resource, {}))


@pytest.mark.usefixtures("account")
def test_the_service_assumes_a_role_that_trusts_it() -> None:
    job = f"arn:aws:personalize:us-east-1:{ACCOUNT}:dataset-import-job/job"
    assert iam_evaluator.allows(PERSONALIZE, assumption(ROLE, job))
    assert not iam_evaluator.allows("forecast.amazonaws.com", assumption(ROLE, job))
