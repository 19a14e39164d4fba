"""What the lifecycle needs of others, and how a call to a service can be turned down."""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from cdk_personalize_handler.contract.properties import ImportProperties
from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.import_job import ImportJob
from cdk_personalize_handler.lifecycle.outcomes import Fail
from cdk_personalize_handler.lifecycle.request import ImportRequest

if TYPE_CHECKING:
    from cdk_personalize_handler.preflight import Piece


class TryAgainLater(Exception):
    """The call cannot be taken now; `str()` says why. The same call may succeed in the next poll."""


class QuotaReached(TryAgainLater):
    """As many imports as the quota allows are pending or running in the Region."""


class Refused(Exception):
    """The service will never take this call; `str()` is its own words."""


class NotPermitted(Refused):
    """A right is missing. Rights that have just been granted may take a while to be seen."""


class AlreadyExists(Exception):
    """A job of this name has been created before, whatever became of it."""


class DatasetDescription(NamedTuple):
    """What a dataset is, whatever it holds. One that is being updated is described as it will be."""

    status: str
    schema_arn: str


class ImportService(Protocol):
    """The calls to Amazon Personalize; any of them may raise `TryAgainLater` or `Refused`."""

    def describe(self, job_arn: str) -> ImportJob | None:
        """Return the job as it is now, or None if there is none of this ARN."""

    def create(self, job_name: str, properties: ImportProperties) -> None:
        """Start an import; raise `AlreadyExists` if the name is taken, `QuotaReached` if too many are running."""

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


class Objects(Protocol):
    """The objects at the location of an import; any call may raise `TryAgainLater` or `Refused`."""

    def pages(self, location: str) -> Iterable[Mapping[str, Any]]:
        """Return the answers of `ListObjectsV2`, each when it is asked for; none of a missing bucket."""

    def beginning(self, location: str, key: str, size: int) -> "Piece":
        """Return as many bytes of an object, or all of a smaller one."""


class DataService(Protocol):
    """The calls to the service that holds the data."""

    def as_role(self, role_arn: str) -> Objects:
        """Return the objects as a role sees them; raise `Refused` if the function cannot be it."""


class Inspector(Protocol):
    """Looks at the data of an import before it is started."""

    def refusal(self, request: ImportRequest) -> Fail | None:
        """Return why an import is not to be started, None where it may be."""


class StackService(Protocol):
    """The calls to CloudFormation; any of them may raise `TryAgainLater`."""

    def is_waiting_for(self, request: ImportRequest, since: float) -> bool:
        """Tell whether CloudFormation still waits for the answer that it asked for at `since`, seconds of the epoch."""

    def asked_at(self, request: ImportRequest) -> float | None:
        """Return when CloudFormation turned to the resource last, in seconds of the epoch; None if that is unknown."""

    def is_at_work_on(self, request: ImportRequest) -> bool:
        """Tell whether the resource is being created or updated, by this request or a later one."""

    def is_rolling_back(self, stack_id: str) -> bool:
        """Tell whether the stack is on its way back to what it was before an update."""

    def is_cleaning_up(self, stack_id: str) -> bool:
        """Tell whether what is deleted of the stack is what an update, or its rollback, no longer needs."""

    def id_put_back(self, request: DeleteRequest) -> str | None:
        """Return the physical id that the rollback of an update has put back in place of the one that is deleted."""
