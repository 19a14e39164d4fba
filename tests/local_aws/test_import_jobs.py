import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local_aws.personalize import ServiceError
from local_aws.personalize.authorization import PERSONALIZE, Permission
from local_aws.personalize.data_access import everything_is_allowed
from local_aws.personalize.faults import failing_job, slow_job, throttle
from local_aws.personalize.objects import StoredObject
from tests.local_aws.service_fixture import BUCKET, INTERACTIONS, ITEMS, ROLE, World, interactions, items

BAD = b"USER_ID,TIMESTAMP\nu,1\n"


def refused(code: str, text: str = "") -> Any:
    return pytest.raises(ServiceError, match=rf"(?s)^{code}: .*{text}")


def test_job_is_pending_then_in_progress_then_active(world: World) -> None:
    job = world.start(world.dataset())
    seen = []
    for seconds in (0, 4, 1, 59, 1, 1_000):
        world.pass_seconds(seconds)
        seen.append(world.job(job)["status"])
    assert seen == [
        "CREATE PENDING",
        "CREATE PENDING",
        "CREATE IN_PROGRESS",
        "CREATE IN_PROGRESS",
        "ACTIVE",
        "ACTIVE",
    ]


def test_last_update_moves_with_the_status(world: World) -> None:
    job = world.start(world.dataset())
    created = world.job(job)["creationDateTime"]
    world.pass_seconds(5)
    assert world.job(job)["lastUpdatedDateTime"] == created + 5
    world.pass_seconds(60)
    world.pass_seconds(60)
    assert (world.job(job)["creationDateTime"], world.job(job)["lastUpdatedDateTime"]) == (created, created + 65)


def test_describe_returns_the_job_of_the_arn(world: World) -> None:
    dataset = world.dataset()
    job = world.job(world.start(dataset, "spring", importMode="FULL"))
    assert job["datasetImportJobArn"] == "arn:aws:personalize:us-east-1:000000000000:dataset-import-job/spring"
    assert job["dataSource"] == {"dataLocation": "s3://lake/interactions.csv"}
    assert (job["jobName"], job["datasetArn"], job["importMode"]) == ("spring", dataset, "FULL")


class Refusing:
    """An account that lacks one permission."""

    def __init__(self, principal: str, action: str) -> None:
        self._missing = (principal, action)

    def __call__(self, principal: str, permission: Permission) -> bool:
        return (principal, permission.action) != self._missing


GUIDE = "https://docs.aws.amazon.com/personalize/latest/dg/granting-personalize-s3-access.html"
OF_ROLE = (
    f"Insufficient privileges for accessing data in S3. Please look at {GUIDE} and ensure your role is "
    "configured correctly."
)
OF_BUCKET = (
    f"Insufficient privileges for accessing data in S3. Please look at {GUIDE}#attach-bucket-policy and fix "
    "bucket policy on lake."
)
MISSING_COLUMN = "Input csv is missing the following columns: [ITEM_ID]"
REFUSED_AT_ONCE = [
    (None, "s3://lake/none.csv", "Invalid Data location."),
    (None, "s3://lake/empty/", "Invalid Data location."),
    (None, "s3://elsewhere/interactions.csv", "Invalid Data location."),
    (None, "s3://lake/bad.csv", MISSING_COLUMN),
    (None, "s3://lake/mixed", MISSING_COLUMN),
    (None, "s3://lake/cold.csv", "Object cold.csv is archived and cannot be read."),
    ((PERSONALIZE, "sts:AssumeRole"), None, f"Amazon Personalize could not assume the role {ROLE}."),
    ((ROLE, "s3:ListBucket"), None, OF_ROLE),
    ((ROLE, "s3:GetObject"), None, OF_ROLE),
    ((PERSONALIZE, "s3:ListBucket"), None, OF_BUCKET),
    ((PERSONALIZE, "s3:GetObject"), None, OF_BUCKET),
]


def world_of(missing: tuple[str, str] | None, *, late_refusals: bool = False) -> World:
    allows = everything_is_allowed if missing is None else Refusing(*missing)
    world = World(allows, late_refusals=late_refusals)
    world.objects.content |= {
        (BUCKET, "bad.csv"): BAD,
        (BUCKET, "mixed/1.csv"): interactions(),
        (BUCKET, "mixed/2.csv"): BAD,
        (BUCKET, "empty/"): b"",
        (BUCKET, "cold.csv"): interactions(),
    }
    world.objects.archived.add((BUCKET, "cold.csv"))
    return world


@pytest.mark.parametrize(("missing", "location", "sentence"), REFUSED_AT_ONCE)
def test_a_call_looks_at_location_rights_and_headers_and_a_refusal_spends_no_name(
    missing: tuple[str, str] | None, location: str | None, sentence: str
) -> None:
    world = world_of(missing)
    dataset = world.dataset()
    with pytest.raises(ServiceError) as caught:
        world.start(dataset, location=location)
    assert (caught.value.code, caught.value.http_status) == ("InvalidInputException", 400)
    assert caught.value.message == sentence
    assert world.call("ListDatasetImportJobs")["datasetImportJobs"] == []
    if missing is None:
        assert world.landed(dataset)["status"] == "ACTIVE", "the name is free"


@pytest.mark.parametrize(("missing", "location", "sentence"), REFUSED_AT_ONCE)
def test_with_late_refusals_the_job_fails_with_the_same_sentence(
    missing: tuple[str, str] | None, location: str | None, sentence: str
) -> None:
    world = world_of(missing, late_refusals=True)
    job = world.landed(world.dataset(), location=location)
    assert (job["status"], job["failureReason"]) == ("CREATE FAILED", sentence)
    assert world.model.dataset_contents(job["datasetArn"]).import_jobs == ()


@pytest.mark.parametrize("late_refusals", [False, True])
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (interactions(999), "Number of records (999) is less than the required minimum of 1000 for the INTERACTIONS"),
        (b"USER_ID,ITEM_ID,TIMESTAMP\nu,i,now\n", "Value 'now' of column TIMESTAMP is not a long at line 2"),
        (interactions(), "Input data is larger than the limit for import mode INCREMENTAL."),
    ],
    ids=["rows", "values", "size"],
)
def test_values_rows_and_size_fail_the_job_in_any_case(
    late_refusals: bool, content: bytes, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(late_refusals=late_refusals)
    dataset = world.dataset()
    world.landed(dataset, "first")
    world.objects.content[BUCKET, "interactions.csv"] = content
    if "larger" in sentence:
        monkeypatch.setattr(world.objects, "list", lambda *_: [StoredObject("interactions.csv", 2**30 + 1)])
    job = world.landed(dataset, "second", importMode="INCREMENTAL")
    assert (job["status"], job["failureReason"].startswith(sentence)) == ("CREATE FAILED", True)


def test_the_data_is_the_last_thing_that_a_call_looks_at() -> None:
    world = world_of(None)
    dataset = world.dataset()
    bad = "s3://lake/bad.csv"
    with refused("InvalidInputException", "incremental"):
        world.start(dataset, location=bad, importMode="INCREMENTAL")
    for number in range(5):
        world.start(dataset, f"job-{number}")
    with refused("ResourceAlreadyExistsException"):
        world.start(dataset, "job-0", location=bad)
    with refused("LimitExceededException"):
        world.start(dataset, location=bad)
    with refused("ResourceNotFoundException"):
        world.start(world.model.arns.dataset("arn/none", "ITEMS"), location=bad)
    world.pass_seconds(65)
    world.model.add_fault(throttle("CreateDatasetImportJob"))
    with refused("ThrottlingException"):
        world.start(dataset, location=bad)
    with refused("InvalidInputException", "missing the following columns"):
        world.start(dataset, location=bad)


def test_data_is_read_again_when_the_job_starts(world: World) -> None:
    job = world.start(world.dataset())
    world.objects.content[BUCKET, "interactions.csv"] = BAD
    world.pass_seconds(65)
    assert world.job(job)["failureReason"] == MISSING_COLUMN


def test_with_late_refusals_data_may_come_after_the_call() -> None:
    world = World(late_refusals=True)
    job = world.start(world.dataset(), location="s3://lake/later.csv")
    world.objects.content[BUCKET, "later.csv"] = interactions()
    world.pass_seconds(65)
    assert world.job(job)["status"] == "ACTIVE"


def test_a_refused_call_leaves_the_fault_of_a_job_for_the_next(world: World) -> None:
    world.objects.content[BUCKET, "bad.csv"] = BAD
    world.model.add_fault(failing_job("broken"))
    dataset = world.dataset()
    with refused("InvalidInputException"):
        world.start(dataset, location="s3://lake/bad.csv")
    assert world.landed(dataset)["failureReason"] == "broken"


def test_other_calls_are_answered_while_one_reads_and_the_name_is_checked_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = world.dataset()
    all_are_reading, may_read, read = threading.Barrier(9), threading.Event(), world.objects.open

    def read_later(bucket: str, key: str) -> Iterable[bytes]:
        all_are_reading.wait(10)
        assert may_read.wait(10)
        return read(bucket, key)

    monkeypatch.setattr(world.objects, "open", read_later)
    with ThreadPoolExecutor(8) as threads:
        calls = [threads.submit(world.start, dataset, "same") for _ in range(2)]
        calls += [threads.submit(world.start, dataset, f"job-{number}") for number in range(6)]
        all_are_reading.wait(10)
        assert world.call("ListDatasetImportJobs")["datasetImportJobs"] == []
        may_read.set()
        refusals = [error.code for call in calls if isinstance(error := call.exception(), ServiceError)]
    started = world.call("ListDatasetImportJobs")["datasetImportJobs"]
    assert len(started) == len({job["jobName"] for job in started}) == 5
    assert len(refusals) == 3
    assert set(refusals) <= {"ResourceAlreadyExistsException", "LimitExceededException"}


@pytest.mark.parametrize("seconds", [0, 65], ids=["running", "landed"])
def test_name_is_taken_for_good(world: World, seconds: float) -> None:
    dataset = world.dataset()
    job = world.start(dataset)
    world.pass_seconds(seconds)
    with refused("ResourceAlreadyExistsException", job):
        world.start(dataset)


def test_name_of_a_failed_job_is_taken_even_after_its_dataset_is_gone(world: World) -> None:
    world.model.add_fault(failing_job("broken"))
    dataset = world.dataset()
    assert world.landed(dataset)["status"] == "CREATE FAILED"
    world.call("DeleteDataset", datasetArn=dataset)
    other = world.dataset("ITEMS", ITEMS)
    with refused("ResourceAlreadyExistsException"):
        world.start(other)


def test_sixth_running_job_of_the_region_is_refused(world: World) -> None:
    datasets = [world.dataset(group="a"), world.dataset(group="b")]
    for index in range(5):
        world.start(datasets[index % 2], f"job-{index}")
    with refused("LimitExceededException", "More than 5 resources with PENDING or IN_PROGRESS status"):
        world.start(datasets[0], "job-5")
    with refused("ResourceAlreadyExistsException"):
        world.start(datasets[0], "job-0")
    world.pass_seconds(65)
    world.start(datasets[0], "job-5")


def test_incremental_import_needs_an_earlier_one_that_landed(world: World) -> None:
    dataset = world.dataset()
    world.start(dataset, "bulk")
    with refused("InvalidInputException", "incremental"):
        world.start(dataset, "more", importMode="INCREMENTAL")
    world.pass_seconds(65)
    world.start(dataset, "more", importMode="INCREMENTAL")


def test_deleting_a_dataset_forgets_its_data(world: World) -> None:
    dataset = world.dataset()
    world.landed(dataset)
    world.call("DeleteDataset", datasetArn=dataset)
    world.call("DeleteSchema", schemaArn=world.model.arns.schema("group-INTERACTIONS"))
    assert world.dataset() == dataset
    with refused("InvalidInputException", "incremental"):
        world.start(dataset, "more", importMode="INCREMENTAL")


@pytest.mark.parametrize("location", ["https://lake.s3.amazonaws.com/x", "s3://Lake/x", "s3://l/x", "s3:///x"])
def test_location_that_is_not_in_s3_is_refused_at_once(world: World, location: str) -> None:
    dataset = world.dataset()
    with refused("InvalidInputException", "Invalid Data location."):
        world.start(dataset, location=location)


def test_role_and_metric_attribution_are_checked(world: World) -> None:
    dataset = world.dataset()
    with refused("InvalidInputException", "roleArn"):
        world.start(dataset, roleArn=None)
    with refused("InvalidInputException", "metric attribution"):
        world.start(dataset, publishAttributionMetricsToS3=True)


def test_job_of_an_unknown_dataset_is_refused(world: World) -> None:
    arn = world.model.arns.dataset(world.model.arns.dataset_group("none"), "ITEMS")
    with refused("ResourceNotFoundException", f"The given dataset does not exist: {arn}"):
        world.start(arn)


def test_full_import_replaces_and_incremental_adds(world: World) -> None:
    dataset = world.dataset()
    first = world.landed(dataset, "first")["datasetImportJobArn"]
    more = world.landed(dataset, "more", importMode="INCREMENTAL")["datasetImportJobArn"]
    contents = world.model.dataset_contents(dataset)
    assert (contents.import_jobs, contents.rows) == ((first, more), 2_000)
    full = world.landed(dataset, "full")["datasetImportJobArn"]
    contents = world.model.dataset_contents(dataset)
    assert (contents.import_jobs, contents.rows) == ((full,), 1_000)


def test_incremental_import_of_items_replaces_by_id(world: World) -> None:
    world.objects.content |= {(BUCKET, "items.csv"): items("a", "b", "b"), (BUCKET, "new.csv"): items("b", "c")}
    dataset = world.dataset("ITEMS", ITEMS)
    world.landed(dataset, "bulk")
    assert world.model.dataset_contents(dataset).rows == 2
    world.landed(dataset, "new", location="s3://lake/new.csv", importMode="INCREMENTAL")
    assert world.model.dataset_contents(dataset).rows == 3


def test_two_jobs_of_a_dataset_run_side_by_side_and_the_last_to_end_counts(world: World) -> None:
    dataset = world.dataset()
    world.model.add_fault(slow_job(100, "slow"))
    slow, fast = world.start(dataset, "slow"), world.start(dataset, "fast")
    world.pass_seconds(65)
    assert world.model.dataset_contents(dataset).import_jobs == (fast,)
    world.pass_seconds(40)
    assert world.model.dataset_contents(dataset).import_jobs == (slow,)


def test_list_filters_by_dataset_and_pages(world: World) -> None:
    one, other = world.dataset(), world.dataset("ITEMS", ITEMS)
    world.start(other, "of-items")
    for index in range(4):
        world.start(one, f"job-{index}")
    paginator = world.client.get_paginator("list_dataset_import_jobs")
    pages = list(paginator.paginate(datasetArn=one, PaginationConfig={"PageSize": 3}))
    assert [[job["jobName"] for job in page["datasetImportJobs"]] for page in pages] == [
        ["job-0", "job-1", "job-2"],
        ["job-3"],
    ]
    assert len(world.call("ListDatasetImportJobs")["datasetImportJobs"]) == 5
    assert "datasetArn" not in world.call("ListDatasetImportJobs")["datasetImportJobs"][0]


def test_token_that_no_list_gave_is_refused(world: World) -> None:
    with refused("InvalidNextTokenException"):
        world.call("ListDatasetImportJobs", nextToken="elsewhere")


def test_all_of_a_folder_but_not_its_subfolders_is_imported(world: World) -> None:
    world.objects.content |= {
        (BUCKET, "folder/"): b"",
        (BUCKET, "folder/1.csv"): interactions(600),
        (BUCKET, "folder/2.csv"): interactions(500),
        (BUCKET, "folder/old/3.csv"): b"not a csv",
    }
    dataset = world.dataset("INTERACTIONS", INTERACTIONS)
    assert world.landed(dataset, location="s3://lake/folder/")["status"] == "ACTIVE"
    assert world.model.dataset_contents(dataset).rows == 1_100
