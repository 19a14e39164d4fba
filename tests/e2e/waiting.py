"""Waiting for what happens in a local AWS."""

import time
from collections.abc import Callable
from typing import Any


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not become true in time"
        time.sleep(0.1)


def ended(personalize: Any, arn: str) -> dict[str, Any]:
    """Wait until an import job has ended, and return it."""

    def describe() -> dict[str, Any]:
        job: dict[str, Any] = personalize.describe_dataset_import_job(datasetImportJobArn=arn)["datasetImportJob"]
        return job

    until(lambda: describe()["status"] in ("ACTIVE", "CREATE FAILED"))
    return describe()
