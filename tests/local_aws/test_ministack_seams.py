"""Guards the internals of ministack that `ministack_seams` relies on; a new version may move them."""

import inspect
from importlib.metadata import version
from typing import Any

from ministack import app
from ministack.core import iam_evaluator, router
from ministack.services.cloudformation import provisioners

from local_aws import ministack_seams


def test_version_is_the_one_that_was_read() -> None:
    assert version("ministack") == ministack_seams.VERSION


def test_services_are_found_by_target_prefix_and_dispatched_by_name() -> None:
    patterns: dict[str, Any] = router.SERVICE_PATTERNS
    assert "target_prefixes" in patterns["dynamodb"]
    assert set(router.SERVICE_PATTERNS) & set(app.SERVICE_HANDLERS)
    assert list(inspect.signature(app.SERVICE_HANDLERS["s3"]).parameters) == [
        "method",
        "path",
        "headers",
        "body",
        "query_params",
    ]


def test_resource_types_have_create_and_delete() -> None:
    types: dict[str, Any] = provisioners._RESOURCE_HANDLERS
    handlers = types["AWS::S3::Bucket"]
    assert list(inspect.signature(handlers["create"]).parameters) == ["logical_id", "props", "stack_name"]
    assert list(inspect.signature(handlers["delete"]).parameters)[:2] == ["physical_id", "props"]


def test_permissions_can_be_evaluated_one_by_one() -> None:
    parameters = inspect.signature(iam_evaluator.enforce).parameters
    assert {"access_key_id", "iam_action", "service", "region", "resource_arn", "service_context"} <= set(parameters)
