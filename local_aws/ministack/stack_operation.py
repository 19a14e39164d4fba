"""One create or update of a stack, and the custom resources of it that run side by side.

See `custom_resources`, which puts this into ministack's stack engine.
"""

import asyncio
import copy
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import engine

Record = dict[str, Any]

stacks: Any = cloudformation.stacks

# The engine's own steps, whatever takes their place later.
_engine_resolve: Callable[..., Any] = stacks._resolve_refs
_engine_run: Callable[..., Coroutine[Any, Any, Any]] = stacks.run_reentrant
_engine_event: Callable[..., None] = stacks._add_event


class CancelledResourceError(Exception):
    """A resource is cancelled because another one has failed."""


class RefusedUpdateError(Exception):
    """The update of a resource fails before anything is done about it, so that nothing is there to roll back."""


@dataclass
class _Run:
    """A custom resource that has been started, and how far it is."""

    logical_id: str
    resource_type: str
    properties: Record
    previous: Record | None
    task: "asyncio.Task[Any]"
    noted: bool = False

    @property
    def refused(self) -> bool:
        return self.task.done() and isinstance(self.task.exception(), RefusedUpdateError)


@dataclass
class StackOperation:
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
            if ready and is_custom(definition["Type"]) and logical_id not in self.runs and self.context:
                self._start_early(logical_id, definition)

    def _start_early(self, logical_id: str, definition: Record) -> None:
        """Start a resource before the engine comes to it, unless its properties are only known then."""
        if "{{resolve:" in str(definition):
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
        if failed:
            self._cancel()
        return failed

    def cancel(self) -> None:
        """Cancel what is in flight, although nothing has failed, perhaps."""
        if not self._failed():
            self._cancel()

    def _cancel(self) -> None:
        """Cancel what is in flight."""
        for run in self.runs.values():
            if not run.task.done():
                run.task.add_done_callback(asyncio.Task.exception)  # its end no longer matters, not even as a warning
                self._announce(run, "FAILED", self._cancelled())

    def _announce(self, run: _Run, status: str, reason: str = "", physical_id: str = "") -> None:
        stack_name, stack_id = self.context[-2:]
        self.tell(
            stack_id, stack_name, run.logical_id, run.resource_type, f"{self.prefix}_{status}", reason, physical_id
        )

    def tell(self, stack_id: str, stack_name: str, logical_id: str, kind: str, status: str, *rest: str) -> None:
        """Record an event, but only once: the engine repeats later what was recorded when it happened."""
        if status in ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"):
            self.prefix = status.split("_")[0]
        if status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            self.complete.add(logical_id)
        if is_custom(kind) and (logical_id, status) in self.announced:
            return
        self.announced.add((logical_id, status))
        _engine_event(stack_id, stack_name, logical_id, kind, status, *rest)

    def _cancelled(self) -> str:
        return f"Resource {'creation' if self.prefix == 'CREATE' else 'update'} cancelled"

    def left_behind(self, recorded: set[str], answered_ids: dict[tuple[str, str], str]) -> list[Record]:
        """Return what a rollback or a deletion has to deal with although the engine has no record of it.

        `answered_ids` are the physical ids that resources have answered with, also when they failed, by stack and
        logical id; a resource that has answered none gets a generated one.
        """
        stack_name, stack_id = self.context[-2:] if self.context else ("", "")
        self._cancel()
        left = []
        for run in self.runs.values():
            if run.logical_id in recorded or run.refused:
                continue
            if run.logical_id in self.landed:
                left.append(self.landed[run.logical_id])
            elif run.previous is not None:
                left.append(_record(run, run.previous["PhysicalResourceId"], run.previous["Attributes"]))
            else:
                invented = f"{stack_name}-{run.logical_id}-{uuid.uuid4().hex[:12].upper()}"
                left.append(_record(run, answered_ids.pop((stack_id, run.logical_id), invented), {}))
        return left


def is_custom(resource_type: str) -> bool:
    """Return whether CloudFormation leaves resources of this type to a function."""
    return resource_type.startswith("Custom::") or resource_type == "AWS::CloudFormation::CustomResource"


def _record(run: _Run, physical_id: str, attributes: Record) -> Record:
    return {
        "PhysicalResourceId": physical_id,
        "ResourceType": run.resource_type,
        "LogicalResourceId": run.logical_id,
        "Properties": run.properties,
        "Attributes": attributes,
    }
