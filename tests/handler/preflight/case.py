"""An import as a test case: its findings in preflight, and its outcome in the local Personalize."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cdk_personalize_handler.preflight import (
    Dataset,
    Finding,
    ListedObject,
    Listing,
    PlannedImport,
    Sample,
    check_import,
    sample_bytes,
    to_sample,
)
from cdk_personalize_handler.preflight.objects import list_location
from local_aws.personalize import MemoryObjects, Personalize, ServiceError
from local_aws.personalize.objects import StoredObject

ACCOUNT, REGION = "000000000000", "us-east-1"
BUCKET = "lake"

Field = Mapping[str, Any]
ITEMS: Sequence[Field] = (
    {"name": "ITEM_ID", "type": "string"},
    {"name": "GENRE", "type": ["null", "string"], "categorical": True},
    {"name": "PRICE", "type": "float"},
    {"name": "STOCK", "type": ["int", "null"]},
    {"name": "CREATION_TIMESTAMP", "type": "long"},
    {"name": "ADULT", "type": "boolean"},
    {"name": "DESCRIPTION", "type": ["null", "string"], "textual": True},
)
INTERACTIONS: Sequence[Field] = (
    {"name": "USER_ID", "type": "string"},
    {"name": "ITEM_ID", "type": "string"},
    {"name": "TIMESTAMP", "type": "long"},
    {"name": "EVENT_TYPE", "type": "string"},
    {"name": "EVENT_VALUE", "type": ["null", "float"]},
)
ACTION_INTERACTIONS: Sequence[Field] = (
    {"name": "USER_ID", "type": "string"},
    {"name": "ACTION_ID", "type": "string"},
    {"name": "EVENT_TYPE", "type": "string"},
    {"name": "TIMESTAMP", "type": "long"},
)


def avro(fields: Sequence[Field], name: str = "Record") -> str:
    return json.dumps({"type": "record", "name": name, "fields": list(fields), "version": "1.0"})


def interactions(rows: int = 1_000, first: int = 0) -> list[str]:
    header = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE"
    return [header, *(f"user-{row},item-{row},{1_700_000_000 + row},click,1.5" for row in range(first, first + rows))]


def csv_bytes(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


class SizedObjects(MemoryObjects):
    """Objects with other sizes in listings than they have."""

    def __init__(self, content: Mapping[tuple[str, str], bytes], archived: Any, sizes: Mapping[str, int]) -> None:
        super().__init__(content, archived)
        self._sizes = sizes

    def list(self, bucket: str, prefix: str) -> list[StoredObject]:
        return [each._replace(size=self._sizes.get(each.key, each.size)) for each in super().list(bucket, prefix)]


@dataclass(frozen=True, kw_only=True)
class Case:
    """`files` are the objects of the bucket by key; `sizes` are their sizes in listings, if different.

    With `has_landed`, the same data has been imported in FULL mode before. `avro_schema` replaces `fields`.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    location: str = f"s3://{BUCKET}/data.csv"
    dataset_type: str = "ITEMS"
    fields: Sequence[Field] = ITEMS
    avro_schema: str | None = None
    import_mode: str = "FULL"
    archived: Collection[str] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)
    has_landed: bool = False
    exists: bool = True
    status: str = "ACTIVE"
    region_of_dataset: str = REGION

    @property
    def planned(self) -> PlannedImport:
        arn = f"arn:aws:personalize:{self.region_of_dataset}:{ACCOUNT}:dataset/group/{self.dataset_type}"
        return PlannedImport(
            dataset_arn=arn,
            data_location=self.location,
            import_mode=self.import_mode,
            account_id=ACCOUNT,
            region=REGION,
        )

    @property
    def listing(self) -> Listing:
        """The listing of the location, or of its folder."""
        return list_location(self.location, self._list)

    def _list(self, location: str) -> Listing:
        """List as S3 does, with the key of the location as prefix and `/` as delimiter."""
        prefix = location.removeprefix(f"s3://{BUCKET}/")
        keys = sorted(key for key in self.files if key.startswith(prefix))
        inner = {key: key[len(prefix) :].partition("/") for key in keys}
        return Listing(
            location=location,
            objects=[
                ListedObject(key, self.sizes.get(key, len(self.files[key])), key in self.archived)
                for key in keys
                if not inner[key][1]
            ],
            folders=sorted({f"{prefix}{name}/" for name, slash, _ in inner.values() if slash}),
        )

    def findings(self) -> list[Finding]:
        """Return the findings of preflight for the samples that the function reads."""
        schema = self.avro_schema or avro(self.fields)
        dataset = Dataset(status=self.status, avro_schema=schema, has_landed=self.has_landed) if self.exists else None
        sample = to_sample(self.listing.imported)
        contents = ((each.key, self.files[each.key]) for each in sample)
        size = sample_bytes(sample) if sample else 0
        samples = [Sample(key, all_[:size], is_whole=len(all_) <= size) for key, all_ in contents]
        return check_import(self.planned, dataset, self.listing, samples)

    def outcome(self) -> str:
        """Return `ACTIVE`, or the error or failure reason of the local Personalize."""
        try:
            return self._import()
        except ServiceError as error:
            return str(error)

    def _import(self) -> str:
        now = 1_000_000.0
        objects = SizedObjects(
            {(BUCKET, key): content for key, content in self.files.items()},
            [(BUCKET, key) for key in self.archived],
            self.sizes,
        )
        model = Personalize(lambda: now, objects, account_id=ACCOUNT, region=REGION)
        if self.exists:
            group = model.call("CreateDatasetGroup", {"name": "group"})["datasetGroupArn"]
            schema = model.call("CreateSchema", {"name": "schema", "schema": self.avro_schema or avro(self.fields)})
            request = {"name": "data", "schemaArn": schema["schemaArn"], "datasetGroupArn": group}
            model.call("CreateDataset", {**request, "datasetType": self.dataset_type})
        modes = ["FULL", self.import_mode] if self.has_landed else [self.import_mode]
        job: dict[str, Any] = {}
        for number, mode in enumerate(modes):
            request = {
                "jobName": f"job-{number}",
                "datasetArn": self.planned.dataset_arn,
                "dataSource": {"dataLocation": self.location},
                "roleArn": f"arn:aws:iam::{ACCOUNT}:role/import",
                "importMode": mode,
            }
            arn = model.call("CreateDatasetImportJob", request)["datasetImportJobArn"]
            for _ in range(2):
                now += 100
                model.tick()
            job = model.call("DescribeDatasetImportJob", {"datasetImportJobArn": arn})["datasetImportJob"]
        return str(job["failureReason"] if job["status"] == "CREATE FAILED" else job["status"])
