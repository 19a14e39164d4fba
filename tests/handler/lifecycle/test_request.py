from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.request import ImportRequest, parse_request
from testing import events


def parse(event: dict[str, object]) -> ImportRequest:
    parsed = parse_request(event)
    assert isinstance(parsed, ImportRequest)
    return parsed


@given(
    st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,127}", fullmatch=True), st.from_regex(r"[A-Za-z0-9]{1,255}", fullmatch=True)
)
def test_a_generated_name_is_valid_whatever_the_stack_and_the_resource_are_called(stack: str, logical_id: str) -> None:
    event = events.create() | {
        "StackId": f"arn:aws:cloudformation:us-east-1:000000000000:stack/{stack}/guid",
        "LogicalResourceId": logical_id,
    }
    name = parse(event).generated_job_arn.rpartition("/")[2]
    assert constraints.job_name(name, "JobName") == name


def test_a_repeated_event_has_the_same_name_and_every_other_request_another() -> None:
    first = parse(events.create())
    assert parse(events.create()).job_arn == first.job_arn
    others = [
        parse(events.create("request-9")),
        parse(events.create() | {"LogicalResourceId": "Other"}),
        parse(events.create() | {"StackId": events.STACK_ID.replace("5d5e", "6d5e")}),
        parse(events.create(DataVersion="2")),
    ]
    assert len({request.job_arn for request in [first, *others]}) == 5


def test_the_arn_is_known_before_the_job_is_started() -> None:
    event = events.create(JobName="nightly", DatasetArn=events.DATASET_ARN.replace("arn:aws:", "arn:aws-cn:"))
    assert parse(event).job_arn == "arn:aws-cn:personalize:us-east-1:000000000000:dataset-import-job/nightly"


@pytest.mark.parametrize(
    ("change", "changes_data"),
    [
        ({}, False),
        ({"Timeout": "600"}, False),
        ({"Tags": [{"Key": "team", "Value": "search"}]}, False),
        ({"RoleArn": "arn:aws:iam::000000000000:role/other"}, False),
        ({"PublishAttributionMetricsToS3": "true"}, False),
        ({"ServiceToken": "arn:aws:lambda:other"}, False),
        ({"ImportMode": None}, False),
        ({"ImportMode": "INCREMENTAL"}, True),
        ({"DataVersion": "2"}, True),
        ({"DataSource": {"DataLocation": "s3://lake/newer.csv"}}, True),
        ({"DatasetArn": events.DATASET_ARN.replace("movies", "books")}, True),
        ({"JobName": "nightly"}, True),
    ],
)
def test_an_update_imports_only_if_it_changes_what_the_data_is(change: dict[str, Any], changes_data: bool) -> None:
    old = events.create()
    update = parse(events.update("arn:old", old, **change))
    assert update.changes_data is changes_data
    assert (update.expected_physical_id == "arn:old") is not changes_data


def test_old_properties_are_compared_in_whatever_format_they_come() -> None:
    old = {"ResourceProperties": {"DataSource": "s3://lake/interactions.csv", "Unknown": ["x"]}}
    assert parse(events.update("arn:old", old)).changes_data


@pytest.mark.parametrize(
    "properties",
    [{}, {"DatasetArn": ["not a string"]}, {"Unknown": "x", "DatasetArn": "?"}, {"ServiceTimeout": "soon"}],
)
def test_a_delete_is_read_whatever_its_properties_are(properties: dict[str, object]) -> None:
    event = events.delete("some-id") | {"ResourceProperties": properties}
    assert isinstance(parse_request(event), DeleteRequest)


def test_a_delete_with_a_generated_physical_id_owns_the_jobs_of_its_resource_and_no_others() -> None:
    delete = parse_request(events.delete("Recommendations-InteractionsA486FAA2-1A2B3C"))
    assert isinstance(delete, DeleteRequest)
    assert delete.owns(parse(events.create()).job_arn)
    assert not delete.owns(parse(events.create() | {"LogicalResourceId": "Items5C12978B"}).job_arn)
