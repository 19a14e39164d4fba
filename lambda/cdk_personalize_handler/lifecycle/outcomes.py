"""Outcomes of an attempt: the next step of the lifecycle, or the response to CloudFormation."""

from dataclasses import KW_ONLY, dataclass
from enum import Enum, auto


class JobState(Enum):
    """What is known of the import job of a request that waits. `REFUSED` has just not been started by the service."""

    NOT_STARTED = auto()
    REFUSED = auto()
    MAY_RUN = auto()
    RUNS = auto()


class NextStep(Enum):
    """The sentence that a failure ends with: what the user does next, in the state in which the stack then is."""

    DEPLOY_AGAIN = "Deploy again."
    DEPLOY_AGAIN_LATER = "Deploy again after the rollback."
    CONTINUE_ROLLBACK = "Continue the rollback with 'cdk rollback' or 'aws cloudformation continue-update-rollback'."
    DELETE_AGAIN = "Delete the stack again."
    LEFT_BEHIND = "CloudFormation tries the cleanup three times, and then continues without this resource."


@dataclass(frozen=True)
class JobArn:
    """The ARN of a job, of which only the name is certain to have room."""

    arn: str


@dataclass(frozen=True)
class Detail:
    """A part of a context that is left out where there is no room for it."""

    text: str


Context = tuple[str | JobArn | Detail, ...]
"""A text about a job in parts, which are joined as they are."""


@dataclass(frozen=True)
class Start:
    """Create a job of this name, then wait for it."""

    job_name: str


@dataclass(frozen=True)
class Adopt:
    """Take this job for the resource: it has imported the requested data, which is still there."""

    job_arn: str


@dataclass(frozen=True)
class Wait:
    """Attempt again in the next poll; `why` is for the log, and for the response should the time run out.

    `job` is the state of the job of the request. `running_jobs` are the names of the jobs that fill the quota, if that
    is what is waited for. `remedy` is what to do should the time run out, where a longer timeout does not help.
    `job_arn` is the job that is followed, where it is known; the lifecycle puts in the request's own otherwise.
    """

    why: str
    _: KW_ONLY
    job: JobState = JobState.MAY_RUN
    running_jobs: tuple[str, ...] = ()
    remedy: str = ""
    job_arn: str = ""


@dataclass(frozen=True)
class Succeed:
    """Respond to CloudFormation; `attributes` are what `Fn::GetAtt` reads.

    `left_waiting` is what the next resource of a relay goes on to wait for.
    """

    physical_id: str
    attributes: dict[str, str]
    left_waiting: str = ""


@dataclass(frozen=True, kw_only=True)
class UnknownRefusal:
    """A refusal of the service for which no remedy is known, for the log: users can report it.

    `operation` is the call that was answered with it, and `code` the error, or the status of the job.
    """

    operation: str
    code: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Fail:
    """Respond to CloudFormation with a reason, which `failure_reasons.render` makes of the parts.

    `errors` are listed after the cause, which is their headline then. `remedies` are sentences, the most important
    first. The cause has parts only where it names a job. `unknown` is the service's refusal, where the cause is one
    without a known remedy.
    """

    cause: str | Context
    errors: tuple[str, ...] = ()
    context: Context = ()
    remedies: tuple[str, ...] = ()
    next_step: NextStep | None = None
    unknown: UnknownRefusal | None = None
