import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_handler.contract import constraints, job_names
from cdk_personalize_handler.contract.job_names import JobName
from testing import events

hashes = st.from_regex(r"[0-9a-f]{8}", fullmatch=True)


@given(st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,40}", fullmatch=True), hashes, hashes, hashes)
def test_a_generated_name_is_parsed_into_its_parts(prefix: str, owner: str, fingerprint: str, request: str) -> None:
    name = JobName(prefix=prefix, owner=owner, fingerprint=fingerprint, request=request)
    assert JobName.parse(str(name)) == name


@given(st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,35}", fullmatch=True), hashes, hashes, hashes)
def test_the_second_name_of_a_request_differs_in_the_request_only(
    prefix: str, owner: str, fingerprint: str, request: str
) -> None:
    first = JobName(prefix=prefix, owner=owner, fingerprint=fingerprint, request=request)
    second = JobName.parse(str(first.second()))
    assert second
    assert (second.prefix, second.owner, second.fingerprint) == (prefix, owner, fingerprint)
    assert second.request != request
    assert constraints.job_name(str(second), "JobName") == str(second)


def test_a_generated_name_is_the_same_in_every_version() -> None:
    name = JobName.generate(
        stack_id=events.STACK_ID,
        logical_id="InteractionsA486FAA2",
        owner="0c6718b2",
        fingerprint="08754ac4",
        request_id="request-1",
    )
    assert str(name) == "Recommendations-InteractionsA4-0c6718b2-08754ac4-6aa4ffd7"
    assert str(name.second()) == "Recommendations-InteractionsA4-0c6718b2-08754ac4-fea5b792"


@pytest.mark.parametrize(
    "name",
    [
        "nightly",
        "nightly-0c6718b2-08754ac4",
        "-0c6718b2-08754ac4-38a80237",
        "nightly-0c6718b2-08754ac4-38a80237-2",
        "nightly-0c6718b2-08754ac4-38A80237",
    ],
)
def test_an_explicit_name_has_no_parts(name: str) -> None:
    assert JobName.parse(name) is None


@pytest.mark.parametrize(
    ("name", "is_owned"),
    [
        ("Recommendations-Items-0c6718b2-08754ac4-38a80237", True),
        ("Recommendations-Items-08754ac4-0c6718b2-38a80237", False),
        ("Recommendations-0c6718b2-Items-08754ac4-08754ac4-38a80237", False),
        ("nightly-0c6718b2-08754ac4", False),
        ("weekly", True),
        ("monthly", True),
        ("daily", False),
    ],
)
def test_a_job_is_owned_by_the_owner_in_its_name_or_where_its_name_or_arn_is_known(name: str, is_owned: bool) -> None:
    known = (None, "weekly", job_names.arn("monthly", events.DATASET_ARN))
    assert job_names.is_owned(job_names.arn(name, events.DATASET_ARN), "0c6718b2", known) is is_owned
