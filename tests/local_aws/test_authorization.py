from typing import Any

import pytest

from local_aws.personalize import shapes
from local_aws.personalize.arns import Arns
from local_aws.personalize.authorization import required
from tests.local_aws.service_fixture import ROLE

ARNS = Arns("aws", "us-east-1", "000000000000")
PREFIX = "arn:aws:personalize:us-east-1:000000000000"
DATASET = f"{PREFIX}:dataset/g/ITEMS"


def permissions(operation: str, **request: Any) -> list[tuple[str, str]]:
    return [(permission.action, permission.resource) for permission in required(operation, request, ARNS)]


def test_import_needs_the_job_the_dataset_its_tags_and_its_role() -> None:
    request = {"jobName": "job", "datasetArn": DATASET, "roleArn": ROLE, "tags": [{"tagKey": "k", "tagValue": "v"}]}
    assert permissions("CreateDatasetImportJob", **request) == [
        ("personalize:CreateDatasetImportJob", f"{PREFIX}:dataset-import-job/job"),
        ("personalize:CreateDatasetImportJob", DATASET),
        ("personalize:TagResource", f"{PREFIX}:dataset-import-job/job"),
        ("iam:PassRole", ROLE),
    ]
    contexts = [permission.context for permission in required("CreateDatasetImportJob", request, ARNS)]
    assert contexts[0] == {"aws:RequestTag/k": "v", "aws:TagKeys": ["k"]}
    assert contexts[-1] == {"iam:PassedToService": "personalize.amazonaws.com"}


@pytest.mark.parametrize(
    ("operation", "request_", "resource"),
    [
        ("CreateDatasetGroup", {"name": "g"}, f"{PREFIX}:dataset-group/g"),
        ("CreateSchema", {"name": "s"}, f"{PREFIX}:schema/s"),
        ("CreateSolution", {"name": "t"}, f"{PREFIX}:solution/t"),
        ("CreateEventTracker", {"name": "e"}, f"{PREFIX}:event-tracker/*"),
        ("CreateDataset", {"datasetGroupArn": f"{PREFIX}:dataset-group/g", "datasetType": "Items"}, DATASET),
        ("DescribeDataset", {"datasetArn": DATASET}, DATASET),
        ("DeleteDataset", {"datasetArn": DATASET}, DATASET),
        ("ListTagsForResource", {"resourceArn": DATASET}, DATASET),
        ("ListDatasetImportJobs", {"datasetArn": DATASET}, "*"),
    ],
)
def test_each_call_is_authorized_on_its_resource(operation: str, request_: dict[str, str], resource: str) -> None:
    assert permissions(operation, **request_) == [(f"personalize:{operation}", resource)]


@pytest.mark.parametrize("operation", shapes.service_model().operation_names)
def test_malformed_request_still_needs_permission(operation: str) -> None:
    assert permissions(operation)[0][0] == f"personalize:{operation}"
