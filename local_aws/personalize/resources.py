"""Dataset groups, schemas, datasets, event trackers and solutions: `ACTIVE` some time after they are created."""

from collections.abc import Callable
from uuid import NAMESPACE_URL, uuid5

from local_aws.personalize.arns import Arns
from local_aws.personalize.errors import InvalidInputError, ServiceError
from local_aws.personalize.import_jobs import ImportJobs
from local_aws.personalize.schema import columns, require_fields
from local_aws.personalize.store import ACTIVE, PENDING, Record, Store


class Resources:
    """The rules by which the resources around an import are created and deleted."""

    def __init__(
        self, store: Store, arns: Arns, clock: Callable[[], float], imports: ImportJobs, pending_seconds: float
    ):
        self._store = store
        self._arns = arns
        self._clock = clock
        self._imports = imports
        self._pending_seconds = pending_seconds
        self._pending: list[Record] = []

    def create_dataset_group(self, request: Record) -> Record:
        """Create a group; one with a key needs the role that may use it."""
        if "kmsKeyArn" in request and "roleArn" not in request:
            raise InvalidInputError("roleArn must be specified together with kmsKeyArn.")
        arn = self._arns.dataset_group(request["name"])
        self._begin(arn, request, datasetGroupArn=arn)
        return _present({"datasetGroupArn": arn, "domain": request.get("domain")})

    def create_schema(self, request: Record) -> Record:
        """Create a schema that imports are validated against."""
        columns(request["schema"])
        arn = self._arns.schema(request["name"])
        self._add(arn, request, schemaArn=arn)
        return {"schemaArn": arn}

    def create_dataset(self, request: Record) -> Record:
        """Create a group's only dataset of a type."""
        group = self._store.get_given(request["datasetGroupArn"], "dataset-group/")
        schema = self._store.get(request["schemaArn"], "schema/")
        dataset_type = request["datasetType"].upper()
        if group.get("domain") != schema.get("domain"):
            raise InvalidInputError("The domain of the schema must match the domain of the dataset group.")
        require_fields(schema["schema"], group.get("domain"), dataset_type)
        arn = self._arns.dataset(request["datasetGroupArn"], dataset_type)
        self._begin(arn, request, datasetArn=arn, datasetType=dataset_type)
        return {"datasetArn": arn}

    def create_event_tracker(self, request: Record) -> Record:
        """Create a group's only event tracker, whose events go to the interactions dataset that must be there."""
        group_arn = request["datasetGroupArn"]
        self._store.get_given(group_arn, "dataset-group/")
        self._store.get_given(self._arns.dataset(group_arn, "INTERACTIONS"), "dataset/")
        if others := self._store.all("event-tracker/", lambda record: record["datasetGroupArn"] == group_arn):
            self._store.require_new(others[0]["eventTrackerArn"])
        tracking_id = str(uuid5(NAMESPACE_URL, f"{group_arn} {self._clock()}"))
        arn = self._arns.event_tracker(tracking_id[:8])
        self._begin(arn, request, eventTrackerArn=arn, trackingId=tracking_id)
        return {"eventTrackerArn": arn, "trackingId": tracking_id}

    def create_solution(self, request: Record) -> Record:
        """Create a solution, for which interactions must have been imported."""
        group_arn = request["datasetGroupArn"]
        self._store.get_given(group_arn, "dataset-group/")
        if not self._imports.contents(self._arns.dataset(group_arn, "INTERACTIONS")).import_jobs:
            raise InvalidInputError(
                "Dataset group must contain an INTERACTIONS dataset with successfully completed dataset import job "
                "or EVENT_INTERACTIONS"
            )
        arn = self._arns.solution(request["name"])
        self._begin(arn, request, solutionArn=arn)
        return {"solutionArn": arn}

    def delete_dataset_group(self, request: Record) -> Record:
        """Delete a group that is empty."""
        arn = request["datasetGroupArn"]
        self._store.get(arn, "dataset-group/")
        self._refuse_in_use(arn, "dataset/", "datasetGroupArn")
        self._refuse_in_use(arn, "solution/", "datasetGroupArn")
        self._refuse_in_use(arn, "event-tracker/", "datasetGroupArn")
        self._store.remove(arn)
        return {}

    def delete_schema(self, request: Record) -> Record:
        """Delete a schema that no dataset uses."""
        arn = request["schemaArn"]
        self._store.get(arn, "schema/")
        self._refuse_in_use(arn, "dataset/", "schemaArn")
        self._store.remove(arn)
        return {}

    def delete_dataset(self, request: Record) -> Record:
        """Delete a dataset and its data, unless an import of it is pending or in progress."""
        arn = request["datasetArn"]
        self._store.get(arn, "dataset/")
        if self._imports.running(arn):
            raise _in_use(arn, "a dataset import job of it is pending or in progress")
        self._store.remove(arn)
        self._imports.forget(arn)
        return {}

    def delete_event_tracker(self, request: Record) -> Record:
        """Delete an event tracker."""
        self._store.get(request["eventTrackerArn"], "event-tracker/")
        self._store.remove(request["eventTrackerArn"])
        return {}

    def delete_solution(self, request: Record) -> Record:
        """Delete a solution."""
        self._store.get(request["solutionArn"], "solution/")
        self._store.remove(request["solutionArn"])
        return {}

    def activate_due(self) -> None:
        """Make `ACTIVE` what has been pending for its time."""
        now = self._clock()
        for record in list(self._pending):
            if record["creationDateTime"] + self._pending_seconds <= now:
                record |= {"status": ACTIVE, "lastUpdatedDateTime": now}
                self._pending.remove(record)

    def _begin(self, arn: str, request: Record, **members: str) -> None:
        self._pending.append(self._add(arn, request, status=PENDING, **members))
        self.activate_due()

    def _add(self, arn: str, request: Record, **members: str) -> Record:
        now = self._clock()
        described = {name: value for name, value in request.items() if name != "tags"}
        record = described | members | {"creationDateTime": now, "lastUpdatedDateTime": now}
        return self._store.add(arn, record, request.get("tags", []))

    def _refuse_in_use(self, arn: str, user_type: str, member: str) -> None:
        users = self._store.all(user_type, lambda record: record[member] == arn)
        if users:
            raise _in_use(arn, f"{users[0]['name']} uses it")


def _in_use(arn: str, why: str) -> ServiceError:
    return ServiceError("ResourceInUseException", f"Resource {arn} is in use: {why}.")


def _present(answer: Record) -> Record:
    return {name: value for name, value in answer.items() if value is not None}
