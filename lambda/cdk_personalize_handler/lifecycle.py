"""Carries a request of CloudFormation to its end, one look at a time.

Nothing is remembered between two looks. The job's ARN follows from the request, so a retry, a duplicate and a poll all
look at the same job, and any of them may be the one that starts it.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from itertools import islice

from cdk_personalize_handler import answers, rules
from cdk_personalize_handler.decisions import Adopt, Fail, Start, Succeed, Wait
from cdk_personalize_handler.delete_request import DeleteRequest
from cdk_personalize_handler.deletion import Deletion
from cdk_personalize_handler.import_job import ImportJob
from cdk_personalize_handler.request import ImportRequest
from cdk_personalize_handler.service import (
    AlreadyExists,
    ImportService,
    NotPermitted,
    QuotaReached,
    Refused,
    StackService,
    TryAgainLater,
)

_QUOTA = 5
"""Import jobs that may be pending or running in a Region, not adjustable (developer guide, *Quotas*)."""

Outcome = Wait | Succeed | Fail


class Lifecycle:
    """Calls the services, and lets `rules` decide.

    `now` returns seconds since the epoch. `poll_interval` is the number of seconds until the next look: a wait ends
    while there is still one left in which to say so.
    """

    def __init__(
        self, imports: ImportService, stacks: StackService, now: Callable[[], float], poll_interval: float
    ) -> None:
        self._imports = imports
        self._stacks = stacks
        self._now = now
        self._poll_interval = poll_interval
        self._deletion = Deletion(imports, stacks, poll_interval)

    def advance(self, request: ImportRequest | DeleteRequest, started_at: float) -> Outcome:
        """Take the next step of a request that CloudFormation made at `started_at`.

        To be called with the same request until the outcome is no longer `Wait`.
        """
        # A timeout that is shorter than the poll interval still leaves time to start the import, and for a second look.
        is_last_look = not self._is_first_look(started_at) and (
            self._now() + self._poll_interval > started_at + request.wait_seconds
        )
        if isinstance(request, DeleteRequest):
            outcome = self._delete(request, started_at)
        else:
            request, outcome = self._import(request, started_at, is_last_look)
        if not isinstance(outcome, Wait):
            return outcome
        if is_last_look:
            return self._end_of_time(request, started_at, outcome)
        return dataclasses.replace(outcome, job_arn=outcome.job_arn or request.target_arn)

    def is_given_up(self, request: ImportRequest | DeleteRequest) -> bool:
        """Tell whether CloudFormation has stopped waiting for a request; it does not stop waiting for a Delete.

        A request whose resource is updated again, by a rollback for example, may not show it. It starts nothing more.
        """
        if isinstance(request, DeleteRequest):
            return False
        try:
            return not self._stacks.is_at_work_on(request)
        except TryAgainLater:
            return False

    def _is_first_look(self, started_at: float) -> bool:
        return self._now() < started_at + self._poll_interval

    def _import(self, request: ImportRequest, started_at: float, is_last_look: bool) -> tuple[ImportRequest, Outcome]:
        """Return the outcome, and the request as it is named now."""
        try:
            request, job = self._find(request, started_at)
            return request, self._look(request, job, started_at, is_last_look)
        except (TryAgainLater, AlreadyExists) as error:
            return request, self._wait_for(error)
        except Refused as refusal:
            reason = answers.not_followed(request, str(refusal))
            return request, self._unless_too_new(refusal, started_at, reason)

    def _delete(self, request: DeleteRequest, started_at: float) -> Outcome:
        try:
            return self._deletion.look(request, self._now() - started_at)
        except (TryAgainLater, AlreadyExists) as error:
            return self._wait_for(error)

    def _wait_for(self, error: TryAgainLater | AlreadyExists) -> Wait:
        occupants = self._occupants() if isinstance(error, QuotaReached) else ()
        return Wait(str(error), occupants=occupants)

    def _unless_too_new(self, refusal: Refused, started_at: float, reason: str) -> Wait | Fail:
        """A right that was granted with the resource may take two minutes to be seen."""
        if isinstance(refusal, NotPermitted) and self._now() < started_at + rules.GRANTS_ARE_SEEN_AFTER:
            return Wait(f"{refusal}; a right that was just granted may not be seen yet")
        return Fail(reason)

    def _find(self, request: ImportRequest, started_at: float) -> tuple[ImportRequest, ImportJob | None]:
        """Return the job of the request, and the request as it is named now.

        A rollback must not fail for a name that the template gives, nor take what landed before the rejected update for
        its own: if the name is spent, it uses a generated one.
        """
        job = self._imports.describe(request.target_arn)
        is_given = job and request.is_update and request.changes_data and job.arn == request.given_job_arn
        is_spent = job and is_given and (job.is_active or not self._is_of_request(job, request, started_at))
        if is_spent and self._stacks.is_rolling_back(request.stack_id):
            request = request.under_own_name()
            job = self._imports.describe(request.target_arn)
        return request, job

    def _look(self, request: ImportRequest, job: ImportJob | None, started_at: float, is_last_look: bool) -> Outcome:
        if not request.changes_data:
            return self._keep(request, job, started_at)
        if job:
            is_ours = self._is_of_request(job, request, started_at)
            return rules.follow(job) if is_ours else Fail(answers.name_taken(job))
        start = Start(request.job_arn.rpartition("/")[2])
        step = self._replace(request, start, started_at) if request.is_update else start
        if isinstance(step, Adopt):
            return self._adopt(request, step, started_at)
        return self._start(request, step, started_at, is_last_look) if isinstance(step, Start) else step

    def _is_of_request(self, job: ImportJob, request: ImportRequest, started_at: float) -> bool:
        if rules.is_of_request(job, request, started_at):
            return True
        # This may be a repetition of the event that is later than any that Lambda plans.
        return rules.is_of_request(job, request, self._stacks.asked_at(request) or started_at)

    def _replace(self, request: ImportRequest, start: Start, started_at: float) -> Start | Adopt | Wait:
        jobs = self._jobs_of_dataset(request)
        if self._stacks.is_rolling_back(request.stack_id):
            known = [job for job in jobs if not self._took_the_name(job, request)]
            return rules.roll_back(request, known, start, self._now() - started_at, self._poll_interval)
        return rules.replace(request, jobs, start)

    def _took_the_name(self, job: ImportJob, request: ImportRequest) -> bool:
        """Tell whether it was for this job of another that the update was rejected."""
        if job.name not in request.previous_names or job.arn in (request.physical_id, request.given_job_arn):
            return False
        described = self._imports.describe(job.arn)
        return described is None or described.data_location != request.previous_location

    def _jobs_of_dataset(self, request: ImportRequest) -> Iterable[ImportJob]:
        return self._imports.jobs_of(request.properties.dataset_arn)

    def _keep(self, request: ImportRequest, job: ImportJob | None, started_at: float) -> Outcome:
        if job is None:
            step = rules.stand_in(request, self._jobs_of_dataset(request))
            return self._adopt(request, step, started_at) if isinstance(step, Adopt) else step
        self._change_tags(request, job, request.previous_tags, started_at)
        return rules.follow(job)

    def _adopt(self, request: ImportRequest, step: Adopt, started_at: float) -> Outcome:
        job = self._imports.describe(step.job_arn)
        if job is None:
            return Wait(f"{step.job_arn} is listed, but not yet described")
        self._change_tags(request, job, self._imports.tags_of(job.arn), started_at)
        return Succeed(job.arn, job.attributes)

    def _change_tags(
        self, request: ImportRequest, job: ImportJob, previous: Mapping[str, str], started_at: float
    ) -> None:
        wanted = request.properties.tags
        if wanted != previous and self._stacks.is_waiting_for(request, started_at):
            self._imports.change_tags(job.arn, wanted, previous.keys() - wanted.keys())

    def _start(self, request: ImportRequest, step: Start, started_at: float, is_last_look: bool) -> Outcome:
        if is_last_look and not request.hands_over:
            return Wait(answers.NEVER_STARTED)
        if not self._stacks.is_waiting_for(request, started_at):
            return Fail(answers.given_up(request))
        try:
            self._imports.create(step.job_name, request.properties)
        except Refused as refusal:
            return self._unless_too_new(refusal, started_at, answers.not_started(request, str(refusal)))
        return Wait("the import job has just been created", is_running=True)

    def _occupants(self) -> tuple[str, ...]:
        try:
            return tuple(job.name for job in islice(self._imports.unfinished_jobs(), _QUOTA))
        except (TryAgainLater, Refused):
            return ()

    def _end_of_time(self, request: ImportRequest | DeleteRequest, started_at: float, last: Wait) -> Outcome:
        if request.hands_over:
            # The next resource of the relay goes on, whatever the job has come to.
            return Succeed(request.target_arn, request.expected_attributes, left_waiting=last.why)
        return Fail(answers.timed_out(request, self._now() - started_at, last))
