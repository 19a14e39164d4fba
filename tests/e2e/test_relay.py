"""A relay of three resources, through the real CDK CLI: it is created, updated and rolled back."""

from pathlib import Path
from typing import Any

from local_aws.personalize import faults
from testing.deployment import TOO_FEW, Deployment
from tests.e2e import relay
from tests.handler.lifecycle.refusals import FIVE_JOBS

LINK_SECONDS = 27
TWO_LINKS_SECONDS = 40


def every_fault() -> list[Any]:
    """Whatever can go wrong with a call, once for each call that the function makes."""
    calls = ("CreateDatasetImportJob", "DescribeDatasetImportJob", "ListDatasetImportJobs", "TagResource")
    passing = [fault for call in calls for fault in (faults.throttle(call), faults.server_error(call, http_status=503))]
    queue = faults.error("CreateDatasetImportJob", "LimitExceededException", FIVE_JOBS)
    refused = ("ResourceInUseException", "AccessDeniedException")
    return [*passing, queue, *(faults.error("CreateDatasetImportJob", code) for code in refused)]


def test_a_relay_holds_the_stack_through_every_fault_and_walks_through_updates_and_rollbacks(tmp_path: Path) -> None:
    with relay.deployment(tmp_path) as deployment:
        walk_through(deployment)


def walk_through(deployment: Deployment) -> None:
    def break_everything() -> None:
        deployment.aws.admin.clear_faults()
        for fault in [*every_fault(), faults.slow_job(seconds=TWO_LINKS_SECONDS)]:
            deployment.aws.admin.add_fault(fault)

    break_everything()
    code, output, _ = deployment.deploy([relay.asked("good.csv", LINK_SECONDS)])
    assert code == 0, output
    assert "Import0Status = ACTIVE" in output
    assert [job["status"] for job in deployment.jobs()] == ["ACTIVE"]

    break_everything()
    code, output, _ = deployment.deploy([relay.asked("good.csv", LINK_SECONDS, version="2", tags={"team": "search"})])
    assert code == 0, output
    assert [job["status"] for job in deployment.jobs()] == ["ACTIVE", "ACTIVE"]
    new = deployment.jobs()[-1]["datasetImportJobArn"]
    assert f"Import0Arn = {new}" in output

    break_everything()
    code, output, _ = deployment.deploy([relay.asked("few.csv", LINK_SECONDS, tags={"team": "ml"}, preflight="OFF")])
    assert code != 0
    assert TOO_FEW in output
    assert deployment.status() == "UPDATE_ROLLBACK_COMPLETE"
    assert [job["status"] for job in deployment.jobs()] == ["ACTIVE", "ACTIVE", "CREATE FAILED"]

    log = "\n".join(deployment.log())
    assert "(ResourceInUseException)" in log
    assert "waiting: the import job is CREATE IN_PROGRESS" in log
    assert f"failed: {TOO_FEW}" in log
    assert "/cfn-response/" not in log  # the path of every ResponseURL here
