"""Carries out the requests of CloudFormation: Create, Update, the rollback of an Update, and Delete.

Nothing is remembered between two attempts. The job's ARN follows from the request, so a retry, a duplicate and a poll
all describe the same job, and any of them may be the one that starts it.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping

from cdk_personalize_handler.contract import job_names
from cdk_personalize_handler.lifecycle import failures, rules
from cdk_personalize_handler.lifecycle.attempt import Attempt
from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.deletion import Deletion
from cdk_personalize_handler.lifecycle.import_job import ImportJob
from cdk_personalize_handler.lifecycle.job_search import JobSearch
from cdk_personalize_handler.lifecycle.next_steps import next_step_after
from cdk_personalize_handler.lifecycle.outcomes import Adopt, Fail, JobState, Start, Succeed, Wait
from cdk_personalize_handler.lifecycle.ports import (
    AccessDenied,
    AlreadyExists,
    Busy,
    ImportService,
    PreflightCheck,
    Rejected,
    Retryable,
    StackService,
)
from cdk_personalize_handler.lifecycle.request import ImportRequest, Request
from cdk_personalize_handler.lifecycle.waits import wait_for

Outcome = Wait | Succeed | Fail


class Lifecycle:
    """Calls the services, and lets `rules` decide.

    `now` returns seconds since the epoch. `poll_interval` is the number of seconds until the next attempt: a wait ends
    while there is still one left in which to respond.
    """

    def __init__(
        self,
        imports: ImportService,
        stacks: StackService,
        preflight: PreflightCheck,
        now: Callable[[], float],
        poll_interval: float,
    ) -> None:
        self._imports = imports
        self._stacks = stacks
        self._preflight = preflight
        self._now = now
        self._poll_interval = poll_interval
        self._search = JobSearch(imports, stacks)
        self._deletion = Deletion(imports, stacks)

    def on_event(self, request: Request, started_at: float) -> Outcome:
        """Attempt a request that CloudFormation has just made, at `started_at`.

        Only this attempt checks the data of an import, whether or not the import can be started at once.
        """
        return self._attempt(request, self._create_attempt(request, started_at, is_first=True))

    def poll(self, request: Request, started_at: float) -> Outcome:
        """Attempt the same request again; to be called until the outcome is no longer `Wait`."""
        return self._attempt(request, self._create_attempt(request, started_at, is_first=False))

    def _attempt(self, request: Request, attempt: Attempt) -> Outcome:
        """Dispatch on the kind of request; a Create, an Update or a rollback whose job exists follows that job."""
        if isinstance(request, DeleteRequest):
            return self._conclude(request, attempt, self._deletion.attempt(request, attempt))
        try:
            request, job = self._search.find(request, attempt)
            outcome: Outcome
            if not request.changes_data:
                outcome = self._update_in_place(request, job, attempt)
            elif job:
                outcome = self._follow(request, job, attempt)
            elif not request.is_update:
                outcome = self._create(request, attempt)
            elif self._stacks.is_rolling_back(request.stack_id):
                outcome = self._roll_back(request, attempt)
            else:
                outcome = self._update(request, attempt)
        except (Retryable, AlreadyExists) as error:
            outcome = wait_for(error, self._imports)
        except Rejected as error:
            outcome = _fail_once_propagated(error, attempt, failures.not_followed(request, error))
        return self._conclude(request, attempt, outcome)

    def is_cancelled(self, request: Request) -> bool:
        """Return whether CloudFormation has stopped waiting for a request; it does not stop waiting for a Delete.

        A request whose resource is updated again, by a rollback for example, may not show it. It starts nothing more.
        """
        if isinstance(request, DeleteRequest):
            return False
        try:
            return not self._stacks.is_in_progress(request)
        except Retryable:
            return False

    def _create_attempt(self, request: Request, started_at: float, *, is_first: bool) -> Attempt:
        return Attempt(
            started_at=started_at,
            now=self._now(),
            poll_interval=self._poll_interval,
            timeout=request.wait_seconds,
            is_first=is_first,
        )

    def _update_in_place(self, request: ImportRequest, job: ImportJob | None, attempt: Attempt) -> Outcome:
        """Start no import: change the tags of the job that the resource has."""
        if job is None:
            return self._carry_out(request, rules.reuse_last_import(request, self._jobs_of_dataset(request)), attempt)
        self._change_tags(request, job, request.previous_tags, attempt)
        return rules.status_of(job)

    def _follow(self, request: ImportRequest, job: ImportJob, attempt: Attempt) -> Outcome:
        """Wait for the job of the request, unless another import has taken its explicit name."""
        is_of_request = self._search.is_of_request(job, request, attempt)
        return rules.status_of(job) if is_of_request else failures.name_taken(job)

    def _create(self, request: ImportRequest, attempt: Attempt) -> Outcome:
        """Start the import, unless preflight finds errors."""
        return self._check_data(request, attempt) or self._carry_out(request, _start_of(request), attempt)

    def _update(self, request: ImportRequest, attempt: Attempt) -> Outcome:
        """Adopt the last import if it has the requested data; otherwise start one, unless preflight finds errors."""
        step = rules.update(request, self._jobs_of_dataset(request), _start_of(request))
        failure = None if isinstance(step, Adopt) else self._check_data(request, attempt)
        return failure or self._carry_out(request, step, attempt)

    def _roll_back(self, request: ImportRequest, attempt: Attempt) -> Outcome:
        """Restore the old data, without preflight: a rollback must not fail for data that was imported before."""
        step = rules.roll_back(request, self._search.known_before(request), _start_of(request), attempt)
        return self._carry_out(request, step, attempt)

    def _check_data(self, request: ImportRequest, attempt: Attempt) -> Fail | None:
        if attempt.is_first and not request.follows_another:
            return rules.foreign_role(request) or self._preflight.check(request)
        return None

    def _jobs_of_dataset(self, request: ImportRequest) -> Iterable[ImportJob]:
        return self._imports.jobs_of(request.properties.dataset_arn)

    def _carry_out(self, request: ImportRequest, step: Start | Adopt | Wait | Fail, attempt: Attempt) -> Outcome:
        if isinstance(step, Adopt):
            return self._adopt(request, step, attempt)
        return self._start(request, step, attempt) if isinstance(step, Start) else step

    def _adopt(self, request: ImportRequest, step: Adopt, attempt: Attempt) -> Outcome:
        job = self._imports.describe(step.job_arn)
        if job is None:
            return Wait(f"{step.job_arn} is listed, but not yet described")
        self._change_tags(request, job, self._imports.tags_of(job.arn), attempt)
        return Succeed(job.arn, job.attributes)

    def _change_tags(
        self, request: ImportRequest, job: ImportJob, previous: Mapping[str, str], attempt: Attempt
    ) -> None:
        wanted = request.properties.tags
        if wanted != previous and self._stacks.is_waiting_for(request, attempt.started_at):
            self._imports.change_tags(job.arn, wanted, previous.keys() - wanted.keys())

    def _start(self, request: ImportRequest, step: Start, attempt: Attempt) -> Outcome:
        if not rules.has_time_to_start(request, attempt):
            return Wait(failures.NEVER_STARTED, job=JobState.NOT_STARTED)
        if request.denied_job and rules.may_still_propagate(attempt):
            words = request.denied_job.failure_reason.rstrip(".")
            why = f"{words}; waiting for IAM permissions to propagate before a second import job is started"
            return Wait(why, job=JobState.NOT_STARTED)
        if not self._stacks.is_waiting_for(request, attempt.started_at):
            return failures.cancelled(request)
        try:
            self._imports.create(step.job_name, request.properties)
        except Busy as error:
            return dataclasses.replace(wait_for(error, self._imports), job=JobState.REFUSED)
        except Rejected as error:
            outcome = _fail_once_propagated(error, attempt, failures.not_started(request, error))
            return dataclasses.replace(outcome, job=JobState.REFUSED) if isinstance(outcome, Wait) else outcome
        return Wait("the import job has just been created", job=JobState.RUNS)

    def _conclude(self, request: Request, attempt: Attempt, outcome: Outcome) -> Outcome:
        """Add the job to a wait and the next step to a failure; end the last wait by a timeout, or hand it over.

        A start that is refused where no later attempt makes one ends the wait, too, with the words of the refusal.
        """
        if isinstance(outcome, Succeed):
            return outcome
        is_refused = isinstance(outcome, Wait) and outcome.job is JobState.REFUSED
        is_over = attempt.is_last or (is_refused and attempt.is_last_start and not request.hands_over)
        if isinstance(outcome, Wait) and not is_over:
            return dataclasses.replace(outcome, job_arn=outcome.job_arn or request.expected_physical_id)
        if isinstance(outcome, Wait) and request.hands_over:
            # The next resource of the relay goes on, whatever the job has come to.
            return Succeed(request.expected_physical_id, request.expected_attributes, left_waiting=outcome.why)
        step = next_step_after(request, self._stacks)
        if isinstance(outcome, Fail):
            return dataclasses.replace(outcome, next_step=step)
        return failures.timed_out(request, attempt.waited, outcome, step)


def _start_of(request: ImportRequest) -> Start:
    return Start(job_names.name_of(request.job_arn))


def _fail_once_propagated(error: Rejected, attempt: Attempt, failure: Fail) -> Wait | Fail:
    """Wait instead for a permission that was granted with the resource: IAM takes up to two minutes to propagate it."""
    if isinstance(error, AccessDenied) and rules.may_still_propagate(attempt):
        return Wait(f"{error}; waiting for IAM permissions to propagate")
    return failure
