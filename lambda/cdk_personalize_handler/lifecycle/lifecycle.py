"""Carries a request of CloudFormation to its end, one look at a time.

Nothing is remembered between two looks. The job's ARN follows from the request, so a retry, a duplicate and a poll all
look at the same job, and any of them may be the one that starts it.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from cdk_personalize_handler.lifecycle import failure_reasons, next_steps, rules
from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.deletion import Deletion
from cdk_personalize_handler.lifecycle.import_job import ImportJob
from cdk_personalize_handler.lifecycle.job_search import JobSearch
from cdk_personalize_handler.lifecycle.next_steps import next_step_after
from cdk_personalize_handler.lifecycle.outcomes import Adopt, Fail, Start, Succeed, Wait
from cdk_personalize_handler.lifecycle.ports import (
    AlreadyExists,
    ImportService,
    Inspector,
    NotPermitted,
    Refused,
    StackService,
    TryAgainLater,
)
from cdk_personalize_handler.lifecycle.request import ImportRequest
from cdk_personalize_handler.lifecycle.waits import wait_for

Outcome = Wait | Succeed | Fail


class _Look(NamedTuple):
    """One look at a request: whether it is the first of all, or the last for which there is time."""

    started_at: float
    begins: bool
    is_last: bool


class Lifecycle:
    """Calls the services, and lets `rules` decide.

    `now` returns seconds since the epoch. `poll_interval` is the number of seconds until the next look: a wait ends
    while there is still one left in which to say so.
    """

    def __init__(
        self,
        imports: ImportService,
        stacks: StackService,
        inspector: Inspector,
        now: Callable[[], float],
        poll_interval: float,
    ) -> None:
        self._imports = imports
        self._stacks = stacks
        self._inspector = inspector
        self._now = now
        self._poll_interval = poll_interval
        self._search = JobSearch(imports, stacks)
        self._deletion = Deletion(imports, stacks, poll_interval)

    def begin(self, request: ImportRequest | DeleteRequest, started_at: float) -> Outcome:
        """Take the first step of a request that CloudFormation has just made, at `started_at`.

        It is the same as any other step, except that the data of an import is inspected, whether or not the import can
        be started at once.
        """
        return self._take_step(request, started_at, begins=True)

    def advance(self, request: ImportRequest | DeleteRequest, started_at: float) -> Outcome:
        """Take the next step; to be called with the same request until the outcome is no longer `Wait`."""
        return self._take_step(request, started_at, begins=False)

    def _take_step(self, request: ImportRequest | DeleteRequest, started_at: float, *, begins: bool) -> Outcome:
        # A timeout that is shorter than the poll interval still leaves time to start the import, and for a second look.
        is_last_look = not self._is_first_look(started_at) and (
            self._now() + self._poll_interval > started_at + request.wait_seconds
        )
        if isinstance(request, DeleteRequest):
            outcome = self._delete(request, started_at)
        else:
            request, outcome = self._import(request, _Look(started_at, begins, is_last_look))
        if isinstance(outcome, Succeed):
            return outcome
        if isinstance(outcome, Fail):
            return self._with_next_step(request, outcome)
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

    def _import(self, request: ImportRequest, look: _Look) -> tuple[ImportRequest, Outcome]:
        """Return the outcome, and the request as it is named now."""
        try:
            request, job = self._search.find(request, look.started_at)
            return request, self._look(request, job, look)
        except (TryAgainLater, AlreadyExists) as error:
            return request, wait_for(error, self._imports)
        except Refused as refusal:
            reason = failure_reasons.not_followed(request, str(refusal))
            return request, self._unless_too_new(refusal, look.started_at, reason)

    def _delete(self, request: DeleteRequest, started_at: float) -> Outcome:
        try:
            return self._deletion.look(request, self._now() - started_at)
        except (TryAgainLater, AlreadyExists) as error:
            return wait_for(error, self._imports)

    def _unless_too_new(self, refusal: Refused, started_at: float, reason: str) -> Wait | Fail:
        """A right that was granted with the resource may take two minutes to be seen."""
        if isinstance(refusal, NotPermitted) and self._now() < started_at + rules.GRANTS_ARE_SEEN_AFTER:
            return Wait(f"{refusal}; a right that was just granted may not be seen yet")
        return Fail(reason)

    def _look(self, request: ImportRequest, job: ImportJob | None, look: _Look) -> Outcome:
        if not request.changes_data:
            return self._keep(request, job, look.started_at)
        if job:
            is_ours = self._search.is_of_request(job, request, look.started_at)
            return rules.follow(job) if is_ours else Fail(failure_reasons.name_taken(job))
        start = Start(request.job_arn.rpartition("/")[2])
        is_rolling_back = request.is_update and self._stacks.is_rolling_back(request.stack_id)
        step: Start | Adopt | Wait = start
        if is_rolling_back:
            step = self._roll_back(request, start, look.started_at)
        elif request.is_update:
            step = rules.replace(request, self._jobs_of_dataset(request), start)
        if isinstance(step, Adopt):
            return self._adopt(request, step, look.started_at)
        # A rollback must not fail for data that was imported before.
        if look.begins and not is_rolling_back and not request.follows_another:
            refusal = self._inspector.refusal(request)
            if refusal:
                return refusal
        return self._start(request, step, look) if isinstance(step, Start) else step

    def _roll_back(self, request: ImportRequest, start: Start, started_at: float) -> Start | Adopt | Wait:
        known = self._search.known_before(request)
        return rules.roll_back(request, known, start, self._now() - started_at, self._poll_interval)

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

    def _start(self, request: ImportRequest, step: Start, look: _Look) -> Outcome:
        if look.is_last and not request.hands_over:
            return Wait(failure_reasons.NEVER_STARTED)
        if not self._stacks.is_waiting_for(request, look.started_at):
            return Fail(failure_reasons.given_up(request))
        try:
            self._imports.create(step.job_name, request.properties)
        except Refused as refusal:
            return self._unless_too_new(refusal, look.started_at, failure_reasons.not_started(request, str(refusal)))
        return Wait("the import job has just been created", is_running=True)

    def _end_of_time(self, request: ImportRequest | DeleteRequest, started_at: float, last: Wait) -> Outcome:
        if request.hands_over:
            # The next resource of the relay goes on, whatever the job has come to.
            return Succeed(request.target_arn, request.expected_attributes, left_waiting=last.why)
        step = next_step_after(request, self._stacks)
        reason = failure_reasons.timed_out(
            request, self._now() - started_at, last, is_rolled_back=step == next_steps.CONTINUE_ROLLBACK
        )
        return Fail(failure_reasons.with_next_step(reason, step))

    def _with_next_step(self, request: ImportRequest | DeleteRequest, failure: Fail) -> Fail:
        reason = failure_reasons.with_next_step(failure.reason, next_step_after(request, self._stacks))
        return dataclasses.replace(failure, reason=reason)
