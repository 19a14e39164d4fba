from typing import Any

import pytest

from local_aws.personalize import ServiceError
from local_aws.personalize.faults import failing_job, slow_job
from tests.local_aws.service_fixture import BUCKET, INTERACTIONS, ITEMS, World, interactions, items


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


def test_data_that_breaks_the_schema_fails_the_job_with_the_reason(world: World) -> None:
    world.objects.content[BUCKET, "interactions.csv"] = b"USER_ID,TIMESTAMP\nu,1\n"
    dataset = world.dataset()
    job = world.landed(dataset)
    assert job["status"] == "CREATE FAILED"
    assert job["failureReason"] == "Input csv is missing the following columns: [ITEM_ID]"
    assert world.model.dataset_contents(dataset).import_jobs == ()


def test_data_is_read_when_the_job_starts_not_when_it_is_created(world: World) -> None:
    job = world.start(world.dataset(), location="s3://lake/later.csv")
    world.objects.content[BUCKET, "later.csv"] = interactions()
    world.pass_seconds(65)
    assert world.job(job)["status"] == "ACTIVE"


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
    with refused("ResourceNotFoundException"):
        world.start(world.model.arns.dataset(world.model.arns.dataset_group("none"), "ITEMS"))


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


@pytest.mark.parametrize("location", ["s3://lake/folder", "s3://lake/empty/", "s3://elsewhere/interactions.csv"])
def test_nothing_at_the_location_fails_the_job(world: World, location: str) -> None:
    world.objects.content |= {(BUCKET, "folder/1.csv"): interactions(), (BUCKET, "empty/"): b""}
    job = world.landed(world.dataset(), location=location)
    assert (job["status"], job["failureReason"]) == ("CREATE FAILED", "Invalid Data location.")
