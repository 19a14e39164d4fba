"""Stacks are deleted while they are being created: CloudFormation deletes the resources whose creation it cancels."""

import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cdk_personalize_handler.contract.properties import POLL_INTERVAL_VARIABLE, RESOURCE_TYPE
from local_aws import LocalAws
from local_aws.personalize import faults
from testing.deployment import POLL_SECONDS, STACK, Deployment
from tests.e2e.account import Account
from tests.e2e.crhelper_leftovers import assert_nothing_waits
from tests.e2e.waiting import until
from tools import template

EXAMPLE = (Path(__file__).parents[2] / "examples" / "cloudformation" / "recommendations.yaml").read_text()
OTHER_STACK = "Recommendations"
"""Its function is another stack's, and stays when this one is deleted."""

OCCUPANTS = 4
IMPORT_SECONDS = 30
LONGEST_POLL_INTERVAL = template.WAITERS["provider_framework"].poll_interval_seconds


class Stacks(NamedTuple):
    """Two ways to a stack with imports: with the CDK, and with a function that another stack has deployed."""

    deployment: Deployment
    account: Account


@pytest.fixture(params=list(template.WAITERS))
def stacks(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stacks]:
    """A local AWS on which imports of others leave one slot of five, for longer than the test takes."""
    templates = {path.name.partition(".")[0]: path for path in template.write(tmp_path_factory.mktemp("dist"))}
    with LocalAws(
        import_seconds=IMPORT_SECONDS,
        pending_seconds=1,
        minute_seconds=POLL_SECONDS,
        function_variables={POLL_INTERVAL_VARIABLE: str(POLL_SECONDS)},
    ) as aws:
        deployment = Deployment(aws, tmp_path_factory.mktemp("imports"), waiter=request.param)
        deployment.prepare(groups=3)
        aws.admin.add_fault(faults.slow_job(3600, "occupant*", times=OCCUPANTS))
        for number in range(OCCUPANTS):
            deployment.import_by_hand("group2", "good.csv", f"occupant{number}")
        account = Account(aws)
        arn = f"arn:aws:personalize:{aws.region}:{aws.account}:dataset/{OTHER_STACK}-*"
        account.deploy_provider(templates[request.param], DatasetArns=arn)
        account.create_bucket("other")
        yield Stacks(deployment, account)


def test_nothing_of_a_stack_runs_or_starts_once_it_is_deleted(stacks: Stacks) -> None:
    """One import runs, and two are in the queue, one of them in another stack. Then there is a slot for both."""
    (deployment, account), aws = stacks, stacks.account.aws
    with ThreadPoolExecutor() as pool:
        imports = [{"group": f"group{number}", "key": "good.csv"} for number in range(2)]
        deploying = pool.submit(deployment.deploy, imports)
        until(lambda: len(attempts(aws, STACK)) > len(imports), seconds=120)
        account.start("create", OTHER_STACK, EXAMPLE, DataBucket="other")
        until(lambda: len(attempts(aws, OTHER_STACK)) > 1, seconds=60)
        deleted = [DeletedStack(aws, name) for name in (STACK, OTHER_STACK)]
        until(lambda: sum(stack.is_gone() for stack in deleted) == len(deleted), seconds=120)
        earlier, running = attempts(aws, STACK, OTHER_STACK), running_jobs(aws)
        until(lambda: not running_jobs(aws), seconds=60)
        time.sleep(2 * LONGEST_POLL_INTERVAL)
        code, output, _ = deploying.result()

    assert code != 0, output
    assert attempts(aws, STACK, OTHER_STACK) == earlier
    assert running == []
    assert_nothing_waits(aws)
    for stack, number in zip(deleted, (2, 1), strict=True):
        assert "DELETE_IN_PROGRESS" in stack.seen, "the function could see that nobody waits for its import any more"
        stack.assert_imports_were_deleted_before_what_they_need(number)
        assert stack.deleted_imports() <= answered(aws), "the function got each Delete"
    assert len(personalize_jobs(aws)) == 1


class DeletedStack:
    """A stack from when its deletion begins."""

    def __init__(self, aws: LocalAws, name: str) -> None:
        self.name = name
        self.seen: set[str] = set()
        """What `DescribeStackResource` said of its imports until it was gone."""
        self._client = aws.client("cloudformation")
        self._id = self._client.describe_stacks(StackName=name)["Stacks"][0]["StackId"]
        self._client.delete_stack(StackName=name)

    def is_gone(self) -> bool:
        (stack,) = self._client.describe_stacks(StackName=self._id)["Stacks"]
        if stack["StackStatus"] == "DELETE_IN_PROGRESS":
            for name in {event["LogicalResourceId"] for event in self._events() if is_import(event)}:
                detail = self._client.describe_stack_resource(StackName=self._id, LogicalResourceId=name)
                self.seen.add(detail["StackResourceDetail"]["ResourceStatus"])
        return bool(stack["StackStatus"] == "DELETE_COMPLETE")

    def deleted_imports(self) -> set[str]:
        """The physical ids by which the imports were deleted."""
        return {event["PhysicalResourceId"] for event in self._deletions() if is_import(event)}

    def assert_imports_were_deleted_before_what_they_need(self, number: int) -> None:
        imports, needed = self._deletions()[:number], self._deletions()[number:]
        assert {"AWS::IAM::Role"} <= {event["ResourceType"] for event in needed}
        assert not any(is_import(event) for event in needed)
        for deleted in imports:
            logical_id = deleted["LogicalResourceId"]
            assert [
                (event["ResourceStatus"], event.get("ResourceStatusReason", ""))
                for event in self._events()
                if event["LogicalResourceId"] == logical_id
            ] == [
                ("CREATE_IN_PROGRESS", ""),
                ("CREATE_FAILED", "Resource creation cancelled"),
                ("DELETE_IN_PROGRESS", ""),
                ("DELETE_COMPLETE", ""),
            ]
            assert re.fullmatch(rf"{self.name}-{logical_id}-[0-9A-F]{{12}}", deleted["PhysicalResourceId"])

    def _deletions(self) -> list[dict[str, Any]]:
        return [event for event in self._events() if event["ResourceStatus"] == "DELETE_COMPLETE"]

    def _events(self) -> list[dict[str, Any]]:
        """The stack's events, oldest first."""
        pages = self._client.get_paginator("describe_stack_events").paginate(StackName=self._id)
        return [event for page in pages for event in page["StackEvents"]][::-1]


def is_import(event: dict[str, Any]) -> bool:
    return bool(event["ResourceType"] == RESOURCE_TYPE)


def attempts(aws: LocalAws, *stacks: str) -> list[str]:
    """The names of the jobs that stacks have asked for, one for each call."""
    calls = [call.request for call in aws.admin.calls() if call.operation == "CreateDatasetImportJob"]
    return [request["jobName"] for request in calls if request["jobName"].startswith(stacks)]


def personalize_jobs(aws: LocalAws) -> list[dict[str, Any]]:
    """The import jobs that stacks have started."""
    jobs = aws.client("personalize").list_dataset_import_jobs()["datasetImportJobs"]
    return [job for job in jobs if job["jobName"].startswith((STACK, OTHER_STACK))]


def running_jobs(aws: LocalAws) -> list[str]:
    return [job["jobName"] for job in personalize_jobs(aws) if job["status"] not in ("ACTIVE", "CREATE FAILED")]


def answered(aws: LocalAws) -> set[str]:
    """The physical ids of the requests to which a function has answered that they succeeded."""
    logs = aws.client("logs")
    groups = logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/")["logGroups"]
    pages = [logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]) for group in groups]
    lines = [event["message"] for group in pages for page in group for event in page["events"]]
    records = [json.loads(line) for line in lines if line.startswith('{"timestamp"')]
    return {record["job"] for record in records if record["message"] == "succeeded"}
