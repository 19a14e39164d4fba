"""A relay of three resources, through the real CDK CLI: it is created, updated, rolled back and deleted."""

from collections.abc import Iterator
from typing import Any

import pytest

from local_aws import LocalAws
from local_aws.personalize import faults
from tests.e2e.deployment import Deployment

LINK_SECONDS = 27
TWO_LINKS_SECONDS = 40


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with LocalAws(import_seconds=3, pending_seconds=1) as aws:
        deployment = Deployment(aws, tmp_path_factory.mktemp("relay"))
        deployment.prepare(groups=1)
        yield deployment


def relay(key: str, **more: Any) -> dict[str, Any]:
    return {"group": "group0", "key": key, "timeout": 3 * LINK_SECONDS, "hand_over": LINK_SECONDS, **more}


def every_fault() -> list[Any]:
    """Whatever can go wrong with a call, once for each call that the function makes."""
    calls = ("CreateDatasetImportJob", "DescribeDatasetImportJob", "ListDatasetImportJobs", "TagResource")
    passing = [fault for call in calls for fault in (faults.throttle(call), faults.server_error(call, http_status=503))]
    refused = ("LimitExceededException", "ResourceInUseException", "AccessDeniedException")
    return passing + [faults.error("CreateDatasetImportJob", code) for code in refused]


def test_a_relay_holds_the_stack_through_every_fault_and_walks_through_updates_rollbacks_and_deletions(
    deployment: Deployment,
) -> None:
    def break_everything() -> None:
        deployment.aws.admin.clear_faults()
        for fault in [*every_fault(), faults.slow_job(seconds=TWO_LINKS_SECONDS)]:
            deployment.aws.admin.add_fault(fault)

    break_everything()
    code, output, _ = deployment.deploy([relay("good.csv")])
    assert code == 0, output
    assert "Import0Status = ACTIVE" in output
    assert [job["status"] for job in deployment.jobs()] == ["ACTIVE"]

    break_everything()
    code, output, _ = deployment.deploy([relay("good.csv", version="2", tags={"team": "search"})])
    assert code == 0, output
    assert [job["status"] for job in deployment.jobs()] == ["ACTIVE", "ACTIVE"]
    new = deployment.jobs()[-1]["datasetImportJobArn"]
    assert f"Import0Arn = {new}" in output

    break_everything()
    code, output, _ = deployment.deploy([relay("bad.csv", tags={"team": "ml"})])
    assert code != 0
    assert "Input csv is missing the following columns: [ITEM_ID]" in output
    assert deployment.status() == "UPDATE_ROLLBACK_COMPLETE"
    assert [job["status"] for job in deployment.jobs()] == ["ACTIVE", "ACTIVE", "CREATE FAILED"]

    log = "\n".join(deployment.log())
    assert "(ResourceInUseException)" in log
    assert "waiting: the import job is CREATE IN_PROGRESS" in log
    assert "failed: Input csv is missing" in log
    assert "/cfn-response/" not in log  # the path of every ResponseURL here

    deployment.aws.admin.clear_faults()
    deployment.aws.admin.add_fault(faults.slow_job(seconds=5 * LINK_SECONDS))
    code, output, _ = deployment.deploy([relay("good.csv", version="3")], "--no-rollback")
    assert code != 0
    timeout = 3 * LINK_SECONDS
    assert f"Timed out after {timeout} s" in output
    assert f"Set timeout, now {timeout} s, to {2 * timeout} s or more" in output
    code, output, _ = deployment.destroy()
    assert code == 0, output
    assert deployment.jobs()[-1]["status"] == "ACTIVE"
