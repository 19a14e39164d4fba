"""What has changed between two looks at CloudFormation and Personalize: only what was seen, each thing once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cdk_personalize_handler.contract import properties as contract

IMPORT = contract.RESOURCE_TYPE
STACK = "AWS::CloudFormation::Stack"
SOLUTION = "AWS::Personalize::Solution"
IMPORT_JOB = "import job"


@dataclass(frozen=True)
class Change:
    """Something has a new status; `at` is the service's own time, `kind` a resource type or `IMPORT_JOB`."""

    at: datetime
    kind: str
    name: str
    status: str
    reason: str = ""


class EventTracker:
    """Follows a stack's events: the stack, its imports, the solution, and whatever fails."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def changes(self, events: Iterable[Mapping[str, Any]]) -> list[Change]:
        """Return what is new in the answer of DescribeStackEvents, which lists the newest event first; oldest first."""
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
    """Follows dataset import jobs from status to status."""

    def __init__(self) -> None:
        self._statuses: dict[str, str] = {}

    def changes(self, jobs: Iterable[Mapping[str, Any]]) -> list[Change]:
        """Return the jobs of an answer of ListDatasetImportJobs whose status is not the one last seen."""
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
