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
    _wait(personalize.describe_dataset_group, "datasetGroup", groups)
    datasets: list[str] = [
        personalize.create_dataset(name=name, datasetType="Interactions", datasetGroupArn=group, schemaArn=schema_arn)[
            "datasetArn"
        ]
        for name, group in zip(names, groups, strict=True)
    ]
    _wait(personalize.describe_dataset, "dataset", datasets)
    return datasets


def _wait(describe: Callable[..., Any], member: str, arns: list[str]) -> None:
    for arn in arns:
        while describe(**{f"{member}Arn": arn})[member]["status"] != "ACTIVE":
            time.sleep(0.1)
