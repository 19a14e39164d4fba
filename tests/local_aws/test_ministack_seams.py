"""Guards the internals of ministack that `local_aws` relies on; a new version may move them."""

import inspect
from importlib.metadata import version
from typing import Any

from ministack import app
from ministack.core import iam_evaluator, router
from ministack.services.cloudformation import custom_resource, provisioners, stacks

from local_aws import ministack_seams
from local_aws.concurrent_custom_resources import custom_resources_last


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


def test_stack_engine_has_the_steps_that_are_replaced() -> None:
    steps: Any = stacks
    for step, first in {
        "_topological_sort": ["resources", "conditions"],
        "_resolve_refs": ["value", "resources", "params", "conditions", "mappings", "stack_name", "stack_id"],
        "run_reentrant": ["fn", "args"],
        "_add_event": ["stack_id", "stack_name", "logical_id", "resource_type", "status", "reason", "physical_id"],
        "_roll_back_operation": ["stack_name", "stack_id", "stack", "operation"],
        "_provision_keeping_seed": ["args"],
        "_update_keeping_seed": ["args"],
    }.items():
        assert list(inspect.signature(getattr(steps, step)).parameters)[: len(first)] == first, step
    assert list(inspect.signature(custom_resource.deliver_response).parameters) == ["token", "response"]


def resource(kind: str, *needs: str) -> dict[str, Any]:
    return {"Type": kind, "DependsOn": list(needs)}


def test_custom_resources_come_as_late_as_their_dependents_allow() -> None:
    definitions = {
        "A": resource("Custom::Import"),
        "B": resource("AWS::S3::Bucket"),
        "C": resource("Custom::Import", "B"),
        "D": resource("AWS::S3::Bucket", "A"),
        "E": resource("AWS::CloudFormation::CustomResource", "D"),
    }
    assert custom_resources_last(list(definitions), definitions) == ["B", "A", "D", "C", "E"]
