"""A Personalize on a clock that tests turn, with a bucket that tests fill."""

import json
from functools import cached_property
from typing import Any

from local_aws.client import personalize_client
from local_aws.personalize import MemoryObjects, Personalize
from local_aws.personalize.data_access import Evaluator, everything_is_allowed

ROLE = "arn:aws:iam::000000000000:role/import"
BUCKET = "lake"

INTERACTIONS = [("USER_ID", "string"), ("ITEM_ID", "string"), ("TIMESTAMP", "long")]
ITEMS = [("ITEM_ID", "string"), ("GENRE", ["null", "string"])]

Fields = list[tuple[str, Any]]


def avro(fields: Fields) -> str:
    record = {
        "type": "record",
        "name": "Record",
        "namespace": "com.amazonaws.personalize.schema",
        "fields": [{"name": name, "type": kind} for name, kind in fields],
        "version": "1.0",
    }
    return json.dumps(record)


def interactions(rows: int = 1_000) -> bytes:
    lines = [f"u{row},i{row},{1_700_000_000 + row}" for row in range(rows)]
    return "\n".join(["USER_ID,ITEM_ID,TIMESTAMP", *lines, ""]).encode()


def items(*ids: str) -> bytes:
    return "\n".join(["ITEM_ID,GENRE", *(f"{each},drama" for each in ids), ""]).encode()


class World:
    """One account: pending for 5 seconds, importing for 60. Everything may be read, unless `allows` says otherwise.

    `settings` go to the model.
    """

    def __init__(self, allows: Evaluator = everything_is_allowed, **settings: Any) -> None:
        self.now = 1_000_000.0
        self.objects = MemoryObjects({(BUCKET, "interactions.csv"): interactions(), (BUCKET, "items.csv"): items("a")})
        self.model = Personalize(
            lambda: self.now, self.objects, allows=allows, pending_seconds=5, import_seconds=60, **settings
        )

    @cached_property
    def client(self) -> Any:
        return personalize_client(self.model)

    def call(self, operation: str, **request: Any) -> dict[str, Any]:
        return self.model.call(operation, request)

    def pass_seconds(self, seconds: float) -> None:
        self.now += seconds
        self.model.tick()

    def dataset(self, dataset_type: str = "INTERACTIONS", fields: Fields = INTERACTIONS, group: str = "group") -> str:
        group_arn = self.model.arns.dataset_group(group)
        if not any(each["name"] == group for each in self.call("ListDatasetGroups")["datasetGroups"]):
            self.call("CreateDatasetGroup", name=group)
        name = f"{group}-{dataset_type}"
        schema_arn = self.call("CreateSchema", name=name, schema=avro(fields))["schemaArn"]
        return str(
            self.call(
                "CreateDataset", name=name, schemaArn=schema_arn, datasetGroupArn=group_arn, datasetType=dataset_type
            )["datasetArn"]
        )

    def start(self, dataset_arn: str, name: str = "job", location: str | None = None, **more: Any) -> str:
        key = "items.csv" if dataset_arn.endswith("ITEMS") else "interactions.csv"
        request = {
            "jobName": name,
            "datasetArn": dataset_arn,
            "dataSource": {"dataLocation": location or f"s3://{BUCKET}/{key}"},
            "roleArn": ROLE,
            **more,
        }
        return str(self.call("CreateDatasetImportJob", **request)["datasetImportJobArn"])

    def job(self, arn: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.call("DescribeDatasetImportJob", datasetImportJobArn=arn)["datasetImportJob"]
        return answer

    def landed(self, dataset_arn: str, name: str = "job", **more: Any) -> dict[str, Any]:
        arn = self.start(dataset_arn, name, **more)
        self.pass_seconds(65)
        return self.job(arn)
