"""Nothing that takes its time keeps the event loop, which serves what is waited for."""

import asyncio
import json
import threading
from collections.abc import Iterable
from typing import Any

import pytest
from ministack.services.cloudformation import provisioners, stacks

from local_aws import service_handler
from local_aws.ministack import extensions
from tests.local_aws.service_fixture import BUCKET, ROLE, World

LOOP_SECONDS = 10


def test_a_call_may_read_objects_that_the_event_loop_serves(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_handler, "denial", lambda *_: None)
    dataset, read = world.dataset(), world.objects.open
    is_asked, is_served = threading.Event(), threading.Event()

    def ask_the_loop(bucket: str, key: str) -> Iterable[bytes]:
        is_asked.set()
        assert is_served.wait(LOOP_SECONDS), "the event loop serves nothing"
        return read(bucket, key)

    monkeypatch.setattr(world.objects, "open", ask_the_loop)
    request = {
        "jobName": "job",
        "datasetArn": dataset,
        "dataSource": {"dataLocation": f"s3://{BUCKET}/interactions.csv"},
        "roleArn": ROLE,
    }
    headers = {"x-amz-target": "AmazonPersonalize.CreateDatasetImportJob"}

    async def serve() -> None:
        while not is_asked.is_set():
            await asyncio.sleep(0.01)
        is_served.set()

    async def call() -> tuple[int, bytes]:
        handle = service_handler.service_handler(world.model)
        (status, _, body), _ = await asyncio.gather(
            handle("POST", "/", headers, json.dumps(request).encode(), {}), serve()
        )
        return status, body

    status, body = asyncio.run(call())
    assert (status, json.loads(body)) == (200, {"datasetImportJobArn": world.model.arns.dataset_import_job("job")})


def test_a_resource_type_is_created_off_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    engine: Any = stacks
    monkeypatch.setattr(engine, "_runs_on_worker_thread", engine._runs_on_worker_thread)
    monkeypatch.setattr(provisioners, "_RESOURCE_HANDLERS", {})
    extensions.add_resource_types({"AWS::Test::Type": {}})
    found = [engine._runs_on_worker_thread(name) for name in ("AWS::Test::Type", "Custom::Any", "AWS::S3::Bucket")]
    assert found == [True, True, False]
