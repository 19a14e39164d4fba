"""Custom resources that do not depend on each other are created and updated side by side, as in CloudFormation.

ministack's engine walks a stack's resources one after another and waits for each. Here it is made to reach custom
resources as late as their dependents allow; when it reaches the first, every other one whose dependencies are complete
is started too, on a thread of its own, and its result is kept until the engine's turn for it comes. As soon as one
fails, the ones in flight are given up with "Resource creation cancelled", as CloudFormation does: what they still
answer is ignored, and the rollback sends them a Delete, with a physical id that is invented when they gave none.

This file replaces names in ministack's stack engine, which makes it, like `ministack_seams`, a use of its internals.
"""

import asyncio
import copy
import heapq
import json
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import engine

Record = dict[str, Any]

# The two modules in which names are replaced.
stacks: Any = cloudformation.stacks
custom_resource: Any = cloudformation.custom_resource

_engine_sort: Callable[..., list[str]] = stacks._topological_sort
_engine_resolve: Callable[..., Any] = stacks._resolve_refs
_engine_run: Callable[..., Coroutine[Any, Any, Any]] = stacks.run_reentrant
_engine_event: Callable[..., None] = stacks._add_event
_engine_roll_back: Callable[..., Awaitable[None]] = stacks._roll_back_operation
_engine_deliver: Callable[..., bool] = custom_resource.deliver_response

# The physical ids that custom resources have answered with, by stack and logical id; also when they failed.
_answered_ids: dict[tuple[str, str], str] = {}


class CancelledResourceError(Exception):
    """A resource is given up because another one has failed."""


@dataclass
class _Run:
    """A custom resource that has been started, and how far it is."""

    logical_id: str
    resource_type: str
    properties: Record
    previous: Record | None
    task: "asyncio.Task[Any]"
    noted: bool = False


@dataclass
class _Operation:
    """One create or update of a stack, from the sorting of its resources to their end or their rollback."""

    definitions: dict[str, Record]
    prefix: str = "CREATE"
    # What the engine resolves references with: resources, parameters, conditions, mappings, stack name and id.
    context: tuple[Any, ...] = ()
    complete: set[str] = field(default_factory=set)
    announced: set[tuple[str, str]] = field(default_factory=set)
    runs: dict[str, _Run] = field(default_factory=dict)
    landed: dict[str, Record] = field(default_factory=dict)

    async def result(self, function: Callable[..., Any], arguments: tuple[Any, ...], logical_id: str) -> Any:
        """Return what the engine is waiting for: the result of a custom resource, started now or earlier."""
        if logical_id not in self.runs and not self._failed():
            self._start(logical_id, function, arguments)
        while not self._failed() and not self.runs[logical_id].task.done():
            self._start_ready()
            running = [run.task for run in self.runs.values() if not run.task.done()]
            await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        mine = self.runs.get(logical_id)
        if mine is None or not mine.task.done():
            raise CancelledResourceError(self._cancelled())
        return mine.task.result()

    def _start_ready(self) -> None:
        for logical_id, definition in self.definitions.items():
            ready = engine._extract_deps(definition, set(self.definitions)) <= self.complete
            if ready and _is_custom(definition) and logical_id not in self.runs and self.context:
                self._start_early(logical_id, definition)

    def _start_early(self, logical_id: str, definition: Record) -> None:
        """Start a resource before the engine comes to it, unless its properties are only known then."""
        if "{{resolve:" in json.dumps(definition):
            return
        resources, *context = self.context
        try:
            properties = _engine_resolve(
                copy.deepcopy(definition.get("Properties", {})), resources | self.landed, *context
            )
        except Exception:
            return  # the engine reports it when it comes to this resource
        properties = {name: value for name, value in properties.items() if value is not engine._NO_VALUE}
        stack_name, previous = context[-2], resources.get(logical_id)
        if previous is None:
            arguments: tuple[Any, ...] = (definition["Type"], logical_id, properties, stack_name)
            self._start(logical_id, stacks._provision_keeping_seed, arguments)
        else:
            old = (previous["PhysicalResourceId"], previous["Properties"])
            arguments = (definition["Type"], *old, properties, stack_name, logical_id, previous["Attributes"])
            self._start(logical_id, stacks._update_keeping_seed, arguments)

    def _start(self, logical_id: str, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        is_update = function is stacks._update_keeping_seed
        run = _Run(
            logical_id,
            resource_type=arguments[0],
            properties=arguments[3] if is_update else arguments[2],
            previous=self.context[0].get(logical_id) if is_update else None,
            task=asyncio.ensure_future(_engine_run(function, *arguments)),
        )
        self.runs[logical_id] = run
        self._announce(run, "IN_PROGRESS")

    def _failed(self) -> bool:
        """Note what has ended since the last time; return whether one has failed, and with it the operation."""
        for run in [run for run in self.runs.values() if run.task.done() and not run.noted]:
            run.noted = True
            if error := run.task.exception():
                self._announce(run, "FAILED", str(error))
            else:
                (physical_id, attributes), _ = run.task.result()
                self.landed[run.logical_id] = _record(run, physical_id, attributes)
                self._announce(run, "COMPLETE", physical_id=physical_id)
        failed = any(run.noted and run.task.exception() for run in self.runs.values())
        for run in self.runs.values() if failed else ():
            if not run.task.done():
                run.task.add_done_callback(asyncio.Task.exception)  # its end no longer matters, not even as a warning
                self._announce(run, "FAILED", self._cancelled())
        return failed

    def _announce(self, run: _Run, status: str, reason: str = "", physical_id: str = "") -> None:
        stack_name, stack_id = self.context[-2:]
        _event(stack_id, stack_name, run.logical_id, run.resource_type, f"{self.prefix}_{status}", reason, physical_id)

    def _cancelled(self) -> str:
        return f"Resource {'creation' if self.prefix == 'CREATE' else 'update'} cancelled"

    def left_behind(self, recorded: set[str]) -> list[Record]:
        """Return what the rollback has to deal with although the engine has no record of it."""
        stack_name, stack_id = self.context[-2:] if self.context else ("", "")
        left = []
        for run in self.runs.values():
            if run.logical_id in recorded:
                continue
            if run.logical_id in self.landed:
                left.append(self.landed[run.logical_id])
            elif run.previous is not None:
                left.append(_record(run, run.previous["PhysicalResourceId"], run.previous["Attributes"]))
            else:
                invented = f"{stack_name}-{run.logical_id}-{uuid.uuid4().hex[:12].upper()}"
                left.append(_record(run, _answered_ids.pop((stack_id, run.logical_id), invented), {}))
        return left


_operation: ContextVar[_Operation | None] = ContextVar("operation", default=None)


def install() -> None:
    """Put this in the place of the engine's own steps."""
    stacks._topological_sort = _sort
    stacks._resolve_refs = _resolve
    stacks.run_reentrant = _run
    stacks._add_event = _event
    stacks._roll_back_operation = _roll_back
    custom_resource.deliver_response = _deliver


def custom_resources_last(order: list[str], definitions: dict[str, Record]) -> list[str]:
    """Return a dependency order in which custom resources come as late as their dependents allow."""
    waiting = {name: engine._extract_deps(definitions[name], set(order)) - {name} for name in order}
    ready = [(_is_custom(definitions[name]), name) for name in order if not waiting[name]]
    heapq.heapify(ready)
    result = []
    while ready:
        _, done = heapq.heappop(ready)
        result.append(done)
        for name, missing in waiting.items():
            if done in missing:
                missing.remove(done)
                if not missing:
                    heapq.heappush(ready, (_is_custom(definitions[name]), name))
    return result


def _is_custom(definition: Record) -> bool:
    kind: str = definition.get("Type", "")
    return kind.startswith("Custom::") or kind == "AWS::CloudFormation::CustomResource"


def _record(run: _Run, physical_id: str, attributes: Record) -> Record:
    return {
        "PhysicalResourceId": physical_id,
        "ResourceType": run.resource_type,
        "LogicalResourceId": run.logical_id,
        "Properties": run.properties,
        "Attributes": attributes,
    }


def _sort(definitions: dict[str, Record], conditions: dict[str, bool]) -> list[str]:
    order = custom_resources_last(_engine_sort(definitions, conditions), definitions)
    _operation.set(_Operation({name: definitions[name] for name in order}))
    return order


def _resolve(value: Any, *context: Any) -> Any:
    if (operation := _operation.get()) is not None:
        operation.context = context
    return _engine_resolve(value, *context)


async def _run(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    operation = _operation.get()
    if operation is not None and _is_custom({"Type": arguments[0]}):
        if function is stacks._provision_keeping_seed:
            return await operation.result(function, arguments, logical_id=arguments[1])
        if function is stacks._update_keeping_seed:
            return await operation.result(function, arguments, logical_id=arguments[5])
    return await _engine_run(function, *arguments, **options)


def _event(stack_id: str, stack_name: str, logical_id: str, kind: str, status: str, *rest: Any, **more: Any) -> None:
    """Record an event, but only once: the engine repeats at its turn what was told when it happened."""
    operation = _operation.get()
    if operation is not None and logical_id in operation.definitions:
        if status in ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"):
            operation.prefix = status.split("_")[0]
        if status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            operation.complete.add(logical_id)
        if _is_custom({"Type": kind}):
            if (logical_id, status) in operation.announced:
                return
            operation.announced.add((logical_id, status))
    _engine_event(stack_id, stack_name, logical_id, kind, status, *rest, **more)


async def _roll_back(stack_name: str, stack_id: str, stack: Record, failed: Record, *rest: Any, **more: Any) -> None:
    operation = _operation.get()
    _operation.set(None)
    if operation is not None:
        recorded = {*failed["created"], *(failed["failed_update"] or ())[:1]}
        for record in operation.left_behind(recorded):
            stack["_resources"][record["LogicalResourceId"]] = record
            failed["created"].append(record["LogicalResourceId"])
    await _engine_roll_back(stack_name, stack_id, stack, failed, *rest, **more)


def _deliver(token: str, response: Record) -> bool:
    if physical_id := response.get("PhysicalResourceId"):
        _answered_ids[response.get("StackId", ""), response.get("LogicalResourceId", "")] = physical_id
    return _engine_deliver(token, response)
