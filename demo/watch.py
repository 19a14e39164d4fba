"""Looks at CloudFormation and Personalize again and again, and tells the view what has changed."""

from collections.abc import Iterable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from demo.changes import IMPORT, STACK, Change, EventTracker, ImportJobTracker
from demo.view import DONE, FAILED, SEEN, View
from local_aws import LocalAws

_GOING_ON = {
    (STACK, "CREATE_IN_PROGRESS"): "CloudFormation creates the stack",
    (IMPORT, "CREATE_IN_PROGRESS"): "the stack is held until its data has landed",
    (STACK, "CREATE_COMPLETE"): "the CDK CLI collects the outputs",
    (STACK, "ROLLBACK_COMPLETE"): "the CDK CLI collects what went wrong",
}


class Watch:
    """Follows one stack and all import jobs."""

    def __init__(self, aws: LocalAws, stack_name: str, view: View):
        self._cloudformation = aws.client("cloudformation")
        self._personalize = aws.client("personalize")
        self._stack_name = stack_name
        self._view = view
        self._events = EventTracker()
        self._jobs = ImportJobTracker()

    def look(self) -> None:
        """Tell what has changed since the last look, in the order in which it happened."""
        changes = [*self._events.changes(self._stack_events()), *self._jobs.changes(self._import_jobs())]
        for change in sorted(changes, key=lambda change: change.at):
            tell(change, self._view)

    def _stack_events(self) -> Iterable[Mapping[str, Any]]:
        pages = self._cloudformation.get_paginator("describe_stack_events").paginate(StackName=self._stack_name)
        try:
            return [event for page in pages for event in page["StackEvents"]]
        except ClientError as error:
            if error.response["Error"]["Code"] != "ValidationError":
                raise
            return []  # There is no such stack yet, or not any more.

    def _import_jobs(self) -> Iterable[Mapping[str, Any]]:
        pages = self._personalize.get_paginator("list_dataset_import_jobs").paginate()
        return [job for page in pages for job in page["datasetImportJobs"]]


def tell(change: Change, view: View) -> None:
    """Show a change as a line: the status, what has it, and why."""
    reason = f": {change.reason.splitlines()[0]}" if change.reason else ""
    view.line(f"{change.status:<18}  {change.kind} {change.name}{reason}", _mark(change.status))
    if going_on := _GOING_ON.get((change.kind, change.status)):
        view.doing(going_on)


def _mark(status: str) -> tuple[str, str]:
    if status.endswith("FAILED"):
        return FAILED
    return DONE if status in {"ACTIVE", "CREATE_COMPLETE"} else SEEN
