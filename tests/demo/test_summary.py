import io
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from rich.console import Console

from demo.summary import ImportOutcome, SolutionOutcome, Summary, imports_table, leftovers, order_table


def at(second: int) -> datetime:
    return datetime(2026, 1, 1, 0, 0, second, tzinfo=UTC)


def imported(status: str = "ACTIVE", ended: int = 9) -> ImportOutcome:
    return ImportOutcome("ITEMS", 1_234, "arn:job", status, at(1), at(ended))


def solution(created: int) -> SolutionOutcome:
    return SolutionOutcome("arn:solution", at(created))


@pytest.mark.parametrize(
    ("summary", "waited"),
    [
        (Summary([imported(ended=5), imported(ended=9)], [solution(10)]), True),
        (Summary([imported(ended=5), imported(ended=9)], [solution(7)]), False),
        (Summary([imported(ended=9)], [solution(9)]), False),
        (Summary([imported(ended=5), imported("CREATE IN_PROGRESS")], [solution(10)]), False),
        (Summary([imported()], []), False),
        (Summary([], [solution(10)]), False),
    ],
)
def test_stack_waited_only_if_the_solution_was_created_after_all_data(summary: Summary, waited: bool) -> None:
    assert summary.waited is waited


def test_tables_show_rows_jobs_and_order() -> None:
    summary = Summary([imported()], [solution(12)])
    output = io.StringIO()
    Console(file=output, width=100).print(imports_table(summary), order_table(summary))
    lines = [line.split() for line in output.getvalue().splitlines()]
    assert ["ITEMS", "1,234", "ACTIVE", "8.0", "arn:job"] in lines
    events = [line[1:] for line in lines if line and line[0].endswith(".000")]
    assert events == [["import", "of", "ITEMS", "ended"], ["arn:solution", "created"]]


class FakeAws:
    """Stubbed clients with one resource of each kind."""

    def __init__(self) -> None:
        self._clients = {
            name: boto3.client(name, region_name="us-east-1") for name in ("personalize", "cloudformation")
        }
        personalize = Stubber(self._clients["personalize"])
        for call, member, arn in [
            ("list_dataset_groups", "datasetGroups", "datasetGroupArn"),
            ("list_datasets", "datasets", "datasetArn"),
            ("list_schemas", "schemas", "schemaArn"),
            ("list_solutions", "solutions", "solutionArn"),
        ]:
            personalize.add_response(call, {member: [{arn: member}]})
        personalize.activate()
        self.cloudformation = Stubber(self._clients["cloudformation"])
        self.cloudformation.activate()

    def client(self, service: str) -> Any:
        return self._clients[service]


@pytest.mark.parametrize("stack_exists", [True, False])
def test_leftovers_are_the_stack_and_every_resource(stack_exists: bool) -> None:
    aws: Any = FakeAws()
    if stack_exists:
        stack = {"StackName": "s", "StackId": "stack", "CreationTime": "2026-11-22", "StackStatus": "ROLLBACK_COMPLETE"}
        aws.cloudformation.add_response("describe_stacks", {"Stacks": [stack]})
    else:
        aws.cloudformation.add_client_error("describe_stacks", "ValidationError")
    found = leftovers(aws, "s")
    assert found == [*(["stack"] if stack_exists else []), "datasetGroups", "datasets", "schemas", "solutions"]
