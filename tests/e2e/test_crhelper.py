"""The same imports on crhelper, over TLS: with every answer, the rule that waited for it is gone."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from cdk_personalize_handler.contract.properties import POLL_INTERVAL_VARIABLE, RESOURCE_TYPE
from local_aws import LocalAws
from local_aws.personalize import faults
from testing.deployment import POLL_SECONDS, STACK, Deployment
from tests.e2e.crhelper_leftovers import assert_nothing_waits

IMPORT_SECONDS = 4


@pytest.fixture(scope="module")
def aws_deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A minute of EventBridge's is as long as the interval of the other waiter here, and the function knows."""
    with LocalAws(
        import_seconds=IMPORT_SECONDS - 1,
        pending_seconds=1,
        minute_seconds=POLL_SECONDS,
        function_variables={POLL_INTERVAL_VARIABLE: str(POLL_SECONDS)},
    ) as aws:
        deployment = Deployment(aws, tmp_path_factory.mktemp("imports"), waiter="crhelper")
        deployment.prepare(groups=2)
        yield deployment


@pytest.fixture
def deployment(aws_deployment: Deployment) -> Iterator[Deployment]:
    """The deployment, without a stack before and after, and nothing left of crhelper outside of the stack."""
    deployment = aws_deployment
    deployment.waiter = "crhelper"
    yield deployment
    deployment.aws.admin.clear_faults()
    if deployment.status():
        assert_nothing_waits(deployment.aws)
        code, output, _ = deployment.destroy()
        assert code == 0, output
    assert_nothing_waits(deployment.aws)


def records(deployment: Deployment) -> list[dict[str, Any]]:
    return [json.loads(line) for line in deployment.log() if line.startswith('{"timestamp"')]


def good(**more: Any) -> dict[str, Any]:
    return {"group": "group0", "key": "good.csv", **more}


@pytest.mark.seam
def test_updates_import_when_the_data_changes_and_a_failure_is_reported_and_rolled_back(deployment: Deployment) -> None:
    earlier = len(deployment.jobs())
    code, output, _ = deployment.deploy([good(version="1", tags={"team": "search"})])
    assert code == 0, output
    assert "Import0Status = ACTIVE" in output
    job = deployment.jobs()[-1]["datasetImportJobArn"]

    code, output, _ = deployment.deploy([good(version="1", tags={"team": "ml"}, timeout=600)])
    assert code == 0, output
    assert [job["status"] for job in deployment.jobs()[earlier:]] == ["ACTIVE"]
    tags = deployment.aws.client("personalize").list_tags_for_resource(resourceArn=job)["tags"]
    assert tags == [{"tagKey": "team", "tagValue": "ml"}]

    code, output, _ = deployment.deploy([good(version="2")])
    assert code == 0, output
    assert deployment.jobs()[-1]["datasetImportJobArn"] in output

    code, output, _ = deployment.deploy([good(version="3", preflight="OFF") | {"key": "bad.csv"}])
    assert code != 0
    assert "missing the following columns: [ITEM_ID] (InvalidInputException). Imports-Import0" in output
    assert deployment.status() == "UPDATE_ROLLBACK_COMPLETE"
    assert [job["status"] for job in deployment.jobs()[earlier:]] == ["ACTIVE", "ACTIVE"]
    assert "/cfn-response/" not in "\n".join(deployment.log())  # the path of every ResponseURL here


def test_a_stack_is_destroyed_with_its_dataset_once_its_running_import_has_ended(deployment: Deployment) -> None:
    own = {"group": "created", "key": "good.csv", "creates_dataset": True}
    code, output, _ = deployment.deploy([own])
    assert code == 0, output
    deployment.aws.admin.add_fault(faults.slow_job(seconds=30))
    code, output, _ = deployment.deploy([own | {"version": "2", "timeout": 10}], "--no-rollback")
    assert code != 0, "\n".join(deployment.log())
    assert "Timed out after" in output
    assert "continues, since it cannot be stopped. Set timeout, now 10 s, to 20 s or more" in output
    assert deployment.jobs()[-1]["status"] == "CREATE IN_PROGRESS"
    assert_nothing_waits(deployment.aws)
    code, output, _ = deployment.destroy()
    assert code == 0, output
    assert deployment.jobs()[-1]["status"] == "ACTIVE"


def test_a_relay_goes_on_where_one_resource_ends(deployment: Deployment) -> None:
    deployment.aws.admin.add_fault(faults.slow_job(seconds=16))
    earlier = len(deployment.jobs())
    code, output, _ = deployment.deploy([good(timeout=36, link_seconds=12)])
    assert code == 0, output
    assert "Import0Status = ACTIVE" in output
    assert len(deployment.jobs()) == earlier + 1
    job = deployment.jobs()[-1]["datasetImportJobArn"]
    looks = [record["message"] for record in records(deployment) if record.get("job") == job]
    handed_over = [
        look for look in looks if look.startswith("continuing in the next resource: the import job is CREATE")
    ]
    assert len(handed_over) + looks.count("succeeded") == 3
    assert handed_over
    assert looks.count("waiting: the import job is CREATE IN_PROGRESS") >= 2  # once for each link that waited


def test_a_cancelled_import_leaves_no_rule(deployment: Deployment) -> None:
    """Another import fails while this one runs: its resource is deleted under a generated id."""
    deployment.aws.admin.add_fault(faults.slow_job(seconds=20))
    imports = [good(version="slow"), {"group": "group1", "key": "few.csv", "preflight": "OFF"}]
    code, output, _ = deployment.deploy(imports)
    assert code != 0, output
    assert deployment.status() == "ROLLBACK_COMPLETE"
    assert {job["status"] for job in deployment.jobs()[-2:]} == {"ACTIVE", "CREATE FAILED"}


def test_another_waiter_replaces_the_resource_and_imports_once_at_the_end_of_a_long_path(
    deployment: Deployment,
) -> None:
    path = [f"{letter * 25}{number}" for number, letter in enumerate("ABCD")]
    asked = [good(path=path)]
    assert len("/".join([STACK, *path, "Import0"])) >= 120
    earlier = len(deployment.jobs())
    names = []
    for waiter in ("provider_framework", "crhelper", "provider_framework"):
        deployment.waiter = waiter
        code, output, _ = deployment.deploy(asked)
        assert code == 0, output
        assert_nothing_waits(deployment.aws)
        resources = deployment.aws.client("cloudformation").list_stack_resources(StackName=STACK)
        kinds = [each["ResourceType"] for each in resources["StackResourceSummaries"]]
        assert kinds.count(RESOURCE_TYPE) == 1
        assert ("AWS::StepFunctions::StateMachine" in kinds) == (waiter == "provider_framework")
        names.append(deployment.jobs()[-1]["jobName"])
        assert [job["status"] for job in deployment.jobs()[earlier:]] == ["ACTIVE"] * len(names)
    assert len(set(names)) == len(names)
