"""Finds the job that a request is for, among those that there are."""

from collections.abc import Iterable

from cdk_personalize_handler.lifecycle import rules
from cdk_personalize_handler.lifecycle.attempt import Attempt
from cdk_personalize_handler.lifecycle.import_job import ImportJob
from cdk_personalize_handler.lifecycle.ports import ImportService, StackService
from cdk_personalize_handler.lifecycle.request import ImportRequest


class JobSearch:
    """Asks the services; what they raise is passed on."""

    def __init__(self, imports: ImportService, stacks: StackService) -> None:
        self._imports = imports
        self._stacks = stacks

    def find(self, request: ImportRequest, attempt: Attempt) -> tuple[ImportRequest, ImportJob | None]:
        """Return the job of the request, and the request as it is named now.

        A rollback must not fail for a name that the template gives, nor take what landed before the rejected update for
        its own: if the name is spent, it uses a generated one.
        """
        job = self._imports.describe(request.expected_physical_id)
        is_given = job and request.is_update and request.changes_data and job.arn == request.explicit_job_arn
        is_spent = job and is_given and (job.is_active or not self.is_of_request(job, request, attempt))
        if is_spent and self._stacks.is_rolling_back(request.stack_id):
            request = request.under_generated_name()
            job = self._imports.describe(request.expected_physical_id)
        return request, job

    def is_of_request(self, job: ImportJob, request: ImportRequest, attempt: Attempt) -> bool:
        """Tell whether the job that has the request's name was created by it."""
        if rules.is_of_request(job, request, attempt.started_at):
            return True
        # This may be a repetition of the event that is later than any that Lambda plans.
        return rules.is_of_request(job, request, self._stacks.last_updated_at(request) or attempt.started_at)

    def known_before(self, request: ImportRequest) -> Iterable[ImportJob]:
        """Return the dataset's jobs without the one, if any, for whose name the update was rejected."""
        return [
            job
            for job in self._imports.jobs_of(request.properties.dataset_arn)
            if not self._took_the_name(job, request)
        ]

    def _took_the_name(self, job: ImportJob, request: ImportRequest) -> bool:
        """Tell whether it was for this job of another that the update was rejected."""
        if job.name not in request.previous_names or job.arn in (request.physical_id, request.explicit_job_arn):
            return False
        described = self._imports.describe(job.arn)
        return described is None or described.data_location != request.previous_location
