"""The only caller of CloudFormation."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import boto3

from cdk_personalize_handler.aws.errors import CLIENT_CONFIG, translated_errors
from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.ports import AccessDenied, Rejected
from cdk_personalize_handler.lifecycle.request import ImportRequest, Request

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cloudformation.type_defs import StackResourceDetailTypeDef

_CLOCKS_DIFFER_BY = timedelta(seconds=5)


def create_client() -> "CloudFormationClient":
    """Connect to the service in the function's Region."""
    return boto3.client("cloudformation", config=CLIENT_CONFIG)


class CloudFormation:
    """CloudFormation as `ports.StackService`. It connects at the first call, which few requests need."""

    def __init__(self, connect: "Callable[[], CloudFormationClient]") -> None:
        self._connect = connect

    @cached_property
    def _client(self) -> "CloudFormationClient":
        return self._connect()

    def is_waiting_for(self, request: ImportRequest, since: float) -> bool:
        """Return whether CloudFormation waits for the response to a request made at `since`, seconds of the epoch.

        It does while the resource is being created or updated and has not been updated since: a rollback is another
        update, and the next deployment can be another creation. A missing resource means a cancelled request; a denied
        call does not.
        """
        requested_at = datetime.fromtimestamp(since, UTC)
        return self._is_in_progress_until(request, updated_until=requested_at + _CLOCKS_DIFFER_BY)

    def is_in_progress(self, request: ImportRequest) -> bool:
        """Return whether the resource is being created or updated, by this request or a later one.

        `LastUpdatedTimestamp` does not count, since CloudFormation can change it in the middle of a wait.
        """
        return self._is_in_progress_until(request, updated_until=datetime.max.replace(tzinfo=UTC))

    def _is_in_progress_until(self, request: ImportRequest, updated_until: datetime) -> bool:
        try:
            resource = self._describe(request)
        except AccessDenied:
            return True
        except Rejected:
            return False
        is_in_progress = resource["ResourceStatus"] in ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS")
        return is_in_progress and resource["LastUpdatedTimestamp"] <= updated_until

    def last_updated_at(self, request: ImportRequest) -> float | None:
        """Return when CloudFormation last updated the resource, in seconds of the epoch; None if that is unknown."""
        try:
            return self._describe(request)["LastUpdatedTimestamp"].timestamp()
        except Rejected:
            return None

    def is_rolling_back(self, stack_id: str) -> bool:
        """Return whether the stack is on its way back to what it was before an update."""
        return "ROLLBACK" in self._status_of(stack_id)

    def is_cleaning_up(self, stack_id: str) -> bool:
        """Return whether the stack deletes only what an update, or its rollback, no longer needs.

        CloudFormation tries such a deletion three times, and leaves the resource behind if it fails.
        """
        return self._status_of(stack_id).startswith("UPDATE")

    def restored_physical_id(self, request: DeleteRequest) -> str | None:
        """Return the physical ID that the rollback of an update restored in place of the one that is deleted.

        CloudFormation treats an update that changes the physical ID as a replacement. It can roll one back without an
        Update: it then only deletes the new resource, when the rollback is complete. If describing the stack is denied,
        there is no such ID, because a deletion must not depend on that permission.
        """
        try:
            status = self._status_of(request.stack_id)
            if not (status.startswith("UPDATE_ROLLBACK") and status.endswith("IN_PROGRESS")):
                return None
            current = self._describe(request).get("PhysicalResourceId")
        except Rejected:
            return None
        return None if current == request.physical_id else current

    def _status_of(self, stack_id: str) -> str:
        with translated_errors():
            (stack,) = self._client.describe_stacks(StackName=stack_id)["Stacks"]
        return stack["StackStatus"]

    def _describe(self, request: Request) -> "StackResourceDetailTypeDef":
        with translated_errors():
            response = self._client.describe_stack_resource(
                StackName=request.stack_id, LogicalResourceId=request.logical_id
            )
        return response["StackResourceDetail"]
