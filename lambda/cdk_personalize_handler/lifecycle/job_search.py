"""Search for the job of a request."""

from collections.abc import Iterable

from cdk_personalize_handler.lifecycle import rules
from cdk_personalize_handler.lifecycle.attempt import Attempt
from cdk_personalize_handler.lifecycle.import_job import ImportJob
from cdk_personalize_handler.lifecycle.ports import ImportService, StackService
from cdk_personalize_handler.lifecycle.request import ImportRequest


class JobSearch:
    """Calls the services; their errors are passed on."""

    def __init__(self, imports: ImportService, stacks: StackService) -> None:
        self._imports = imports
        self._stacks = stacks

    def find(self, request: ImportRequest, attempt: Attempt) -> tuple[ImportRequest, ImportJob | None]:
        """Return the request and its job; the request has a generated name where its explicit one cannot be used again.

        A rollback must not fail for an explicit name, nor adopt a job that landed before the rejected update: if the
        name is taken, it uses a generated one. A job that was denied the data gives way to the second one of the
        request, if there is one or if one may be started.
        """
        job = self._imports.describe(request.expected_physical_id)
        is_explicit = job and request.is_update and request.changes_data and job.arn == request.explicit_job_arn
        is_taken = job and is_explicit and (job.is_active or not self.is_of_request(job, request, attempt))
        if is_taken and self._stacks.is_rolling_back(request.stack_id):
            request = request.under_generated_name()
            job = self._imports.describe(request.expected_physical_id)
        if job and job.second_arn and request.changes_data:
            second = self._imports.describe(job.second_arn)
            if second or rules.allows_second_job(request, job, attempt):
                return request.with_second_job(job), second
        return request, job

    def is_of_request(self, job: ImportJob, request: ImportRequest, attempt: Attempt) -> bool:
        """Return whether the request created the job that has its name."""
        if rules.is_of_request(job, request, attempt.started_at):
            return True
        # The event can be a repetition, later than those that Lambda plans.
        return rules.is_of_request(job, request, self._stacks.last_updated_at(request) or attempt.started_at)

    def known_before(self, request: ImportRequest) -> Iterable[ImportJob]:
        """Return the dataset's jobs without one that had taken the explicit name of the rejected update."""
        return [
            job
            for job in self._imports.jobs_of(request.properties.dataset_arn)
            if not self._took_the_name(job, request)
        ]

    def _took_the_name(self, job: ImportJob, request: ImportRequest) -> bool:
        """Return whether this job, of other data, had taken the explicit name of the rejected update."""
        if job.name not in request.previous_names or job.arn in (request.physical_id, request.explicit_job_arn):
            return False
        described = self._imports.describe(job.arn)
        return described is None or described.data_location != request.previous_location
