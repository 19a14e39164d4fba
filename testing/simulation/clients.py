"""boto3's two clients as the function's adapters use them, with responses of the model and of the simulated stack."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from local_aws.personalize import Personalize, ServiceError

_OPERATIONS = {
    "create_dataset_import_job": "CreateDatasetImportJob",
    "describe_dataset_import_job": "DescribeDatasetImportJob",
    "list_dataset_import_jobs": "ListDatasetImportJobs",
    "tag_resource": "TagResource",
    "untag_resource": "UntagResource",
    "list_tags_for_resource": "ListTagsForResource",
    "describe_dataset": "DescribeDataset",
    "describe_schema": "DescribeSchema",
}
_TIMES = ("creationDateTime", "lastUpdatedDateTime")


class ModelClient:
    """Calls the model without serialization, for histories by the thousand.

    `create` makes each call that starts an import, so that whoever gave it can watch. `refused` gets the code of
    each error.
    """

    def __init__(
        self,
        model: Personalize,
        create: Callable[[Callable[[], Any]], Any] = lambda call_model: call_model(),
        refused: Callable[[str], None] = lambda code: None,  # noqa: ARG005
    ) -> None:
        self._model = model
        self._create = create
        self._refused = refused

    def __getattr__(self, method: str) -> Callable[..., Any]:
        operation = _OPERATIONS[method]
        if method == "create_dataset_import_job":
            return lambda **request: self._create(lambda: self._call(operation, request))
        return lambda **request: self._call(operation, request)

    def get_paginator(self, method: str) -> "ModelClient._Pages":
        return self._Pages(_OPERATIONS[method], self._call)

    def _call(self, operation: str, request: dict[str, Any]) -> Any:
        try:
            return _with_times(self._model.call(operation, request))
        except ServiceError as error:
            self._refused(error.code)
            raise client_error(error.code, error.message, error.http_status) from error

    class _Pages:
        def __init__(self, operation: str, call: Callable[[str, dict[str, Any]], Any]) -> None:
            self._operation = operation
            self._call = call

        def paginate(self, **request: Any) -> Iterator[Any]:
            token: dict[str, str] | None = {}
            while token is not None:
                response = self._call(self._operation, request | token)
                yield response
                token = {"nextToken": response["nextToken"]} if "nextToken" in response else None


def client_error(code: str, message: str, http_status: int = 400) -> ClientError:
    """The exception that botocore makes of an error response."""
    response: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": http_status}}
    return ClientError(response, "operation")


def _with_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: datetime.fromtimestamp(item, UTC) if name in _TIMES and isinstance(item, float) else _with_times(item)
            for name, item in value.items()
        }
    return [_with_times(item) for item in value] if isinstance(value, list) else value
