"""What the peers do with more imports than the quota lets run.

(a) and (b) are their real functions against the local Personalize. (c) and (d) do as `step_functions` has it from their
sources; nothing of a stack depends on them.
"""

import importlib
import io
import json
import logging
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple
from unittest import mock

import boto3

from bench.peers.step_functions import SAMPLE_RETRIES
from local_aws.personalize import MemoryObjects, Personalize
from testing import events
from testing.harness import CSV, SCHEMA, START
from testing.simulation.clients import ModelClient
from testing.simulation.provider_framework import SimulatedProviderFramework
from testing.simulation.response import Event, Response


class Started(NamedTuple):
    """How many imports a peer starts of all, how many fail for the quota, and how many calls are refused for it."""

    name: str
    started: int
    failed: int
    refused: int
    then: str


_ROLLED_BACK = "CloudFormation rolls the stack back; the jobs that were started run on"


def provider_framework_peer(lengths: Sequence[float]) -> Started:
    """Ask (a) for as many imports at the same time."""
    answers: list[Response] = []

    def ask(function: ModuleType, event: Event) -> None:
        def call(event: Event) -> dict[str, Any]:
            handler = function.is_complete if "PhysicalResourceId" in event else function.on_event
            return dict(handler(event, None))

        SimulatedProviderFramework(call, answers.append).deliver(event)

    with redirect_stdout(io.StringIO()):  # its handler prints each event, as the documentation's does
        refused = _ask_all("bench.peers.provider_framework.function.index", len(lengths), ask)
    failed = sum(not answer.succeeded for answer in answers)
    return Started("(a) Provider framework", len(lengths) - failed, failed, refused, _ROLLED_BACK)


def crhelper_peer(lengths: Sequence[float]) -> Started:
    """Ask (b) for as many imports at the same time."""
    statuses: list[str] = []

    def send(*, body: str, **_: Any) -> None:
        statuses.append(json.loads(body)["Status"])

    def connection(_host: str, **_: Any) -> Any:
        return SimpleNamespace(request=send, getresponse=lambda: SimpleNamespace(reason="OK"))

    context = SimpleNamespace(function_name="function", get_remaining_time_in_millis=lambda: 60_000)
    level = logging.root.level
    try:
        with mock.patch("crhelper.utils.HTTPSConnection", connection):
            refused = _ask_all(
                "bench.peers.crhelper.function.index",
                len(lengths),
                lambda function, event: function.handler(event, context),
            )
    finally:
        logging.root.setLevel(level)  # crhelper sets it
    failed = statuses.count("FAILED")
    return Started("(b) crhelper", len(lengths) - failed, failed, refused, _ROLLED_BACK)


def solution_peer(lengths: Sequence[float], slots: int) -> Started:
    """Do as (c) does: its branch for the quota fails itself, with an error that is not retried."""
    failed = max(0, len(lengths) - slots)
    then = "the branch that handles the quota raises a TypeError; the workflow of that dataset fails"
    return Started("(c) AWS Solution", len(lengths) - failed, failed, failed, then)


def sample_peer(lengths: Sequence[float], slots: int) -> Started:
    """Do as (d) does at best: some attempts within half a minute, which no import takes."""
    window = sum(SAMPLE_RETRIES)
    failed = max(0, len(lengths) - slots)
    failed -= min(failed, sum(length < window for length in lengths[:slots]))
    then = f"{len(SAMPLE_RETRIES)} more attempts within {window:.0f} s, then a constant “Failure”"
    return Started("(d) AWS sample", len(lengths) - failed, failed, failed * (1 + len(SAMPLE_RETRIES)), then)


def _ask_all(module: str, number: int, ask: Callable[[ModuleType, Event], None]) -> int:
    """Ask a function for imports into datasets of their own; return how often it was refused for the quota."""
    model = Personalize(lambda: START, MemoryObjects({("lake", "interactions.csv"): CSV}))
    codes: list[str] = []
    clients = {"personalize": ModelClient(model, refused=codes.append)}
    schema = model.call("CreateSchema", {"name": "interactions", "schema": json.dumps(SCHEMA)})["schemaArn"]
    with mock.patch.object(boto3, "client", lambda service, **_: clients.get(service) or _EventBridge()):
        sys.modules.pop(module, None)
        function = importlib.import_module(module)
    for each in range(number):
        group = model.call("CreateDatasetGroup", {"name": f"group{each}"})["datasetGroupArn"]
        dataset = {"name": f"group{each}", "datasetType": "Interactions", "schemaArn": schema}
        arn = model.call("CreateDataset", {**dataset, "datasetGroupArn": group})["datasetArn"]
        event = events.create(f"request-{each}")
        event["ResourceProperties"] = {
            "DatasetArn": arn,
            "DataLocation": "s3://lake/interactions.csv",
            "RoleArn": "arn:aws:iam::000000000000:role/import",
        }
        ask(function, event)
    return codes.count("LimitExceededException")


class _EventBridge:
    """Takes every rule, target and permission."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda **_: {"RuleArn": "arn:aws:events:us-east-1:000000000000:rule/rule"}
