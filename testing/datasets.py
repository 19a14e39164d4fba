"""Datasets of interactions that are made with boto3 alone, before anything is deployed."""

import json
import time
from collections.abc import Callable
from typing import Any

from testing.harness import SCHEMA


def create_datasets(personalize: Any, *names: str, schema: str = json.dumps(SCHEMA)) -> list[str]:
    """Create a group with an interactions dataset for each name, wait until all are `ACTIVE`, and return their ARNs."""
    schema_arn = personalize.create_schema(name="interactions", schema=schema)["schemaArn"]
    groups = [personalize.create_dataset_group(name=name)["datasetGroupArn"] for name in names]
    for group in groups:
        _wait(lambda arn=group: personalize.describe_dataset_group(datasetGroupArn=arn)["datasetGroup"])
    datasets = [
        personalize.create_dataset(name=name, datasetType="Interactions", datasetGroupArn=group, schemaArn=schema_arn)
        for name, group in zip(names, groups, strict=True)
    ]
    for dataset in datasets:
        _wait(lambda arn=dataset["datasetArn"]: personalize.describe_dataset(datasetArn=arn)["dataset"])
    return [dataset["datasetArn"] for dataset in datasets]


def _wait(describe: Callable[[], dict[str, str]]) -> None:
    while describe()["status"] != "ACTIVE":
        time.sleep(0.1)
