"""CloudFormation events as the function receives them."""

from typing import Any

DATASET_ARN = "arn:aws:personalize:us-east-1:000000000000:dataset/movies/INTERACTIONS"
STACK_ID = "arn:aws:cloudformation:us-east-1:000000000000:stack/Recommendations/5d5ec0e0-9a9c-11f0-8de9-0242ac120002"
PROPERTIES = {
    "ServiceToken": "arn:aws:lambda:us-east-1:000000000000:function:framework-onEvent",
    "ServiceTimeout": "3600",
    "DatasetArn": DATASET_ARN,
    "DataSource": {"DataLocation": "s3://lake/interactions.csv"},
    "RoleArn": "arn:aws:iam::000000000000:role/import",
    "ImportMode": "FULL",
    "Timeout": "3600",
}


def create(request_id: str = "request-1", **changes: Any) -> dict[str, Any]:
    """A Create; a change to None leaves the property out."""
    properties = {name: value for name, value in {**PROPERTIES, **changes}.items() if value is not None}
    return {
        "RequestType": "Create",
        "RequestId": request_id,
        "StackId": STACK_ID,
        "LogicalResourceId": "InteractionsA486FAA2",
        "ResourceType": "Custom::PersonalizeDatasetImportJob",
        "ResponseURL": "https://cloudformation-custom-resource-response.example/secret-signature",
        "ResourceProperties": properties,
    }


def update(physical_id: str, old: dict[str, Any], request_id: str = "request-2", **changes: Any) -> dict[str, Any]:
    """An Update of the resource that the event `old` has created or updated last."""
    return {
        **create(request_id, **changes),
        "RequestType": "Update",
        "PhysicalResourceId": physical_id,
        "OldResourceProperties": old["ResourceProperties"],
    }


def delete(physical_id: str, request_id: str = "request-3", **changes: Any) -> dict[str, Any]:
    """A Delete."""
    return {**create(request_id, **changes), "RequestType": "Delete", "PhysicalResourceId": physical_id}
