"""A Personalize with one dataset, a clock that tests move, and the lifecycle on top of both."""

import json
from typing import Any, cast

from cdk_personalize_handler.aws.personalize import Personalize as Service
from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.lifecycle import Lifecycle
from cdk_personalize_handler.lifecycle.outcomes import Fail, Succeed, Wait
from cdk_personalize_handler.lifecycle.request import ImportRequest, parse_request
from cdk_personalize_handler.preflight_runner import PreflightRunner
from local_aws.personalize import MemoryObjects, Personalize
from testing.simulation.clients import ModelClient
from testing.simulation.data import SimulatedData

SCHEMA = {
    "type": "record",
    "name": "Interactions",
    "namespace": "com.amazonaws.personalize.schema",
    "fields": [
        {"name": "USER_ID", "type": "string"},
        {"name": "ITEM_ID", "type": "string"},
        {"name": "TIMESTAMP", "type": "long"},
    ],
    "version": "1.0",
}
CSV = b"USER_ID,ITEM_ID,TIMESTAMP\n" + b"".join(b"u%d,i%d,1700000000\n" % (n % 50, n) for n in range(1000))
START = 1_800_000_000.0
IMPORT_SECONDS = 300
POLL_INTERVAL = 10


class Stacks:
    """A CloudFormation that waits for everything, unless a test says otherwise."""

    def __init__(self) -> None:
        self.waiting = True
        self.rolling_back = False
        self.cleaning_up = False

    def is_waiting_for(self, request: ImportRequest, since: float) -> bool:  # noqa: ARG002
        return self.waiting

    def last_updated_at(self, request: ImportRequest) -> float | None:  # noqa: ARG002
        return None

    def is_in_progress(self, request: ImportRequest) -> bool:  # noqa: ARG002
        return self.waiting

    def is_rolling_back(self, stack_id: str) -> bool:  # noqa: ARG002
        return self.rolling_back

    def is_cleaning_up(self, stack_id: str) -> bool:  # noqa: ARG002
        return self.cleaning_up

    def restored_physical_id(self, request: DeleteRequest) -> str | None:  # noqa: ARG002
        return None


class Harness:
    """`wait` moves the clock of the model and does what is due.

    Bad data fails an import, instead of the call that would start it, until `model.late_refusals` is set to False.
    """

    def __init__(self) -> None:
        self.now = START
        self.objects = MemoryObjects({("lake", "interactions.csv"): CSV, ("lake", "newer.csv"): CSV})
        self.model = Personalize(
            lambda: self.now,
            self.objects,
            import_seconds=IMPORT_SECONDS,
            pending_seconds=30,
            late_refusals=True,
        )
        self.service = Service(cast(Any, ModelClient(self.model)))
        self.stacks = Stacks()
        self.data = SimulatedData(self.objects)
        self.preflight = PreflightRunner(self.service, self.data, lambda: self.now)
        self.lifecycle = Lifecycle(self.service, self.stacks, self.preflight, lambda: self.now, POLL_INTERVAL)
        self.create_dataset("movies")

    def create_dataset(
        self, group: str, *, dataset_type: str = "Interactions", avro_schema: str = json.dumps(SCHEMA)
    ) -> str:
        """Create a group with a dataset, of interactions by default, and return the dataset's ARN."""
        group_arn = self.model.call("CreateDatasetGroup", {"name": group})["datasetGroupArn"]
        schema_arn = self.model.call("CreateSchema", {"name": group, "schema": avro_schema})["schemaArn"]
        dataset = {"name": group, "datasetType": dataset_type}
        arns = {"schemaArn": schema_arn, "datasetGroupArn": group_arn}
        return str(self.model.call("CreateDataset", dataset | arns)["datasetArn"])

    def wait(self, seconds: float) -> None:
        """Let time pass, one poll interval after the other."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(self.now + POLL_INTERVAL, end)
            self.model.tick()

    def run(self, event: dict[str, object]) -> Succeed | Fail:
        """Carry a request to its end, with a poll every ten seconds."""
        request = parse_request(event)
        started_at = self.now
        outcome = self.lifecycle.on_event(request, started_at)
        while isinstance(outcome, Wait):
            self.wait(POLL_INTERVAL)
            outcome = self.lifecycle.poll(request, started_at)
        return outcome

    def jobs(self) -> list[dict[str, str]]:
        """All import jobs, oldest first, as the service lists them."""
        jobs = self.model.call("ListDatasetImportJobs", {})["datasetImportJobs"]
        return sorted(jobs, key=lambda job: job["creationDateTime"])
