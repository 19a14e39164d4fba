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
    is what is waited for. `way_out` is what to do should the time run out, if that is not to set a longer one.
    `job_arn` is the job that is followed, where it is known; the lifecycle puts in the request's own otherwise.
    """

    why: str
    is_running: bool = False
    occupants: tuple[str, ...] = ()
    way_out: str = ""
    job_arn: str = ""


@dataclass(frozen=True)
class Succeed:
    """Answer CloudFormation; `attributes` are what `Fn::GetAtt` reads.

    `left_waiting` tells what the next resource of a relay goes on to wait for.
    """

    physical_id: str
    attributes: dict[str, str]
    left_waiting: str = ""


@dataclass(frozen=True)
class Fail:
    """Answer CloudFormation with this reason; `brief` has it in few words, where the first ones would not do."""

    reason: str
    brief: str = ""
