"""Services that the lifecycle calls, and the errors that they raise."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from cdk_personalize_handler.contract.properties import ImportProperties
from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.import_job import ImportJob
from cdk_personalize_handler.lifecycle.outcomes import Fail
from cdk_personalize_handler.lifecycle.request import ImportRequest


class Retryable(Exception):
    """The service cannot take the call now; `str()` is the reason. The same call can succeed in the next poll."""


class Busy(Retryable):
    """The service has refused the call for now, so that it had no effect."""


class LimitExceeded(Busy):
    """As many imports as the quota allows are pending or running in the Region. Any other quota rejects a call."""


class Rejected(Exception):
    """The service will never take this call; `str()` is the service's own message.

    `operation` and `code` are the service's names of the call and of the error, for the log.
    """

    def __init__(self, message: str, *, operation: str = "", code: str = "") -> None:
        super().__init__(message)
        self.operation = operation
        self.code = code


class AccessDenied(Rejected):
    """A permission is missing. IAM takes up to two minutes to propagate a new one."""


class AlreadyExists(Exception):
    """A job of this name has been created before, whatever became of it."""


@dataclass(frozen=True)
class DatasetDescription:
    """The status and the schema of a dataset. One that is being updated is described as it will be."""

    status: str
    schema_arn: str


class ImportService(Protocol):
    """The calls to Amazon Personalize; any of them may raise `Retryable` or `Rejected`."""

    def describe(self, job_arn: str) -> ImportJob | None:
        """Return the job as it is now, or None if there is none of this ARN."""

    def create(self, job_name: str, properties: ImportProperties) -> None:
        """Start an import; raise `AlreadyExists` if the name is taken, `LimitExceeded` if too many are running."""

    def jobs_of(self, dataset_arn: str) -> Iterable[ImportJob]:
        """List all import jobs of a dataset, of any status; none if there is no such dataset (any more)."""

    def unfinished_jobs(self) -> Iterable[ImportJob]:
        """List the import jobs of the Region that are pending or running."""

    def tags_of(self, job_arn: str) -> Mapping[str, str]:
        """Return the tags of a job."""

    def change_tags(self, job_arn: str, tags: Mapping[str, str], removed: Collection[str]) -> None:
        """Set tags of a job, and remove those of the given keys."""

    def dataset(self, dataset_arn: str) -> DatasetDescription | None:
        """Return a dataset as it is now, or None if there is none of this ARN."""

    def schema(self, schema_arn: str) -> str:
        """Return an Avro schema as JSON."""


class PreflightCheck(Protocol):
    """The check of an import's data before the import is started."""

    def check(self, request: ImportRequest) -> Fail | None:
        """Return why an import must not be started, None if it can be."""


class StackService(Protocol):
    """The calls to CloudFormation; any of them may raise `Retryable`."""

    def is_waiting_for(self, request: ImportRequest, since: float) -> bool:
        """Return whether CloudFormation waits for the response to a request made at `since`, seconds of the epoch."""

    def last_updated_at(self, request: ImportRequest) -> float | None:
        """Return when CloudFormation last updated the resource, in seconds of the epoch; None if that is unknown."""

    def is_in_progress(self, request: ImportRequest) -> bool:
        """Return whether the resource is being created or updated, by this request or a later one."""

    def is_rolling_back(self, stack_id: str) -> bool:
        """Return whether the stack is on its way back to what it was before an update."""

    def is_cleaning_up(self, stack_id: str) -> bool:
        """Return whether the stack deletes only what an update, or its rollback, no longer needs."""

    def restored_physical_id(self, request: DeleteRequest) -> str | None:
        """Return the physical ID that the rollback of an update restored in place of the one that is deleted."""
