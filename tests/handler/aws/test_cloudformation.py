from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from cdk_personalize_handler.aws.cloudformation import CloudFormation
from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.ports import Retryable
from cdk_personalize_handler.lifecycle.request import ImportRequest, parse_request
from testing import events

REQUESTED_AT = 1_800_000_000.0
STATUS = {"LogicalResourceId": "InteractionsA486FAA2", "ResourceType": "Custom::PersonalizeDatasetImportJob"}


def request(kind: str) -> ImportRequest:
    event = events.create() if kind == "Create" else events.update("arn", events.create(), DataVersion="2")
    parsed = parse_request(event)
    assert isinstance(parsed, ImportRequest)
    return parsed


def answers(kind: str, status: str, touched_after: float) -> tuple[bool, bool]:
    """Whether CloudFormation waits for the request, and whether it is at work on the resource."""
    touched = datetime.fromtimestamp(REQUESTED_AT + touched_after, UTC)
    detail: Any = STATUS | {"ResourceStatus": status, "LastUpdatedTimestamp": touched}
    client = boto3.client("cloudformation", region_name="us-east-1")
    with Stubber(client) as stubber:
        asked = {"StackName": events.STACK_ID, "LogicalResourceId": "InteractionsA486FAA2"}
        for _ in range(2):
            stubber.add_response("describe_stack_resource", {"StackResourceDetail": detail}, asked)
        stack = CloudFormation(lambda: client)
        return stack.is_waiting_for(request(kind), REQUESTED_AT), stack.is_in_progress(request(kind))


@pytest.mark.parametrize(
    ("kind", "status", "touched_after", "waiting", "at_work"),
    [
        ("Create", "CREATE_IN_PROGRESS", -1, True, True),
        ("Create", "CREATE_IN_PROGRESS", 60, False, True),
        ("Create", "CREATE_FAILED", -1, False, False),
        ("Create", "DELETE_IN_PROGRESS", 60, False, False),
        ("Create", "DELETE_COMPLETE", 60, False, False),
        ("Update", "UPDATE_IN_PROGRESS", -1, True, True),
        ("Update", "UPDATE_IN_PROGRESS", 2, True, True),
        ("Update", "UPDATE_IN_PROGRESS", 60, False, True),
        ("Update", "UPDATE_FAILED", 60, False, False),
    ],
)
def test_a_resource_is_waited_for_until_cloudformation_has_turned_to_something_else(
    kind: str, status: str, touched_after: float, waiting: bool, at_work: bool
) -> None:
    assert answers(kind, status, touched_after) == (waiting, at_work)


@pytest.mark.parametrize(
    ("code", "waiting"), [("ValidationError", False), ("AccessDenied", True), ("Throttling", Retryable)]
)
def test_a_missing_resource_is_cancelled_and_a_denied_one_is_not(code: str, waiting: Any) -> None:
    client = boto3.client("cloudformation", region_name="us-east-1")
    with Stubber(client) as stubber:
        stubber.add_client_error("describe_stack_resource", code, "its own words", 400)
        if waiting is Retryable:
            with pytest.raises(Retryable):
                CloudFormation(lambda: client).is_waiting_for(request("Create"), REQUESTED_AT)
        else:
            assert CloudFormation(lambda: client).is_waiting_for(request("Create"), REQUESTED_AT) is waiting


def in_status(status: str, resource: Any = None) -> CloudFormation:
    """A stack in a status, which is asked for first, and then a resource of it."""
    client = boto3.client("cloudformation", region_name="us-east-1")
    stack: Any = {"StackName": "Recommendations", "CreationTime": datetime.now(UTC), "StackStatus": status}
    stubber = Stubber(client)
    stubber.add_response("describe_stacks", {"Stacks": [stack]}, {"StackName": events.STACK_ID})
    if resource:
        asked = {"StackName": events.STACK_ID, "LogicalResourceId": "InteractionsA486FAA2"}
        stubber.add_response("describe_stack_resource", {"StackResourceDetail": resource}, asked)
    stubber.activate()
    return CloudFormation(lambda: client)


@pytest.mark.parametrize(
    ("status", "rolling_back"), [("UPDATE_IN_PROGRESS", False), ("UPDATE_ROLLBACK_IN_PROGRESS", True)]
)
def test_a_rollback_shows_in_the_status_of_the_stack(status: str, rolling_back: bool) -> None:
    assert in_status(status).is_rolling_back(events.STACK_ID) is rolling_back


@pytest.mark.parametrize(
    ("status", "cleaning_up"),
    [
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", True),
        ("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", True),
        ("UPDATE_ROLLBACK_IN_PROGRESS", True),
        ("ROLLBACK_IN_PROGRESS", False),
        ("DELETE_IN_PROGRESS", False),
    ],
)
def test_the_deletion_of_a_stack_differs_from_the_clean_up_of_an_update(status: str, cleaning_up: bool) -> None:
    assert in_status(status).is_cleaning_up(events.STACK_ID) is cleaning_up


@pytest.mark.parametrize(
    ("stack_status", "current", "put_back"),
    [
        ("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "the-old-id", "the-old-id"),
        ("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "the-deleted-id", None),
        ("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", None, None),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "the-new-id", None),
        ("UPDATE_ROLLBACK_COMPLETE", "the-old-id", None),
        ("UPDATE_ROLLBACK_FAILED", "the-old-id", None),
        ("ROLLBACK_IN_PROGRESS", "the-old-id", None),
        ("DELETE_IN_PROGRESS", "the-old-id", None),
    ],
)
def test_a_rollback_that_only_deletes_shows_in_the_restored_physical_id(
    stack_status: str, current: str | None, put_back: str | None
) -> None:
    delete = parse_request(events.delete("the-deleted-id"))
    assert isinstance(delete, DeleteRequest)
    detail: Any = STATUS | {"ResourceStatus": "UPDATE_COMPLETE", "LastUpdatedTimestamp": datetime.now(UTC)}
    if current:
        detail |= {"PhysicalResourceId": current}
    assert in_status(stack_status, detail).restored_physical_id(delete) == put_back
