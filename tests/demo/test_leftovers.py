from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from demo.leftovers import leftovers


class FakeAws:
    """Stubbed clients: of each kind of resource there is one."""

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
def test_everything_that_is_there_is_told(stack_exists: bool) -> None:
    aws: Any = FakeAws()
    if stack_exists:
        stack = {"StackName": "s", "StackId": "stack", "CreationTime": "2026-11-22", "StackStatus": "ROLLBACK_COMPLETE"}
        aws.cloudformation.add_response("describe_stacks", {"Stacks": [stack]})
    else:
        aws.cloudformation.add_client_error("describe_stacks", "ValidationError")
    found = leftovers(aws, "s")
    assert found == [*(["stack"] if stack_exists else []), "datasetGroups", "datasets", "schemas", "solutions"]
