"""Peers (c) and (d): loops of Step Functions outside of CloudFormation, written as schedules.

(c) is the AWS Solution `aws-solutions/maintaining-personalized-experiences-with-machine-learning`, commit 5f17038
(October 2024). `step_functions/dataset_import_fragment.py` sets the retry: 60 s, a rate of 1.02, 100 attempts.
`helpers_cdk/.../stepfunctions/solution_fragment.py` puts it on a single task, for the error `ResourcePending`, so that
a poll is one transition. `solutionstep.py` gives the function no memory size, hence 128 MB, on x86.
`shared/personalize_service.py` looks at the data in Amazon S3, lists the dataset's jobs and describes the one it finds:
three calls, two of them to Amazon Personalize. On `LimitExceededException`, `create` would ask for another attempt, but
reads the exception as if it were a dictionary, which raises a `TypeError` that is not retried.

(d) is `aws-samples/automate-mlops-personalize-cdk-pipeline`, commit 019d8f7 (May 2025). `constructs/base/base_step.py`
waits for 120 s; `constructs/dataset_import_job.py` loops over that wait, a call of the service's API without a
function, and a choice: three transitions. It has no time limit. The task around the loop is retried for
`LimitExceededException` after 5 s, at a rate of 1.05, 5 times.

Neither holds a stack. Nothing of theirs was copied or run; what a call of (c)'s function writes is calculated: Lambda's
own three lines, the stack trace of `ResourcePending`, and a line of its logger.
"""

from bench.peers.schedules import Growing, Steady
from bench.prices import NETWORK_SECONDS, FunctionCall, Poll

_SOLUTION_FUNCTION = FunctionCall(memory=128, architecture="x86_64", calls=3, log_bytes=1500, log_is_assumed=True)

SOLUTION_POLL = Poll(
    personalize_calls=2,
    functions=(_SOLUTION_FUNCTION,),
    transitions=1,
    seconds=_SOLUTION_FUNCTION.seconds + NETWORK_SECONDS,
)
SOLUTION = Growing(first=60, rate=1.02, retries=100, poll=SOLUTION_POLL.seconds)

SAMPLE_POLL = Poll(personalize_calls=1, transitions=3, seconds=NETWORK_SECONDS)
SAMPLE = Steady(first=120, period=120 + SAMPLE_POLL.seconds)

SAMPLE_RETRIES = tuple(5 * 1.05**retry for retry in range(5))
"""Seconds between the attempts of (d) to start an import. They are counted here even though the error of the task that
runs the loop has another name, `States.TaskFailed`, so that not even these may come."""
