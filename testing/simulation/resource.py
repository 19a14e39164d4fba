"""CloudFormation, as it treats one custom resource of a stack."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from testing import events
from testing.simulation.clients import client_error
from testing.simulation.response import Event, Response

_CLEANUPS = 3
"""CloudFormation tries to delete what an update has replaced three times, and goes on then (AWS Knowledge Center)."""


class SimulatedResource:
    """Asks for one thing at a time, and handles the response as CloudFormation does.

    A failed creation is followed by a Delete. An update, whether it failed or another resource did, is rolled back by
    an Update with the properties swapped. A new physical id is followed by a Delete of the old one. A resource that is
    cancelled during its creation is deleted under a generated id. What an update has replaced is deleted in
    passing: three times if need be, and then left behind.

    `puts_back_replaced` is what the rollback of an update does that went well and changed the physical id: it puts
    the old id back in its place and deletes the new one, or it asks for an Update like any other. The documentation can
    be read either way.

    `is_one_of_many` leaves it to the stack when an update is rolled back, and when what it replaced is deleted.
    """

    is_one_of_many = False

    def __init__(self, logical_id: str, now: Callable[[], float], deliver: Callable[[Event], None]) -> None:
        self.logical_id = logical_id
        self.physical_id: str | None = None
        self.properties: dict[str, Any] = {}
        self.puts_back_replaced = False
        self.requests: list[Event] = []
        self.pending: Event | None = None
        self.requested_at = 0.0
        self.responses: list[Response] = []
        self.is_rolling_back = False
        self.is_deleted = False
        self._now = now
        self._deliver = deliver
        self._before: tuple[str, dict[str, Any]] | None = None
        self._status = ""
        self._cleanups = 0

    @property
    def exists(self) -> bool:
        """Nothing is going on, and there is something to delete."""
        return self.physical_id is not None and self.pending is None

    @property
    def is_stable(self) -> bool:
        """The last operation went well, so that the resource may be updated."""
        return self.exists and self._status in ("CREATE_COMPLETE", "UPDATE_COMPLETE")

    @property
    def is_updated(self) -> bool:
        """An update of the resource has succeeded, while other resources may yet fail."""
        return self.is_stable and self._before is not None

    @property
    def rollback_has_failed(self) -> bool:
        """The resource is neither what it was nor what it was to become."""
        return self.exists and self.is_rolling_back and self._status == "UPDATE_FAILED"

    @property
    def may_be_given_up(self) -> bool:
        """A creation or an update is going on, which ends as soon as another resource fails."""
        return self._status in ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS") and not self.is_rolling_back

    @property
    def is_being_created(self) -> bool:
        """A creation is going on."""
        return self._status == "CREATE_IN_PROGRESS"

    def may_come_again(self, event: Event) -> bool:
        """Return whether an event is delivered another time; an older one is only after a Delete.

        That is a limit of the function: which of two Updates was made first shows in nothing that it can ask for.
        """
        return event is self.requests[-1] or self.requests[-1]["RequestType"] == "Delete"

    @property
    def is_created(self) -> bool:
        """The resource has been created, whatever is asked for it since."""
        return self._status not in ("", "CREATE_IN_PROGRESS", "CREATE_FAILED")

    @property
    def is_cleaning_up(self) -> bool:
        """What an update has replaced is being deleted, or what its rollback has."""
        return self.pending is not None and self.pending["RequestType"] == "Delete" and not self.is_being_deleted

    @property
    def is_being_deleted(self) -> bool:
        """The resource is being deleted for good, and not what an update has replaced."""
        return self._status == "DELETE_IN_PROGRESS"

    def create(self, properties: dict[str, Any]) -> None:
        """Create the resource."""
        self.properties = properties
        self._ask("Create", "CREATE_IN_PROGRESS", properties)

    def update(self, properties: dict[str, Any]) -> None:
        """Update the resource, after `clean_up` of the update before."""
        assert self.physical_id
        self._before = (self.physical_id, self.properties)
        self._ask("Update", "UPDATE_IN_PROGRESS", properties, self.physical_id, self.properties)

    def clean_up(self) -> None:
        """End an update that went well for all resources: delete what was replaced."""
        assert self._before
        (old_id, old_properties), self._before = self._before, None
        if old_id != self.physical_id:
            self._cleanups = 1
            self._ask("Delete", "UPDATE_COMPLETE", old_properties, old_id)
        elif not self.is_one_of_many:
            self.is_rolling_back = False

    def roll_back(self, **again: Any) -> None:
        """Undo an update, because another resource failed; `again` are old properties that have changed since."""
        assert self.physical_id
        assert self._before
        if self.puts_back_replaced and self._before[0] != self.physical_id:
            self._put_back()
        else:
            self._roll_back(self.physical_id, self.properties, **again)

    def _put_back(self) -> None:
        assert self.physical_id
        assert self._before
        new = self.physical_id, self.properties
        (self.physical_id, self.properties), self._before = self._before, new
        self.is_rolling_back, self._status = True, "UPDATE_COMPLETE"
        if not self.is_one_of_many:
            self.clean_up()

    def continue_rollback(self) -> None:
        """Try once more what has failed."""
        again = self.requests[-1]
        old, rejected = again["ResourceProperties"], again["OldResourceProperties"]
        self._ask("Update", "UPDATE_IN_PROGRESS", old, again["PhysicalResourceId"], rejected)

    def give_up(self) -> None:
        """Stop waiting for the creation or update that is going on, because another resource has failed."""
        assert self.pending
        if self.is_being_created:
            self.cancel_creation()
            self.delete()
        else:
            self._fail(self.pending["PhysicalResourceId"], self.pending["ResourceProperties"])

    def cancel_creation(self) -> None:
        """Stop waiting for a creation; when the stack is deleted, the Delete can be one of many, and come later."""
        self.physical_id = f"Recommendations-{self.logical_id}-1A2B3C4D5E6F"
        self.pending, self._status = None, "CREATE_FAILED"

    def delete(self) -> None:
        """Delete the resource."""
        assert self.physical_id
        self.is_rolling_back = False
        self._ask("Delete", "DELETE_IN_PROGRESS", self.properties, self.physical_id)

    def take(self, response: Response) -> None:
        """Take a response; one to a request that is no longer waited for is lost."""
        event = self.pending
        if event is None or event["RequestId"] != response.request_id:
            return
        self.responses.append(response)
        self.pending = None
        kind = event["RequestType"]
        if kind == "Delete":
            if self.is_being_deleted and response.succeeded:
                self.physical_id, self.is_deleted, self._status = None, True, "DELETE_COMPLETE"
            elif self.is_being_deleted:
                self._status = "DELETE_FAILED"
            elif not response.succeeded and self._cleanups < _CLEANUPS:
                self._cleanups += 1
                self._ask("Delete", self._status, event["ResourceProperties"], event["PhysicalResourceId"])
            elif self.is_rolling_back:
                self._end_rollback(response)
        elif response.succeeded:
            self._settle(event, response)
        elif kind == "Create":
            self.physical_id = response.physical_id
            self.delete()
        elif self.is_rolling_back:
            self._status = "UPDATE_FAILED"
        else:
            self._fail(event["PhysicalResourceId"], event["ResourceProperties"])

    def describe(self) -> Any:
        """Respond as `DescribeStackResource` does."""
        if self.is_deleted:
            raise client_error("ValidationError", "Resource does not exist for stack")
        touched = datetime.fromtimestamp(self.requested_at, UTC)
        detail = {
            "ResourceStatus": self._status,
            "LastUpdatedTimestamp": touched,
            "PhysicalResourceId": self.physical_id,
        }
        return {"StackResourceDetail": {name: value for name, value in detail.items() if value is not None}}

    def _end_rollback(self, response: Response) -> None:
        """CloudFormation takes no notice of a failure, but the data may not be what it was."""
        if not response.succeeded and self.puts_back_replaced:
            self._status = "CLEANUP_FAILED"
        if not self.is_one_of_many:
            self.is_rolling_back = False

    def _fail(self, physical_id: str, properties: dict[str, Any]) -> None:
        if self.is_one_of_many:
            self.pending, self._status = None, "UPDATE_FAILED"
            self.physical_id, self.properties = physical_id, properties
        else:
            self._roll_back(physical_id, properties)

    def _roll_back(self, physical_id: str, properties: dict[str, Any], **again: Any) -> None:
        assert self._before
        (self.physical_id, old_properties), self._before = self._before, None
        self.is_rolling_back = True
        self._ask("Update", "UPDATE_IN_PROGRESS", old_properties | again, physical_id, properties)

    def _settle(self, event: Event, response: Response) -> None:
        """The resource is now what the response says; after a rollback, what came in between is deleted."""
        replaced = event.get("PhysicalResourceId")
        self._status = f"{event['RequestType'].upper()}_COMPLETE"
        self.physical_id, self.properties = response.physical_id, event["ResourceProperties"]
        if self.is_rolling_back and self.is_one_of_many:
            self._before = (str(replaced), event["OldResourceProperties"])
        elif self.is_rolling_back:
            self._before = (str(replaced), event["OldResourceProperties"])
            self.clean_up()

    def _ask(
        self,
        kind: str,
        status: str,
        properties: dict[str, Any],
        physical_id: str | None = None,
        old_properties: dict[str, Any] | None = None,
    ) -> None:
        self._status, self.requested_at = status, self._now()
        event: Event = events.create(f"{self.logical_id}-{len(self.requests)}") | {
            "RequestType": kind,
            "LogicalResourceId": self.logical_id,
            "ResourceProperties": properties,
        }
        if physical_id:
            event["PhysicalResourceId"] = physical_id
        if old_properties is not None:
            event["OldResourceProperties"] = old_properties
        self.pending = event
        self.requests.append(event)
        self._deliver(event)
