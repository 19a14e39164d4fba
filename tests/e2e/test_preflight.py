"""Preflight in a deployment with the real CDK CLI: what it refuses, what it lets pass, and what it cannot read."""

import dataclasses
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cdk_personalize_handler.contract.properties import POLL_INTERVAL_VARIABLE
from local_aws import LocalAws
from testing.data_access import PERSONALIZE, document, read_statements
from testing.deployment import POLL_SECONDS, Deployment
from testing.harness import CSV, SCHEMA

FOUR_ERRORS = CSV.replace(b"\nu0,", b"\n,", 1).replace(b"1700000000", b"1700000000000", 1) + (
    b"u1,i1,yesterday\n" * 120 + b"u2," + b"i" * 300 + b",1700000000\n"
)
"""More than a tenth of the rows have an error: in few rows, errors are warnings."""

ERRORS = (
    "line 2, USER_ID: the value is missing",
    "line 2, TIMESTAMP: '1700000000000' is not in seconds (it looks like milliseconds)",
    "line 1002, TIMESTAMP: 'yes…' (9 characters) is not a long (and 119 more rows)",
    "line 1122, ITEM_ID: 'iii…' (300 characters) is longer than 256",
)
MAX_SECONDS = 10

MOVIELENS = Path(__file__).parents[3] / "shared" / "data" / "movielens"


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with LocalAws(
        import_seconds=2,
        pending_seconds=1,
        late_refusals=True,  # so that a job shows what preflight let pass
        minute_seconds=POLL_SECONDS,
        function_variables={POLL_INTERVAL_VARIABLE: str(POLL_SECONDS)},
    ) as aws:
        deployment = Deployment(aws, tmp_path_factory.mktemp("imports"))
        deployment.prepare(groups=2)
        s3 = aws.client("s3")
        for key, data in (("four.csv", FOUR_ERRORS), ("closed.csv", CSV)):
            s3.put_object(Bucket="lake", Key=key, Body=data)
        closed = {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::lake/closed.csv",
        }
        s3.put_bucket_policy(Bucket="lake", Policy=document(*read_statements("lake", Principal=PERSONALIZE), closed))
        yield deployment


def records(deployment: Deployment) -> list[dict[str, Any]]:
    """What the function has logged of preflight."""
    lines = [json.loads(line) for line in deployment.log() if line.startswith('{"timestamp"')]
    return [line for line in lines if line["message"].startswith("preflight: ")]


@pytest.mark.seam
@pytest.mark.parametrize("waiter", ["provider_framework", "crhelper"])
def test_a_file_with_four_errors_fails_the_deployment_within_seconds_and_starts_nothing(
    deployment: Deployment, waiter: str
) -> None:
    deployment = dataclasses.replace(deployment, stack=f"Four-{waiter.partition('_')[0]}", waiter=waiter)
    earlier = len(deployment.jobs())
    code, output, _ = deployment.deploy([{"group": "group0", "key": "four.csv"}])
    assert code != 0
    assert "Preflight found 4 errors in s3://lake/four.csv: " in output
    reported = [error for error in ERRORS if error in output]
    more = 4 - len(reported)
    rest = f"; {more} more error{' is' if more == 1 else 's are'} in the function's log"
    assert reported == list(ERRORS) or (waiter == "crhelper" and rest in output)
    assert len(deployment.jobs()) == earlier
    seconds = deployment.seconds_until_failure()
    print(f"on {waiter}, the resource failed after {seconds:.1f} s")
    assert seconds < MAX_SECONDS
    found = [record for record in records(deployment) if "code" in record]
    assert sorted(record["code"] for record in found) == ["milliseconds", "missing-value", "too-long", "wrong-type"]
    assert "iiii" not in "\n".join(deployment.log())


def test_with_warn_the_service_decides_and_off_reads_nothing(deployment: Deployment) -> None:
    deployment = dataclasses.replace(deployment, stack="Warned")
    warned = {"group": "group0", "key": "bad.csv", "preflight": "WARN", "after": 0}
    code, output, _ = deployment.deploy([{"group": "group1", "key": "good.csv", "preflight": "OFF"}, warned])
    assert code != 0
    assert "Input csv is missing the following columns: [ITEM_ID]" in output
    jobs = {job["status"]: job["datasetImportJobArn"] for job in deployment.jobs()[-2:]}
    assert set(jobs) == {"ACTIVE", "CREATE FAILED"}
    found = records(deployment)
    assert {record["job"] for record in found} == {jobs["CREATE FAILED"]}
    assert {record["code"]: record["level"] for record in found if "code" in record} == {
        "missing-column": "WARNING",
        "too-few-interactions": "WARNING",
    }


def test_what_it_cannot_read_is_left_out_with_a_line_in_the_log(deployment: Deployment) -> None:
    deployment = dataclasses.replace(deployment, stack="Unread")
    code, output, _ = deployment.deploy(
        [
            {"group": "group1", "key": "good.csv", "role": "import"},  # it does not trust the function
            {"group": "group0", "key": "closed.csv", "after": 0, "job_name": "closed"},  # which has no second job
        ]
    )
    assert code != 0
    assert "Insufficient privileges for accessing data in S3" in output
    assert [job["status"] for job in deployment.jobs()[-2:]] == ["ACTIVE", "CREATE FAILED"]
    lines = [record["message"] for record in records(deployment) if record["level"] == "WARNING"]
    of_role, of_data = lines
    assert "s3://lake/good.csv was not checked: the function is not authorized to perform: sts:AssumeRole" in of_role
    assert "s3://lake/closed.csv was not checked: " in of_data
    assert "s3:GetObject" in of_data


@pytest.mark.skipif(not MOVIELENS.is_dir(), reason=f"there is no MovieLens data in {MOVIELENS}")
def test_movies_of_which_thirteen_have_no_valid_year_are_imported_with_warnings(deployment: Deployment) -> None:
    deployment = dataclasses.replace(deployment, stack="Movies")
    fields = [{"name": "ITEM_ID", "type": "string"}, {"name": "GENRE", "type": "string", "categorical": True}]
    schema = SCHEMA | {"name": "Items", "fields": [*fields, {"name": "YEAR", "type": "int"}]}
    deployment.aws.client("s3").upload_file(str(MOVIELENS / "items.csv"), "lake", "items.csv")
    code, output, _ = deployment.deploy(
        [{"group": "movies", "key": "items.csv", "creates_dataset": True, "schema": schema}]
    )
    assert code == 0, output
    assert "Import0Status = ACTIVE" in output
    found = [record for record in records(deployment) if "code" in record]
    assert {(record["code"], record["level"], record["column"]) for record in found} == {
        ("missing-value", "WARNING", "YEAR"),
        ("wrong-type", "WARNING", "YEAR"),
    }
    more = [int(rows) for record in found for rows in re.findall(r"\(and (\d+) more rows\)", record["message"])]
    assert len(found) + sum(more) == 13
