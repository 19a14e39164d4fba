"""`DescribeStackResource` answers while a resource is being created, updated or deleted, as in CloudFormation.

ministack knows a resource only once it has been created, and its status only as of the last operation that ended. The
stack's events tell more. When the rollback of an update deletes what had replaced a resource, that is the old one
again.
"""

from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from ministack.services import cloudformation

Answer = tuple[int, dict[str, str], bytes]

# ministack's functions have no types.
handlers: Any = cloudformation.handlers
helpers: Any = cloudformation.helpers
stack_events: Any = cloudformation._stack_events

_ACTION = "DescribeStackResource"
_CLEANUP_OF_ROLLBACK = "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"
_put_back: dict[str, dict[str, str]] = {}
_describe_ended: Callable[[Any], Answer] = handlers._describe_stack_resource


def install() -> None:
    """Put this in the place of ministack's own handler."""
    handlers._ACTION_HANDLERS[_ACTION] = _describe


def note_rollback(stack_id: str, previous: dict[str, Any]) -> None:
    """Remember the physical ids that a stack's resources had before the update that is rolled back."""
    _put_back[stack_id] = {name: resource["PhysicalResourceId"] for name, resource in previous.items()}


def _describe(parameters: Any) -> Answer:
    stack = handlers._resolve_stack(helpers._p(parameters, "StackName"))
    events = stack_events.get(stack["StackId"], []) if stack else []
    logical_id = helpers._p(parameters, "LogicalResourceId")
    mine = [event for event in events if event["LogicalResourceId"] == logical_id]
    if not stack or not mine:
        return _describe_ended(parameters)
    names = ("LogicalResourceId", "PhysicalResourceId", "ResourceType", "ResourceStatus", "ResourceStatusReason")
    fields = {name: mine[-1][name] for name in names if mine[-1][name]} | {
        "LastUpdatedTimestamp": mine[-1]["Timestamp"],
        "StackName": stack["StackName"],
        "StackId": stack["StackId"],
    }
    if stack["StackStatus"] == _CLEANUP_OF_ROLLBACK and logical_id in _put_back.get(stack["StackId"], {}):
        physical_id = _put_back[stack["StackId"]][logical_id]
        fields |= {"PhysicalResourceId": physical_id, "ResourceStatus": "UPDATE_COMPLETE"}
    detail = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
    result = f"<{_ACTION}Result><StackResourceDetail>{detail}</StackResourceDetail></{_ACTION}Result>"
    answer: Answer = helpers._xml(200, f"{_ACTION}Response", result)
    return answer
