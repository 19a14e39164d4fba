"""The larger example, deployed and destroyed with the real CDK CLI: one provider, two stacks."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cdk_personalize_handler.contract.properties import RESOURCE_TYPE
from demo.sample_data import write_sample_data
from local_aws import LocalAws
from testing import cdk_cli
from testing.cdk_cli import PROJECT

EXAMPLE = PROJECT / "examples" / "ml_stack"
BUCKET = "example-recommendation-data"


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    with LocalAws(import_seconds=3, pending_seconds=1) as aws:
        aws.bootstrap(cdk_cli.CDK)
        upload(aws, tmp_path_factory.mktemp("data"))
        yield aws


@pytest.fixture(scope="module")
def deployed(aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cloud assembly of what has been deployed."""
    assembly = tmp_path_factory.mktemp("ml_stack") / "cdk.out"
    done = cdk(aws, "deploy", "--all", "--require-approval", "never", "--output", str(assembly), "-c", "day=2026-11-22")
    assert done.returncode == 0, done.stdout
    return assembly


def upload(aws: LocalAws, folder: Path) -> None:
    write_sample_data(folder)
    (folder / "users.csv").write_text("USER_ID,MEMBERSHIP\n" + "".join(f"user-{n:03},free\n" for n in range(1, 301)))
    s3 = aws.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    for file in folder.iterdir():
        s3.upload_file(str(file), BUCKET, f"history/{file.name}")
    s3.upload_file(str(folder / "interactions.csv"), BUCKET, "daily/interactions.csv")


def cdk(aws: LocalAws, *arguments: str) -> "subprocess.CompletedProcess[str]":
    app = () if "--app" in arguments else ("--app", f"{sys.executable} app.py")
    return cdk_cli.run(aws, *arguments, *app, folder=EXAMPLE)


def jobs(aws: LocalAws) -> list[dict[str, Any]]:
    personalize = aws.client("personalize")
    listed = personalize.list_dataset_import_jobs()["datasetImportJobs"]
    described = [
        personalize.describe_dataset_import_job(datasetImportJobArn=job["datasetImportJobArn"])["datasetImportJob"]
        for job in listed
    ]
    return sorted(described, key=lambda job: job["creationDateTime"])


def times(aws: LocalAws, stack: str, status: str) -> dict[str, tuple[str, datetime]]:
    """The type of each resource of a stack, and when it came to a status."""
    events = aws.client("cloudformation").describe_stack_events(StackName=stack)["StackEvents"]
    return {
        event["LogicalResourceId"]: (event["ResourceType"], event["Timestamp"])
        for event in events
        if event["ResourceStatus"] == status
    }


def exports(aws: LocalAws) -> set[str]:
    """What the first stack exports."""
    names = {export["Name"] for export in aws.client("cloudformation").list_exports()["Exports"]}
    return {name for name in names if name.startswith("History:")}


@pytest.mark.usefixtures("deployed")
def test_the_day_is_added_after_the_whole_history_has_landed(aws: LocalAws) -> None:
    *history, daily = jobs(aws)
    assert sorted(job["datasetArn"].rpartition("/")[2] for job in history) == ["INTERACTIONS", "ITEMS", "USERS"]
    assert [job["importMode"] for job in history] == ["FULL"] * 3
    assert daily["importMode"] == "INCREMENTAL"
    assert {job["status"] for job in [*history, daily]} == {"ACTIVE"}
    assert max(job["lastUpdatedDateTime"] for job in history) <= daily["creationDateTime"]
    contents = aws.admin.dataset_contents(daily["datasetArn"])
    assert contents.rows == 10_000
    personalize = aws.client("personalize")
    (solution,) = personalize.list_solutions()["solutions"]
    (tracker,) = personalize.list_event_trackers()["eventTrackers"]
    assert daily["lastUpdatedDateTime"] <= min(solution["creationDateTime"], tracker["creationDateTime"])


@pytest.mark.usefixtures("deployed")
def test_every_job_and_the_tracker_have_the_tag_of_the_app(aws: LocalAws) -> None:
    personalize = aws.client("personalize")
    trackers = personalize.list_event_trackers()["eventTrackers"]
    arns = [job["datasetImportJobArn"] for job in jobs(aws)] + [each["eventTrackerArn"] for each in trackers]
    for arn in arns:
        tags = personalize.list_tags_for_resource(resourceArn=arn)["tags"]
        assert tags == [{"tagKey": "team", "tagValue": "recommendations"}]


@pytest.mark.usefixtures("deployed")
def test_the_second_stack_grants_its_permissions_to_the_function_of_the_first_before_it_imports(aws: LocalAws) -> None:
    granted = times(aws, "Recommendations", "CREATE_COMPLETE")
    rights = [when for name, (_, when) in granted.items() if name.startswith("PersonalizeImportRights")]
    began = times(aws, "Recommendations", "CREATE_IN_PROGRESS")
    (start,) = (when for resource_type, when in began.values() if resource_type == RESOURCE_TYPE)
    assert len(rights) == 2
    assert max(rights) <= start
    assert not [name for name, (kind, _) in granted.items() if kind == "AWS::Lambda::Function"]
    assert any("frameworkonEvent" in name for name in exports(aws))


@pytest.mark.usefixtures("deployed")
def test_another_day_imports_once_more_and_changes_nothing_else(aws: LocalAws, tmp_path: Path) -> None:
    before = jobs(aws)
    solutions = aws.client("personalize").list_solutions()["solutions"]
    options = ("--require-approval", "never", "--output", str(tmp_path / "cdk.out"), "-c", "day=2026-11-23")
    done = cdk(aws, "deploy", "--all", *options)
    assert done.returncode == 0, done.stdout
    assert jobs(aws)[:-1] == before
    assert jobs(aws)[-1]["importMode"] == "INCREMENTAL"
    assert aws.client("personalize").list_solutions()["solutions"] == solutions


def test_both_stacks_are_destroyed_and_leave_nothing_but_the_jobs(aws: LocalAws, deployed: Path) -> None:
    earlier = jobs(aws)
    done = cdk(aws, "destroy", "--all", "--force", "--app", str(deployed))
    assert done.returncode == 0, done.stdout
    assert done.stdout.index("Recommendations: destroying") < done.stdout.index("History: destroying")
    personalize = aws.client("personalize")
    assert personalize.list_dataset_groups()["datasetGroups"] == []
    assert personalize.list_event_trackers()["eventTrackers"] == []
    assert exports(aws) == set()
    functions = aws.client("lambda").list_functions()["Functions"]
    assert not [each for each in functions if each["FunctionName"].startswith("History-")]
    assert jobs(aws) == earlier
