"""What the lifecycle promises, seen through the real CDK CLI: updates, rollbacks and deletions."""

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import WaiterError

from cdk_personalize_handler.contract.properties import RESOURCE_TYPE
from local_aws import LocalAws
from local_aws.personalize import faults
from testing.deployment import STACK, TOO_FEW, Deployment

IMPORT_SECONDS = 4


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with LocalAws(import_seconds=IMPORT_SECONDS - 1, pending_seconds=1) as aws:
        deployment = Deployment(aws, tmp_path_factory.mktemp("imports"))
        deployment.prepare(groups=2)
        yield deployment


@pytest.fixture
def clean(deployment: Deployment) -> Iterator[Deployment]:
    """The deployment, without a stack before and after."""
    yield deployment
    deployment.aws.admin.clear_faults()
    if deployment.status():
        code, output, _ = deployment.destroy()
        assert code == 0, output


@pytest.fixture(scope="module")
def provider(deployment: Deployment) -> Deployment:
    """A deployment of its own, with a stack whose function serves other stacks too."""
    provider = dataclasses.replace(deployment, stack="Provider")
    result, output, _ = provider.deploy([good()])
    assert result == 0, output
    return provider


def good(**more: Any) -> dict[str, Any]:
    return {"group": "group0", "key": "good.csv", **more}


@pytest.mark.seam
def test_updates_import_when_the_data_changes_and_only_then(clean: Deployment) -> None:
    deployment = clean
    earlier = len(deployment.jobs())
    code, output, _ = deployment.deploy([good(version="1", tags={"team": "search"})])
    assert code == 0, output
    assert len(deployment.jobs()) == earlier + 1
    job = deployment.jobs()[-1]["datasetImportJobArn"]

    for what, change in (
        ("the function's code", good(version="1", tags={"team": "search"})),
        ("the timeout", good(version="1", tags={"team": "search"}, timeout=600)),
        ("the tags", good(version="1", tags={"team": "ml", "stage": "test"}, timeout=600)),
    ):
        code, output, _ = deployment.deploy([change], changed_code=True)
        assert code == 0, output
        assert "no changes" not in output, what
        assert len(deployment.jobs()) == earlier + 1, what
    tags = deployment.aws.client("personalize").list_tags_for_resource(resourceArn=job)["tags"]
    assert {tag["tagKey"]: tag["tagValue"] for tag in tags} == {"team": "ml", "stage": "test"}

    code, output, _ = deployment.deploy([good(version="2")])
    assert code == 0, output
    assert len(deployment.jobs()) == earlier + 2
    assert deployment.jobs()[-1]["datasetImportJobArn"] in output

    code, output, _ = deployment.deploy([good(version="3", preflight="OFF") | {"key": "bad.csv"}])
    assert code != 0
    assert "Input csv is missing the following columns: [ITEM_ID]" in output
    assert deployment.status() == "UPDATE_ROLLBACK_COMPLETE"
    assert [job["status"] for job in deployment.jobs()[earlier:]] == ["ACTIVE", "ACTIVE"]


@pytest.mark.parametrize(
    ("property_name", "value", "told"),
    [
        ("DatasetARN", "x", "property: 'DatasetARN' is not allowed; use one of ServiceToken"),
        ("Timeout", "1h", "Timeout: '1h' is not allowed; use whole seconds"),
        ("JobName", "two words", "JobName: 'two words' is not allowed; use 1 to 63 letters"),
    ],
)
def test_a_bad_property_of_a_plain_template_is_refused_before_anything_is_started(
    provider: Deployment, property_name: str, value: str, told: str
) -> None:
    cloudformation = provider.aws.client("cloudformation")
    outputs = cloudformation.describe_stacks(StackName=provider.stack)["Stacks"][0]["Outputs"]
    properties = {
        "ServiceToken": next(output["OutputValue"] for output in outputs if output["OutputKey"] == "ServiceToken"),
        "DatasetArn": "arn:aws:personalize:us-east-1:000000000000:dataset/group0/INTERACTIONS",
        "DataSource": {"DataLocation": "s3://lake/good.csv"},
        "RoleArn": "arn:aws:iam::000000000000:role/import",
        property_name: value,
    }
    earlier = len(provider.jobs())
    template = {"Resources": {"Import": {"Type": RESOURCE_TYPE, "Properties": properties}}}
    stack = f"Plain{property_name}"
    cloudformation.create_stack(StackName=stack, TemplateBody=json.dumps(template))
    with pytest.raises(WaiterError):
        cloudformation.get_waiter("stack_create_complete").wait(StackName=stack, WaiterConfig={"Delay": 1})
    stack_events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
    assert any(told in event.get("ResourceStatusReason", "") for event in stack_events)
    assert len(provider.jobs()) == earlier


def test_a_stack_is_destroyed_with_its_dataset_once_its_running_import_has_ended(clean: Deployment) -> None:
    deployment = clean
    own = {"group": "created", "key": "good.csv", "creates_dataset": True}
    code, output, _ = deployment.deploy([own])
    assert code == 0, output
    deployment.aws.admin.add_fault(faults.slow_job(seconds=40))
    code, output, _ = deployment.deploy([own | {"version": "2", "timeout": 10}], "--no-rollback")
    assert code != 0
    assert "Timed out after" in output
    assert deployment.jobs()[-1]["status"] == "CREATE IN_PROGRESS"
    code, output, _ = deployment.destroy()
    assert code == 0, output
    assert deployment.jobs()[-1]["status"] == "ACTIVE"
    groups = deployment.aws.client("personalize").list_dataset_groups()["datasetGroups"]
    assert "created" not in {group["name"] for group in groups}


def taken(deployment: Deployment) -> dict[str, Any]:
    """An import that fails as soon as it is asked for: an import of other data has its name."""
    name = f"taken{len(deployment.jobs())}"
    deployment.import_by_hand("group1", "few.csv", name)
    return {"group": "group1", "key": "good.csv", "job_name": name}


def test_an_import_that_runs_when_another_resource_fails_is_waited_for_and_one_in_the_queue_never_starts(
    clean: Deployment,
) -> None:
    deployment = clean
    fails_at_once = taken(deployment)
    earlier = len(deployment.jobs())
    fails = {"group": "group1", "key": "few.csv", "job_name": f"fails{earlier}", "preflight": "OFF"}
    deployment.aws.admin.add_fault(faults.slow_job(seconds=4 * IMPORT_SECONDS, job_name=f"{STACK}-*"))
    code, output, _ = deployment.deploy([good(), fails])
    assert code != 0
    assert TOO_FEW in output
    assert deployment.status() == "ROLLBACK_COMPLETE"
    assert sorted(job["status"] for job in deployment.jobs()[earlier:]) == ["ACTIVE", "CREATE FAILED"]

    deployment.aws.admin.add_fault(faults.slow_job(seconds=25, times=5))
    for number in range(5):
        deployment.import_by_hand("group1", "good.csv", f"occupant{number}")
    earlier = len(deployment.jobs())
    code, output, _ = deployment.deploy([good(), fails_at_once])
    assert code != 0
    assert deployment.status() == "ROLLBACK_COMPLETE"
    deployment.until_idle()
    assert len(deployment.jobs()) == earlier


def test_the_rollback_of_new_data_imports_the_old_again(clean: Deployment) -> None:
    deployment = clean
    fails = taken(deployment)
    code, output, _ = deployment.deploy([good(version="1")])
    assert code == 0, output
    old = deployment.jobs()[-1]["datasetImportJobArn"]
    code, output, _ = deployment.deploy([good(version="2"), fails | {"after": 0}])
    assert code != 0
    assert deployment.status() == "UPDATE_ROLLBACK_COMPLETE"
    jobs = [job["datasetImportJobArn"] for job in deployment.jobs()]
    marks = [job.rpartition("-")[0] for job in jobs[jobs.index(old) :]]
    assert len(marks) == 3
    assert marks[0] == marks[2] != marks[1]
    assert {job["status"] for job in deployment.jobs()[-3:]} == {"ACTIVE"}


def test_a_rejected_job_name_can_be_rolled_back(clean: Deployment) -> None:
    """The rollback takes back what the function may do with a job of that name, too."""
    deployment = clean
    code, output, _ = deployment.deploy([good(job_name="first-name")])
    assert code == 0, output
    code, output, _ = deployment.deploy([good(job_name="second-name") | {"key": "few.csv", "preflight": "OFF"}])
    assert code != 0
    assert TOO_FEW in output
    assert deployment.status() == "UPDATE_ROLLBACK_COMPLETE"
    statuses = {job["jobName"]: job["status"] for job in deployment.jobs()}
    assert (statuses["first-name"], statuses["second-name"]) == ("ACTIVE", "CREATE FAILED")
