"""Dataset import jobs: started by a call, moved on by the clock, never stopped and never deleted.

That a call refuses data whose header or whose rights are wrong is recorded, and published for a header and a bucket
policy. That it does so for a role that cannot be assumed, and for objects that are not there or archived, is assumed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from local_aws.personalize import csv_check
from local_aws.personalize.arns import Arns
from local_aws.personalize.data_access import Evaluator, assume_role
from local_aws.personalize.errors import ImportFailedError, InvalidInputError, ServiceError
from local_aws.personalize.faults import Faults
from local_aws.personalize.objects import Location, ObjectError, Objects, ObjectStore
from local_aws.personalize.schema import Column, columns
from local_aws.personalize.store import ACTIVE, FAILED, IN_PROGRESS, PENDING, Record, Store

MAXIMUM_RUNNING = 5


@dataclass(frozen=True)
class Contents:
    """What a dataset holds: the imports whose data it is made of, oldest first, and the number of records."""

    import_jobs: tuple[str, ...] = ()
    rows: int = 0
    ids: frozenset[str] | None = None


@dataclass(frozen=True)
class AcceptedImport:
    """What a job is to import, and with what."""

    job_arn: str
    location: Location
    role_arn: str
    mode: str
    dataset_type: str
    columns: list[Column]


@dataclass
class ImportRun:
    """The part of a job that Describe does not show."""

    record: Record
    accepted: AcceptedImport
    starts_at: float
    ends_at: float
    failure: str | None
    data: csv_check.Data | None = None


class ImportJobs:
    """The import jobs of one account and Region."""

    def __init__(
        self,
        store: Store,
        arns: Arns,
        clock: Callable[[], float],
        objects: ObjectStore,
        allows: Evaluator,
        faults: Faults,
        pending_seconds: float,
        import_seconds: float,
    ):
        self._store = store
        self._arns = arns
        self._clock = clock
        self._objects = objects
        self._allows = allows
        self._faults = faults
        self._pending_seconds = pending_seconds
        self._import_seconds = import_seconds
        self._runs: list[ImportRun] = []
        self._contents: dict[str, Contents] = {}

    def contents(self, dataset_arn: str) -> Contents:
        """Return what a dataset holds."""
        return self._contents.get(dataset_arn, Contents())

    def forget(self, dataset_arn: str) -> None:
        """Drop the contents of a deleted dataset; its jobs stay, and so do their names."""
        self._contents.pop(dataset_arn, None)

    def running(self, dataset_arn: str) -> bool:
        """Return whether a job of this dataset is pending or in progress."""
        return any(run.record["datasetArn"] == dataset_arn for run in self._runs)

    def accept(self, request: Record) -> AcceptedImport:
        """Return what is to be imported, or refuse it for all but its data."""
        location = Location.parse(request["dataSource"].get("dataLocation"))
        if "roleArn" not in request:
            raise InvalidInputError("roleArn is required to import from Amazon S3.")
        if request.get("publishAttributionMetricsToS3"):
            raise InvalidInputError("The dataset group has no metric attribution to publish to Amazon S3.")
        dataset = self._store.get_given(request["datasetArn"], "dataset/")
        mode = request.get("importMode", "FULL")
        if mode == "INCREMENTAL" and not self.contents(request["datasetArn"]).import_jobs:
            raise InvalidInputError("An incremental import needs an earlier successful bulk import of the dataset.")
        arn = self._arns.dataset_import_job(request["jobName"])
        self._store.require_new(arn)
        if len(self._runs) >= MAXIMUM_RUNNING:
            raise ServiceError(
                "LimitExceededException",
                f"More than {MAXIMUM_RUNNING} resources with PENDING or IN_PROGRESS status",
            )
        avro_schema = self._store.get(dataset["schemaArn"], "schema/")["schema"]
        return AcceptedImport(arn, location, request["roleArn"], mode, dataset["datasetType"], columns(avro_schema))

    def look(self, accepted: AcceptedImport) -> None:
        """Refuse data that cannot be read, or lacks columns. Slow, since it reads objects; changes nothing."""
        try:
            csv_check.check_headers(self._readable(accepted), accepted.location, accepted.columns)
        except (ImportFailedError, ObjectError) as error:
            raise InvalidInputError(str(error)) from error

    def create(self, request: Record) -> Record:
        """Start a job, or refuse it as the service does, but do not look at its data."""
        accepted = self.accept(request)
        now = self._clock()
        record = {
            "jobName": request["jobName"],
            "datasetImportJobArn": accepted.job_arn,
            "datasetArn": request["datasetArn"],
            "dataSource": {"dataLocation": request["dataSource"]["dataLocation"]},
            "roleArn": accepted.role_arn,
            "status": PENDING,
            "creationDateTime": now,
            "lastUpdatedDateTime": now,
            "importMode": accepted.mode,
            "publishAttributionMetricsToS3": False,
        }
        self._runs.append(self._run(self._store.add(accepted.job_arn, record, request.get("tags", [])), accepted))
        return {"datasetImportJobArn": accepted.job_arn}

    def _run(self, record: Record, accepted: AcceptedImport) -> ImportRun:
        fault = self._faults.for_job(record["jobName"])
        seconds = self._import_seconds if fault is None or fault.seconds is None else fault.seconds
        starts_at = record["creationDateTime"] + self._pending_seconds
        return ImportRun(
            record=record,
            accepted=accepted,
            starts_at=starts_at,
            ends_at=starts_at + seconds,
            failure=fault.reason if fault else None,
        )

    def start_due(self) -> list[ImportRun]:
        """Move pending jobs whose time has come to `CREATE IN_PROGRESS`, and return them: their data is to be read."""
        now = self._clock()
        due = [run for run in self._runs if run.record["status"] == PENDING and run.starts_at <= now]
        for run in due:
            run.record |= {"status": IN_PROGRESS, "lastUpdatedDateTime": now}
        return due

    def read(self, run: ImportRun) -> None:
        """Read and check the data of a job and remember what came of it. Slow; changes nothing that a call can see."""
        if run.failure is not None:
            return
        accepted = run.accepted
        try:
            run.data = csv_check.read(
                self._readable(accepted),
                accepted.location,
                accepted.columns,
                accepted.dataset_type,
                accepted.mode,
            )
        except (ImportFailedError, ObjectError) as error:
            run.failure = str(error)

    def _readable(self, accepted: AcceptedImport) -> Objects:
        return assume_role(self._objects, self._allows, accepted.job_arn, accepted.role_arn)

    def finish_due(self) -> None:
        """End the jobs that have been read and whose time is over."""
        now = self._clock()
        for run in list(self._runs):
            if run.ends_at > now:
                continue
            if run.failure is not None:
                run.record |= {"status": FAILED, "failureReason": run.failure, "lastUpdatedDateTime": now}
            elif run.data is not None:
                run.record |= {"status": ACTIVE, "lastUpdatedDateTime": now}
                self._land(run.record, run.data)
            else:
                continue
            self._runs.remove(run)

    def _land(self, record: Record, data: csv_check.Data) -> None:
        arn, job_arn = record["datasetArn"], record["datasetImportJobArn"]
        before = self.contents(arn)
        if record["importMode"] == "FULL":
            self._contents[arn] = Contents((job_arn,), data.rows if data.ids is None else len(data.ids), data.ids)
        elif data.ids is None or before.ids is None:
            self._contents[arn] = Contents((*before.import_jobs, job_arn), before.rows + data.rows)
        else:
            ids = before.ids | data.ids
            self._contents[arn] = Contents((*before.import_jobs, job_arn), len(ids), ids)
