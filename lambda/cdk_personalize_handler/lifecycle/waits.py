"""Waits for calls that the service cannot take now."""

from itertools import islice

from cdk_personalize_handler.lifecycle.outcomes import Wait
from cdk_personalize_handler.lifecycle.ports import AlreadyExists, ImportService, LimitExceeded, Rejected, Retryable

_QUOTA = 5
"""Import jobs that may be pending or running in a Region, not adjustable (developer guide, *Quotas*)."""


def wait_for(error: Retryable | AlreadyExists, imports: ImportService) -> Wait:
    """Return the wait after an error; at the quota it names the imports that run."""
    return Wait(str(error), running_jobs=_running_jobs(imports) if isinstance(error, LimitExceeded) else ())


def _running_jobs(imports: ImportService) -> tuple[str, ...]:
    try:
        return tuple(job.name for job in islice(imports.unfinished_jobs(), _QUOTA))
    except (Retryable, Rejected):
        return ()
