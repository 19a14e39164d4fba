"""The progress of a deployment: what changes in CloudFormation and Amazon Personalize, as lines of the view."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from cdk_personalize_handler.contract import properties as contract
from demo.view import DONE, FAILED, SEEN, View
from local_aws import LocalAws

IMPORT = contract.RESOURCE_TYPE
STACK = "AWS::CloudFormation::Stack"
SOLUTION = "AWS::Personalize::Solution"
IMPORT_JOB = "import job"

_NEXT_STEPS = {
    (STACK, "CREATE_IN_PROGRESS"): "CloudFormation is creating the stack",
    (IMPORT, "CREATE_IN_PROGRESS"): "the stack waits until its data has landed",
    (STACK, "CREATE_COMPLETE"): "the CDK CLI is collecting the outputs",
    (STACK, "ROLLBACK_COMPLETE"): "the CDK CLI is collecting the errors",
}


@dataclass(frozen=True)
class Change:
    """A new status; `at` is the time of the service, `kind` is a resource type or `IMPORT_JOB`."""

    at: datetime
    kind: str
    name: str
    status: str
    reason: str = ""


class EventTracker:
    """New events of a stack: of the stack, its imports and the solution, and all failures."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def changes(self, events: Iterable[Mapping[str, Any]]) -> list[Change]:
        """Return the new events of a DescribeStackEvents response (newest first), oldest first."""
        new = [event for event in events if event["EventId"] not in self._seen]
        self._seen.update(event["EventId"] for event in new)
        return [
            Change(
                event["Timestamp"],
                event["ResourceType"],
                event["LogicalResourceId"],
                event["ResourceStatus"],
                event.get("ResourceStatusReason") or "",
            )
            for event in reversed(new)
            if event["ResourceType"] in {STACK, IMPORT, SOLUTION} or event["ResourceStatus"].endswith("FAILED")
        ]


class ImportJobTracker:
    """Status changes of dataset import jobs."""

    def __init__(self) -> None:
        self._statuses: dict[str, str] = {}

    def changes(self, jobs: Iterable[Mapping[str, Any]]) -> list[Change]:
        """Return the jobs of a ListDatasetImportJobs response whose status has changed."""
        changed = [job for job in jobs if self._statuses.get(job["datasetImportJobArn"]) != job["status"]]
        self._statuses |= {job["datasetImportJobArn"]: job["status"] for job in changed}
        return [
            Change(
                job["lastUpdatedDateTime"],
                IMPORT_JOB,
                job["datasetImportJobArn"],
                job["status"],
                job.get("failureReason", ""),
            )
            for job in changed
        ]


class Progress:
    """Shows the changes of one stack and of all import jobs."""

    def __init__(self, aws: LocalAws, stack_name: str, view: View):
        self._cloudformation = aws.client("cloudformation")
        self._personalize = aws.client("personalize")
        self._stack_name = stack_name
        self._view = view
        self._events = EventTracker()
        self._jobs = ImportJobTracker()

    def update(self) -> None:
        """Show the changes since the last update, oldest first."""
        changes = [*self._events.changes(self._stack_events()), *self._jobs.changes(self._import_jobs())]
        for change in sorted(changes, key=lambda change: change.at):
            show(change, self._view)

    def _stack_events(self) -> Iterable[Mapping[str, Any]]:
        pages = self._cloudformation.get_paginator("describe_stack_events").paginate(StackName=self._stack_name)
        try:
            return [event for page in pages for event in page["StackEvents"]]
        except ClientError as error:
            if error.response["Error"]["Code"] != "ValidationError":
                raise
            return []  # The stack does not exist yet, or no longer.

    def _import_jobs(self) -> Iterable[Mapping[str, Any]]:
        pages = self._personalize.get_paginator("list_dataset_import_jobs").paginate()
        return [job for page in pages for job in page["datasetImportJobs"]]


def show(change: Change, view: View) -> None:
    """Show a change as a line: status, resource and reason."""
    reason = f": {change.reason.splitlines()[0]}" if change.reason else ""
    view.line(f"{change.status:<18}  {change.kind} {change.name}{reason}", _mark(change.status))
    if next_step := _NEXT_STEPS.get((change.kind, change.status)):
        view.doing(next_step)


def _mark(status: str) -> tuple[str, str]:
    if status.endswith("FAILED"):
        return FAILED
    return DONE if status in {"ACTIVE", "CREATE_COMPLETE"} else SEEN
