"""What the lifecycle needs of Amazon Personalize, and the three ways in which a call can be turned down."""

from collections.abc import Iterable
from typing import Protocol

from cdk_personalize_handler.contract import ImportProperties
from cdk_personalize_handler.import_job import ImportJob


class TryAgainLater(Exception):
    """The service cannot take the call now; `str()` says why. The same call may succeed in the next poll."""


class Refused(Exception):
    """The service will never take this call; `str()` is its own words."""


class AlreadyExists(Exception):
    """A job of this name has been created before, whatever became of it."""


class ImportService(Protocol):
    """The calls to Amazon Personalize; any of them may raise `TryAgainLater` or `Refused`."""

    def describe(self, job_arn: str) -> ImportJob | None:
        """Return the job as it is now, or None if there is none of this ARN."""

    def create(self, job_name: str, properties: ImportProperties) -> None:
        """Start an import; raise `AlreadyExists` if the name is taken."""

    def jobs_of(self, dataset_arn: str) -> Iterable[ImportJob]:
        """List all import jobs of a dataset, of any status; none if there is no such dataset (any more)."""
