"""Deletion of a resource: the wait for its imports, and the data that the rollback of an update restores."""

import dataclasses

from cdk_personalize_handler.contract import job_names
from cdk_personalize_handler.lifecycle import failures, rules
from cdk_personalize_handler.lifecycle.attempt import Attempt
from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.outcomes import Fail, JobState, Succeed, Wait
from cdk_personalize_handler.lifecycle.ports import (
    AccessDenied,
    AlreadyExists,
    ImportService,
    Rejected,
    Retryable,
    StackService,
)
from cdk_personalize_handler.lifecycle.waits import wait_for


class Deletion:
    """Carries out a Delete."""

    def __init__(self, imports: ImportService, stacks: StackService) -> None:
        self._imports = imports
        self._stacks = stacks

    def attempt(self, request: DeleteRequest, attempt: Attempt) -> Wait | Succeed | Fail:
        """Delete the resource, unless there is something to wait for."""
        try:
            jobs = list(self._imports.jobs_of(request.dataset_arn)) if request.dataset_arn else []
            step = rules.delete(request, jobs, attempt)
            if isinstance(step, Succeed) and rules.undoes_an_import(request, jobs):
                return self._restore(request, attempt) or step
            return step
        except (Retryable, AlreadyExists) as error:
            return wait_for(error, self._imports)
        except AccessDenied as error:
            return Wait(str(error))
        except Rejected:
            return Succeed(request.physical_id, {})  # no dataset has the ARN of the properties

    def _restore(self, request: DeleteRequest, attempt: Attempt) -> Wait | Fail | None:
        """In a rollback, import the old data again: the data of the deleted import would stay otherwise."""
        old_id = self._stacks.restored_physical_id(request)
        old = self._imports.describe(old_id) if old_id else None
        if old is None or old.dataset_arn != request.dataset_arn:
            return None
        name = request.restoring_job_name(old)
        job_arn = job_names.arn(name, old.dataset_arn)
        try:
            job = self._imports.describe(job_arn)
            if job and job.has_failed:
                return failures.import_failed(job, failures.restored_by_hand(old, is_named=True))
            if job is None:
                again = dataclasses.replace(old.to_import_again(), tags=self._imports.tags_of(old.arn))
                self._imports.create(name, again)
        except (Retryable, AlreadyExists) as error:
            return dataclasses.replace(wait_for(error, self._imports), remedy=failures.restored_by_hand(old))
        except Rejected as refusal:
            if isinstance(refusal, AccessDenied) and rules.may_still_propagate(attempt):
                raise
            return failures.not_restored(old, refusal)
        return Wait(
            f"the data from before the update, {old.data_location}, is imported again",
            job=JobState.RUNS,
            remedy="The import continues and restores the data.",
            job_arn=job_arn,
        )
