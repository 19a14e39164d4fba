"""The command against the local AWS: objects are read from S3, and the dataset is asked for."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from local_aws import LocalAws
from testing.datasets import create_datasets
from tests.handler.preflight.case import INTERACTIONS, avro, csv_bytes, interactions

LATE = "user-1,item-1,1700000000000,click,1.5"


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws() as aws:
        s3 = aws.client("s3")
        s3.create_bucket(Bucket="lake")
        s3.put_object(Bucket="lake", Key="good/1.csv", Body=csv_bytes(interactions(600)))
        s3.put_object(Bucket="lake", Key="good/2.csv", Body=csv_bytes(interactions(400)))
        s3.put_object(Bucket="lake", Key="bad/1.csv", Body=csv_bytes([*interactions(600), LATE]))
        yield aws


@pytest.fixture(scope="module")
def dataset_arn(aws: LocalAws) -> str:
    (arn,) = create_datasets(aws.client("personalize"), "movies", schema=avro(INTERACTIONS))
    return arn


def check(environment: Mapping[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "cdk_personalize_check", "check", *arguments, "--json"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def found(done: "subprocess.CompletedProcess[str]") -> tuple[int, Any, list[tuple[str, str | None]]]:
    document = json.loads(done.stdout)
    return done.returncode, document["rows"], [(each["code"], each["file"]) for each in document["findings"]]


def test_a_folder_is_read_whole(aws: LocalAws, dataset_arn: str) -> None:
    good = check(aws.admin_environment(), "s3://lake/good/", "--dataset-arn", dataset_arn)
    assert found(good) == (0, 1_000, [])
    bad = check(aws.admin_environment(), "s3://lake/bad/", "--dataset-arn", dataset_arn)
    assert found(bad) == (1, 601, [("too-few-interactions", None), ("milliseconds", "bad/1.csv")])


def test_the_dataset_must_be_there_and_take_the_import(aws: LocalAws, dataset_arn: str) -> None:
    more = check(aws.admin_environment(), "s3://lake/good/", "--dataset-arn", dataset_arn, "--mode", "INCREMENTAL")
    assert found(more) == (1, 1_000, [("no-earlier-import", None)])
    unknown = check(aws.admin_environment(), "s3://lake/good/", "--dataset-arn", dataset_arn.replace("movies", "songs"))
    assert found(unknown) == (1, None, [("dataset-not-found", None)])
    away = check(aws.admin_environment(), "s3://lake/good/", "--dataset-arn", dataset_arn.replace("0" * 12, "1" * 12))
    assert found(away) == (1, None, [("dataset-elsewhere", None)])


def test_the_region_is_that_of_the_dataset(aws: LocalAws, dataset_arn: str) -> None:
    elsewhere = {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1"}
    done = check(aws.admin_environment() | elsewhere, "s3://lake/good/", "--dataset-arn", dataset_arn)
    assert found(done) == (0, 1_000, [])


def test_there_may_be_no_bucket(aws: LocalAws, dataset_arn: str) -> None:
    done = check(aws.admin_environment(), "s3://river/good/", "--dataset-arn", dataset_arn)
    assert found(done) == (1, None, [("nothing-there", None)])


def test_without_permissions_nothing_is_checked(aws: LocalAws, dataset_arn: str) -> None:
    done = check(aws.environment(), "s3://lake/good/", "--dataset-arn", dataset_arn)
    assert (done.returncode, done.stdout) == (2, "")
    assert "AccessDenied" in done.stderr
