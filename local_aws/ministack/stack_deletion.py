"""`DeleteStack` ends a creation that is going on, as in CloudFormation, and is refused during an update.

ministack's engine deletes what it has created so far, while the creation goes on. Here the creation ends first: what
has not begun is not created, and each custom resource in flight is cancelled and becomes a resource of the stack, so
that it gets a Delete before what it depends on is deleted (cloudformation-coverage-roadmap#1730 and #1814 have the
events). That a stack "cannot be deleted while in status UPDATE_IN_PROGRESS" is CloudFormation's wording.
"""

import asyncio
import re
from collections.abc import Callable, Coroutine
from typing import Any, cast

from ministack.services import cloudformation
from ministack.services.cloudformation import changesets

from local_aws.ministack import custom_resources
from local_aws.ministack.stack_operation import Record

Answer = tuple[int, dict[str, str], bytes]

# The modules in which names are replaced.
handlers: Any = cloudformation.handlers
change_sets: Any = changesets

helpers: Any = cloudformation.helpers

_ACTION = "DeleteStack"
_creations: dict[str, "asyncio.Task[Any]"] = {}
_engine_deploy: Callable[..., Coroutine[Any, Any, None]] = handlers._deploy_stack_async
_engine_delete: Callable[..., Coroutine[Any, Any, None]] = handlers._delete_stack_async
_engine_handler: Callable[[Any], Answer] = handlers._ACTION_HANDLERS[_ACTION]


def install() -> None:
    """Put this in the place of the engine's own steps."""
    handlers._deploy_stack_async = change_sets._deploy_stack_async = _deploy
    handlers._delete_stack_async = _delete
    handlers._ACTION_HANDLERS[_ACTION] = _handle


def _handle(parameters: Any) -> Answer:
    stack = handlers._resolve_stack(helpers._p(parameters, "StackName"))
    if stack and re.fullmatch(r"UPDATE_(\w+_)?IN_PROGRESS", stack["StackStatus"]):
        message = f"Stack [{stack['StackId']}] cannot be deleted while in status {stack['StackStatus']}"
        refused: Answer = helpers._error("ValidationError", message)
        return refused
    return _engine_handler(parameters)


async def _deploy(
    name: str, stack_id: str, template: Record, parameters: Record, *rest: Any, is_update: bool = False, **more: Any
) -> None:
    deployment = _engine_deploy(name, stack_id, template, parameters, *rest, is_update=is_update, **more)
    if is_update:
        await deployment
        return
    stack = handlers._resolve_stack(name)
    # The engine records these at the end of a change set, but a deletion may be earlier.
    stack |= {"_template": template, "_resolved_params": parameters}
    _creations[stack_id] = cast("asyncio.Task[Any]", asyncio.current_task())
    try:
        await deployment
    except asyncio.CancelledError:
        custom_resources.cancel_creation(stack["_resources"])
    finally:
        del _creations[stack_id]


async def _delete(name: str, stack_id: str, *rest: Any, **more: Any) -> None:
    stack = handlers._resolve_stack(name)
    if stack and stack["StackStatus"] == "CREATE_IN_PROGRESS":
        stack["StackStatus"] = "DELETE_IN_PROGRESS"
        creation = _creations[stack_id]
        creation.cancel()
        await asyncio.wait([creation])
    await _engine_delete(name, stack_id, *rest, **more)
