"""What may come of a look at a request: the next step, or the answer to CloudFormation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Start:
    """Create a job of this name, then look again."""

    job_name: str


@dataclass(frozen=True)
class Adopt:
    """Stand for this job, whose data is what the request asks for and is still there."""

    job_arn: str


@dataclass(frozen=True)
class Wait:
    """Look again in the next poll; `why` is for the log, and for the answer should the time run out.

    `is_running` tells that the job is known to be. `occupants` are the names of the jobs that fill the quota, if that
    is what is waited for. `job_arn` is the job that is followed, known once the look is over.
    """

    why: str
    is_running: bool = False
    occupants: tuple[str, ...] = ()
    job_arn: str = ""


@dataclass(frozen=True)
class Succeed:
    """Answer CloudFormation; `attributes` are what `Fn::GetAtt` reads."""

    physical_id: str
    attributes: dict[str, str]


@dataclass(frozen=True)
class Fail:
    """Answer CloudFormation with this reason."""

    reason: str
