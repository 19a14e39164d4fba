"""Amazon Personalize as a plain class: no sockets and no threads; the clock and the object store are given."""

import copy
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

from local_aws.personalize import shapes
from local_aws.personalize.arns import Arns
from local_aws.personalize.data_access import Evaluator, everything_is_allowed
from local_aws.personalize.errors import ServiceError
from local_aws.personalize.faults import Fault, Faults
from local_aws.personalize.import_jobs import Contents, ImportJobs
from local_aws.personalize.objects import ObjectStore
from local_aws.personalize.resources import Resources
from local_aws.personalize.store import ACTIVE, Record, Store, page


class Call(NamedTuple):
    """An entry of the operation log: when, which operation, with what; refused calls are in it too."""

    time: float
    operation: str
    request: Record


class Personalize:
    """The service in one account and Region.

    `clock` returns epoch seconds. An import waits `pending_seconds`, then runs for `import_seconds`; dataset groups,
    datasets, event trackers and solutions are pending for `resource_seconds`. Nothing happens between two calls of
    `tick`, which moves them on and reads the data of imports. Only what `allows` says may be read; that is everything
    by default.

    `CreateDatasetImportJob` looks at the data, too, and refuses what it cannot read or what lacks columns. With
    `late_refusals`, which can be set at any time, it does not, and the job fails for the same reason.

    Calls and ticks may come from different threads. Objects are read without the lock that calls take, so that other
    calls are answered meanwhile; but the thread that calls `CreateDatasetImportJob` must not be the one that serves
    the objects, unless the refusals are late.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        objects: ObjectStore,
        *,
        allows: Evaluator = everything_is_allowed,
        account_id: str = "000000000000",
        region: str = "us-east-1",
        partition: str = "aws",
        import_seconds: float = 60.0,
        pending_seconds: float = 5.0,
        resource_seconds: float = 0.0,
        late_refusals: bool = False,
    ):
        self.arns = Arns(partition, region, account_id)
        self.calls: list[Call] = []
        self._clock = clock
        self.late_refusals = late_refusals
        self._lock = threading.Lock()
        self._store = Store()
        self._faults = Faults()
        self._imports = ImportJobs(
            self._store,
            self.arns,
            clock,
            objects,
            allows,
            self._faults,
            pending_seconds,
            import_seconds,
        )
        self._resources = resources = Resources(self._store, self.arns, clock, self._imports, resource_seconds)
        self._operations: dict[str, Callable[[Record], Record]] = {
            "CreateDatasetGroup": resources.create_dataset_group,
            "CreateSchema": resources.create_schema,
            "CreateDataset": resources.create_dataset,
            "CreateDatasetImportJob": self._imports.create,
            "CreateEventTracker": resources.create_event_tracker,
            "CreateSolution": resources.create_solution,
            "DeleteDatasetGroup": resources.delete_dataset_group,
            "DeleteSchema": resources.delete_schema,
            "DeleteDataset": resources.delete_dataset,
            "DeleteEventTracker": resources.delete_event_tracker,
            "DeleteSolution": resources.delete_solution,
            "DescribeDatasetGroup": lambda request: self._describe("datasetGroup", "dataset-group/", request),
            "DescribeSchema": lambda request: self._describe("schema", "schema/", request),
            "DescribeDataset": lambda request: self._describe("dataset", "dataset/", request),
            "DescribeDatasetImportJob": lambda request: self._describe(
                "datasetImportJob", "dataset-import-job/", request
            ),
            "DescribeEventTracker": lambda request: self._describe("eventTracker", "event-tracker/", request),
            "DescribeSolution": lambda request: self._describe("solution", "solution/", request),
            "ListDatasetGroups": lambda request: self._list("ListDatasetGroups", "dataset-group/", request),
            "ListSchemas": lambda request: self._list("ListSchemas", "schema/", request),
            "ListDatasets": lambda request: self._list("ListDatasets", "dataset/", request),
            "ListDatasetImportJobs": lambda request: self._list(
                "ListDatasetImportJobs", "dataset-import-job/", request
            ),
            "ListEventTrackers": lambda request: self._list("ListEventTrackers", "event-tracker/", request),
            "ListSolutions": lambda request: self._list("ListSolutions", "solution/", request),
            "TagResource": self._tag,
            "UntagResource": self._untag,
            "ListTagsForResource": self._list_tags,
        }

    def call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """Answer a request in the service's own member names; raise `ServiceError` where the service refuses."""
        with self._lock:
            self.calls.append(Call(self._clock(), operation, copy.deepcopy(request)))
            if operation not in self._operations:
                raise ServiceError(
                    "UnknownOperationException", f"{operation} is not an operation of the local Personalize"
                )
            shapes.check_request(operation, request)
            self._faults.raise_for_call(operation)
        given = {name: value for name, value in request.items() if value is not None}
        if operation == "CreateDatasetImportJob" and not self.late_refusals:
            self._look_at_data(given)
        with self._lock:
            answer = self._operations[operation](given)
            shapes.check_answer(operation, answer)
            return copy.deepcopy(answer)

    def _look_at_data(self, request: Record) -> None:
        with self._lock:
            accepted = self._imports.accept(request)
        self._imports.look(accepted)

    def tick(self) -> None:
        """Do what is due on the clock: end the creation of resources, start imports, read their data, end imports."""
        with self._lock:
            self._resources.activate_due()
            started = self._imports.start_due()
        for run in started:
            self._imports.read(run)
        with self._lock:
            self._imports.finish_due()

    def dataset_contents(self, dataset_arn: str) -> Contents:
        """Return which imports' data a dataset holds, and how many records."""
        with self._lock:
            return self._imports.contents(dataset_arn)

    def is_active(self, arn: str) -> bool:
        """Return whether a resource can be used; a schema always can. No call is made of it, so no fault meets it."""
        with self._lock:
            return bool(self._store.get(arn).get("status", ACTIVE) == ACTIVE)

    def import_jobs(self) -> list[Record]:
        """Return all import jobs as they are described, oldest first. No call is made of it, so no fault meets it."""
        with self._lock:
            jobs = self._store.all("dataset-import-job/", lambda _: True)
            return copy.deepcopy(sorted(jobs, key=lambda job: job["creationDateTime"]))

    def add_fault(self, fault: Fault) -> None:
        """Let a fault wait for the call or the job that it matches."""
        with self._lock:
            self._faults.add(fault)

    def clear_faults(self) -> None:
        """Forget the faults that have not acted yet."""
        with self._lock:
            self._faults.clear()

    def _describe(self, member: str, resource_type: str, request: Record) -> Record:
        (arn,) = request.values()
        return {member: self._store.get(arn, resource_type)}

    def _list(self, operation: str, resource_type: str, request: Record) -> Record:
        criteria = {name: value for name, value in request.items() if name not in ("maxResults", "nextToken")}
        records = self._store.all(resource_type, lambda record: criteria.items() <= record.items())
        found, token = page(records, request)
        member, summary = shapes.summary_members(operation)
        summaries = [{name: value for name, value in record.items() if name in summary} for record in found]
        return {member: summaries} | ({"nextToken": token} if token else {})

    def _tag(self, request: Record) -> Record:
        self._store.get(request["resourceArn"])
        self._store.tag(request["resourceArn"], request["tags"])
        return {}

    def _untag(self, request: Record) -> Record:
        self._store.get(request["resourceArn"])
        self._store.untag(request["resourceArn"], request["tagKeys"])
        return {}

    def _list_tags(self, request: Record) -> Record:
        self._store.get(request["resourceArn"])
        return {"tags": self._store.tags(request["resourceArn"])}
