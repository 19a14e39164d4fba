"""What a poll takes of each waiter that can be deployed: counted on the local AWS, all in one deployment.

A minute of EventBridge's lasts ten seconds there, so that a rule of two minutes calls several times.
"""

import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from bench.peers import app as peers
from bench.peers import lambda_log
from bench.peers.deployment import deploy, prepare
from cdk_personalize_handler.contract.properties import POLL_INTERVAL_VARIABLE
from local_aws import LocalAws

MINUTE_SECONDS = 10.0
_PENDING_SECONDS, _IMPORT_SECONDS = 1.0, 44.0


class CountedFunction(NamedTuple):
    """A function that each poll calls: what it has, in MB, and what it writes for each call."""

    memory: int
    architecture: str
    log_bytes: float


@dataclass(frozen=True)
class CountedPoll:
    """What a poll takes that finds the job still running. `seconds_beyond` its interval are those of this machine.

    They are `None` if there were too few polls to tell.
    """

    personalize_calls: float
    functions: tuple[CountedFunction, ...]
    transitions: int
    seconds_beyond: float | None
    polls: int


class _Watched(NamedTuple):
    """A function: its handler, how a line of a poll's begins, and how many of its first calls are no polls."""

    handler: str
    mark: str = ""
    begins: int = 0


_FRAMEWORK = _Watched("framework.isComplete", "[provider-framework] isComplete")
_WATCHED = {
    peers.OURS: (_Watched("cdk_personalize_handler.provider_framework.handler", begins=1), _FRAMEWORK),
    peers.OURS_CRHELPER: (_Watched("cdk_personalize_handler.crhelper_waiter.handler", begins=1),),
    peers.PROVIDER_FRAMEWORK: (_Watched("index.is_complete"), _FRAMEWORK),
    peers.CRHELPER: (_Watched("index.handler", begins=1),),
}

_INTERVALS = {
    peers.OURS: 10.0,
    peers.OURS_CRHELPER: MINUTE_SECONDS,
    peers.PROVIDER_FRAMEWORK: 5.0,
    peers.CRHELPER: 2 * MINUTE_SECONDS,
}

_X86, _ARM = "x86_64", "arm64"
COUNTED_EARLIER = {
    peers.OURS: CountedPoll(1, (CountedFunction(256, _ARM, 0), CountedFunction(128, _X86, 376)), 1, 0.2, 6),
    peers.OURS_CRHELPER: CountedPoll(1, (CountedFunction(256, _ARM, 0),), 0, 0.1, 5),
    peers.PROVIDER_FRAMEWORK: CountedPoll(
        1, (CountedFunction(128, _X86, 262), CountedFunction(128, _X86, 376)), 1, 0.3, 10
    ),
    peers.CRHELPER: CountedPoll(1, (CountedFunction(128, _X86, 1971),), 0, None, 3),
}
"""What was counted in an earlier run, for `make bench-quick`, which deploys nothing."""


def count() -> dict[str, CountedPoll]:
    """Deploy all stacks at the same time, wait for their imports, and count; raise `DeploymentFailed`."""
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalAws(
            pending_seconds=_PENDING_SECONDS,
            import_seconds=_IMPORT_SECONDS,
            minute_seconds=MINUTE_SECONDS,
            function_variables={POLL_INTERVAL_VARIABLE: f"{MINUTE_SECONDS:.0f}"},
        ) as aws,
    ):
        prepare(aws)
        deploy(aws, Path(folder))
        return {stack: _counted(aws, stack) for stack in peers.STACKS}


def _counted(aws: LocalAws, stack: str) -> CountedPoll:
    looks = _looks(aws, stack)
    functions, polls = [], []
    for watched in _WATCHED[stack]:
        function = _function(aws, stack, watched.handler)
        settings = function.get("LoggingConfig", {})
        calls = list(_calls(aws, settings.get("LogGroup", f"/aws/lambda/{function['FunctionName']}"), watched.mark))
        waiting = calls[watched.begins : -1]  # the last one finds the job done
        size = median(lambda_log.written(lines, settings) for lines in waiting)
        functions.append(CountedFunction(function["MemorySize"], function["Architectures"][0], size))
        polls.append(len(calls) - watched.begins)
    return CountedPoll(
        len(looks) / max(polls),
        tuple(functions),
        transitions(_definition(aws, stack)),
        seconds_beyond(looks, _INTERVALS[stack]),
        max(polls),
    )


def seconds_beyond(looks: list[float], interval: float) -> float | None:
    """Return by how much looks are further apart than the interval, without the first two and the last two.

    Those may be nearer. Return `None` if no others are left.
    """
    apart = [later - earlier for earlier, later in pairwise(looks)][1:-1]
    return median(apart) - interval if apart else None


def _looks(aws: LocalAws, stack: str) -> list[float]:
    """Return when the stack's job was described."""
    jobs = aws.client("personalize").list_dataset_import_jobs(datasetArn=peers.dataset_arn(stack))
    (arn,) = [job["datasetImportJobArn"] for job in jobs["datasetImportJobs"]]
    described = [call for call in aws.admin.calls() if call.operation == "DescribeDatasetImportJob"]
    times = [call.time for call in described if call.request["datasetImportJobArn"] == arn]
    is_ours = stack in (peers.OURS, peers.OURS_CRHELPER)
    return times[1:] if is_ours else times  # ours looks for the job before it starts one


def _function(aws: LocalAws, stack: str, handler: str) -> dict[str, Any]:
    functions = aws.client("lambda").get_paginator("list_functions").paginate()
    (found,) = [
        function
        for page in functions
        for function in page["Functions"]
        if function["FunctionName"].startswith(f"{stack}-") and function["Handler"] == handler
    ]
    return dict(found)


def _calls(aws: LocalAws, group: str, mark: str) -> Iterable[list[str]]:
    """Return the lines of each call of a function, in their order; the local AWS has a stream for each."""
    pages = aws.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
    streams: dict[str, list[Any]] = {}
    for page in pages:
        for event in page["events"]:
            streams.setdefault(event["logStreamName"], []).append(event)
    for events in sorted(streams.values(), key=lambda events: events[0]["timestamp"]):
        lines = [event["message"] for event in events]
        if not mark or any(line.startswith(mark) for line in lines):
            yield lines


def _definition(aws: LocalAws, stack: str) -> dict[str, Any]:
    """Return the definition of the stack's state machine; an empty one if it has none."""
    states = aws.client("stepfunctions")
    for machine in states.list_state_machines()["stateMachines"]:
        if machine["name"].startswith(stack.lower()) or f":{stack}-" in machine["stateMachineArn"]:
            described = states.describe_state_machine(stateMachineArn=machine["stateMachineArn"])
            return dict(json.loads(described["definition"]))
    return {}


def transitions(definition: dict[str, Any]) -> int:
    """Return the state transitions of a poll: a state that is retried makes one for each retry."""
    if not definition:
        return 0
    first = definition["States"][definition["StartAt"]]
    if "Retry" not in first:
        raise ValueError(f"{definition['StartAt']} is no state that is retried")
    return 1
