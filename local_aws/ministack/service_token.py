"""A custom resource keeps its ServiceToken, as in CloudFormation.

An update that changes it fails before any function is asked, so that the rollback has nothing to send back. The
reference of `AWS::CloudFormation::CustomResource` says of the property that updates are not supported.
"""

from collections.abc import Callable
from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import provisioners

from local_aws.ministack.stack_operation import Record, RefusedUpdateError, is_custom

# The two modules that ask whether an update must be refused: before it is begun, and when it is.
_askers: tuple[Any, ...] = (cloudformation.stacks, provisioners)
_engine_refusal: Callable[..., str | None] = _askers[0]._custom_named_replacement_error


def install() -> None:
    """Put this around the engine's own question."""
    for module in _askers:
        module._custom_named_replacement_error = _refusal


def _refusal(resource_type: str, old: Record, new: Record, *rest: Any) -> str | None:
    if is_custom(resource_type) and old.get("ServiceToken") != new.get("ServiceToken"):
        raise RefusedUpdateError("Modifying service token is not allowed.")
    return _engine_refusal(resource_type, old, new, *rest)
