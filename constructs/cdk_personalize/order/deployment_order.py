"""The order in which CloudFormation deploys resources, as far as the app determines it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aws_cdk as cdk

from cdk_personalize.permissions.principals import outermost
from constructs import IConstruct


@dataclass(frozen=True, kw_only=True)
class _Place:
    """The path of the outermost stack, and the paths of a resource and of the nested stacks around it."""

    stack_path: str
    paths: tuple[str, ...]


class DeploymentOrder:
    """The order of resources, after the CDK has turned dependencies of constructs into those of resources and stacks.

    Constructs are compared by path: jsii returns a new object each time for one that Python did not create.
    """

    def __init__(self, constructs: Sequence[IConstruct]) -> None:
        self._resources = [each for each in constructs if isinstance(each, cdk.CfnResource)]
        self._by_logical_id: dict[str, Mapping[str, cdk.CfnResource]] = {}
        self._found: dict[str, cdk.CfnResource] = {}
        self._directly: dict[str, Sequence[str]] = {}
        self._before: dict[str, set[str]] = {}
        self._stacks_before: dict[str, set[str]] = {}
        self._places: dict[int, _Place] = {}

    def is_known(self, some: Sequence[cdk.CfnResource], others: Sequence[cdk.CfnResource]) -> bool:
        """Return whether one of two sequences of resources depends on the other."""
        return self._waits_for(some[0], others[-1]) or self._waits_for(others[0], some[-1])

    def _waits_for(self, later: cdk.CfnResource, earlier: cdk.CfnResource) -> bool:
        here, there = self._place(later), self._place(earlier)
        if here.stack_path != there.stack_path:
            if here.stack_path not in self._stacks_before:
                self._stacks_before[here.stack_path] = _stacks_before(outermost(later.stack))
            return there.stack_path in self._stacks_before[here.stack_path]
        path = here.paths[0]
        if path not in self._before:
            self._found[path] = later
            self._before[path] = _reached(path, self._directly_before)
        return not self._before[path].isdisjoint(there.paths)

    def _place(self, resource: cdk.CfnResource) -> "_Place":
        """Return the place of a resource; cached, since it takes many jsii calls and each pair needs it."""
        if id(resource) not in self._places:
            around = (each.node.path for each in _nested_stacks_around(resource))
            stack_path = outermost(resource.stack).node.path
            self._places[id(resource)] = _Place(stack_path=stack_path, paths=(resource.node.path, *around))
        return self._places[id(resource)]

    def _directly_before(self, path: str) -> Sequence[str]:
        """Return the paths of the direct dependencies of a resource, found once."""
        if path not in self._directly:
            found = {each.node.path: each for each in self._find_directly_before(self._found[path])}
            self._found |= found
            self._directly[path] = [*found]
        return self._directly[path]

    def _find_directly_before(self, resource: cdk.CfnResource) -> Iterator[cdk.CfnResource]:
        for each in (resource, *_nested_stacks_around(resource)):
            yield from (other for other in each.obtain_dependencies() if isinstance(other, cdk.CfnResource))
            resources = self._named_in(each.stack)
            properties = each.stack.resolve(each._cfn_properties)
            yield from (resources[name] for name in _references(properties) if name in resources)

    def _named_in(self, stack: cdk.Stack) -> Mapping[str, cdk.CfnResource]:
        path = stack.node.path
        if path not in self._by_logical_id:
            own = [each for each in self._resources if each.stack.node.path == path]
            self._by_logical_id[path] = {stack.resolve(each.logical_id): each for each in own}
        return self._by_logical_id[path]


def _nested_stacks_around(resource: cdk.CfnResource) -> Iterator[cdk.CfnResource]:
    """Yield the resources of the nested stacks around a resource, the innermost first."""
    if around := resource.stack.nested_stack_resource:
        yield around
        yield from _nested_stacks_around(around)


def _stacks_before(stack: cdk.Stack) -> set[str]:
    """Return the paths of the stacks that are deployed before a stack."""
    found = {each.node.path: each for each in stack.dependencies}
    return set(found).union(*map(_stacks_before, found.values()))


def _reached(start: str, next_ones: Callable[[str], Iterable[str]]) -> set[str]:
    """Return the paths that can be reached from a path, without that path."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = set(next_ones(waiting.pop())) - found
        found |= new
        waiting += new
    return found


def _references(value: Any) -> Iterator[str]:
    """Yield the logical IDs that a value refers to."""
    match value:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), *_]}:
            yield name
        case dict():
            for each in value.values():
                yield from _references(each)
        case list():
            for each in value:
                yield from _references(each)
