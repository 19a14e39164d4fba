"""Custom resources that do not depend on each other are created and updated side by side, as in CloudFormation.

ministack's engine walks a stack's resources one after another and waits for each. Here it is made to reach custom
resources as late as their dependents allow; when it reaches the first, every other one whose dependencies are complete
is started too, on a thread of its own, and its result is kept until the engine's turn for it comes. As soon as one
fails, the ones in flight are cancelled with "Resource creation cancelled", as CloudFormation does: what they still
answer is ignored, and the rollback sends them a Delete, with a generated physical id when they gave none. That
may be much later, when somebody rolls back what had been deployed with `--no-rollback`. A deletion of the stack in the
middle of its creation cancels them as well (`stack_deletion`).
"""

import heapq
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import engine

from local_aws.ministack import stack_resource_status
from local_aws.ministack.stack_operation import Record, StackOperation, is_custom

# The modules in which names are replaced.
stacks: Any = cloudformation.stacks
handlers: Any = cloudformation.handlers
custom_resource: Any = cloudformation.custom_resource

_engine_sort: Callable[..., list[str]] = stacks._topological_sort
_engine_resolve: Callable[..., Any] = stacks._resolve_refs
_engine_run: Callable[..., Coroutine[Any, Any, Any]] = stacks.run_reentrant
_engine_event: Callable[..., None] = stacks._add_event
_engine_failed: Callable[..., Record] = stacks._failed_operation
_engine_roll_back: Callable[..., Awaitable[None]] = stacks._roll_back_operation
_engine_deliver: Callable[..., bool] = custom_resource.deliver_response

_OPERATION = "_local_aws_operation"
_answered_ids: dict[tuple[str, str], str] = {}
_operation: ContextVar[StackOperation | None] = ContextVar("operation", default=None)


def install() -> None:
    """Put this in the place of the engine's own steps."""
    stacks._topological_sort = _sort
    stacks._resolve_refs = _resolve
    stacks.run_reentrant = _run
    stacks._add_event = _event
    stacks._failed_operation = _failed
    stacks._roll_back_operation = handlers._roll_back_operation = _roll_back
    custom_resource.deliver_response = _deliver


def custom_resources_last(order: list[str], definitions: dict[str, Record]) -> list[str]:
    """Return a dependency order in which custom resources come as late as their dependents allow."""
    waiting = {name: engine._extract_deps(definitions[name], set(order)) - {name} for name in order}
    ready = [(is_custom(definitions[name]["Type"]), name) for name in order if not waiting[name]]
    heapq.heapify(ready)
    result = []
    while ready:
        _, done = heapq.heappop(ready)
        result.append(done)
        for name, missing in waiting.items():
            if done in missing:
                missing.remove(done)
                if not missing:
                    heapq.heappush(ready, (is_custom(definitions[name]["Type"]), name))
    return result


def cancel_creation(resources: dict[str, Record]) -> None:
    """Cancel what is in flight in the creation that goes on, and add it to the `resources` of the stack."""
    if (operation := _operation.get()) is not None:
        operation.cancel()
        _add(operation.left_behind(set(resources), _answered_ids), resources)


def _sort(definitions: dict[str, Record], conditions: dict[str, bool]) -> list[str]:
    order = custom_resources_last(_engine_sort(definitions, conditions), definitions)
    _operation.set(StackOperation({name: definitions[name] for name in order}))
    return order


def _resolve(value: Any, *context: Any) -> Any:
    if (operation := _operation.get()) is not None:
        operation.context = context
    return _engine_resolve(value, *context)


async def _run(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    operation = _operation.get()
    if operation is not None and is_custom(arguments[0]):
        if function is stacks._provision_keeping_seed:
            return await operation.result(function, arguments, logical_id=arguments[1])
        if function is stacks._update_keeping_seed:
            return await operation.result(function, arguments, logical_id=arguments[5])
    return await _engine_run(function, *arguments, **options)


def _event(stack_id: str, stack_name: str, logical_id: str, kind: str, status: str, *rest: Any, **more: Any) -> None:
    operation = _operation.get()
    if operation is not None and logical_id in operation.definitions:
        # As the engine's own function has them: reason and physical id, each by position or by name.
        reason, physical_id = (*rest, "", "")[:2]
        operation.tell(
            stack_id,
            stack_name,
            logical_id,
            kind,
            status,
            more.get("reason", reason),
            more.get("physical_id", physical_id),
        )
    else:
        _engine_event(stack_id, stack_name, logical_id, kind, status, *rest, **more)


def _failed(*arguments: Any, **named: Any) -> Record:
    return _engine_failed(*arguments, **named) | {_OPERATION: _operation.get()}


async def _roll_back(stack_name: str, stack_id: str, stack: Record, failed: Record, *rest: Any, **more: Any) -> None:
    operation: StackOperation | None = failed.pop(_OPERATION, None)
    _operation.set(None)
    stack_resource_status.note_rollback(stack_id, (failed.get("previous_stack") or {}).get("_resources", {}))
    if operation is not None:
        recorded = {*failed["created"], *(failed["failed_update"] or ())[:1]}
        left_behind = operation.left_behind(recorded, _answered_ids)
        _add(left_behind, stack["_resources"])
        failed["created"] += [record["LogicalResourceId"] for record in left_behind]
    await _engine_roll_back(stack_name, stack_id, stack, failed, *rest, **more)


def _add(records: list[Record], resources: dict[str, Record]) -> None:
    resources.update({record["LogicalResourceId"]: record for record in records})


def _deliver(token: str, response: Record) -> bool:
    if physical_id := response.get("PhysicalResourceId"):
        _answered_ids[response.get("StackId", ""), response.get("LogicalResourceId", "")] = physical_id
    return _engine_deliver(token, response)
