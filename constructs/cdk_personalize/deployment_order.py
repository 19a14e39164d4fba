"""In which order CloudFormation deploys resources, as far as the app says."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import aws_cdk as cdk

from cdk_personalize.environment import outermost
from constructs import Construct, IConstruct

_Found = TypeVar("_Found", bound=Construct)


class DeploymentOrder:
    """What is deployed before what, once the CDK has made its dependencies those of resources and stacks.

    Constructs are told apart by their paths: of one that Python did not create, jsii hands out an object each time.
    """

    def __init__(self, constructs: Sequence[IConstruct]) -> None:
        self._resources = [each for each in constructs if isinstance(each, cdk.CfnResource)]
        self._by_logical_id: dict[str, Mapping[str, cdk.CfnResource]] = {}
        self._before: dict[str, set[str]] = {}

    def is_known(self, some: Sequence[cdk.CfnResource], others: Sequence[cdk.CfnResource]) -> bool:
        """Tell whether either of two sequences of resources waits for the other."""
        return self._waits_for(some[0], others[-1]) or self._waits_for(others[0], some[-1])

    def _waits_for(self, later: cdk.CfnResource, earlier: cdk.CfnResource) -> bool:
        here, there = outermost(later.stack), outermost(earlier.stack)
        if here.node.path != there.node.path:
            return there.node.path in _reached(here, lambda stack: stack.dependencies)
        before = self._all_before(later)
        return any(each.node.path in before for each in (earlier, *_nested_stacks_around(earlier)))

    def _all_before(self, resource: cdk.CfnResource) -> set[str]:
        """Return everything of its stack that is deployed before a resource is."""
        path = resource.node.path
        if path not in self._before:
            self._before[path] = _reached(resource, self._directly_before)
        return self._before[path]

    def _directly_before(self, resource: cdk.CfnResource) -> Iterator[cdk.CfnResource]:
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
    """Yield the resources of the nested stacks that a resource is in, the innermost first."""
    if around := resource.stack.nested_stack_resource:
        yield around
        yield from _nested_stacks_around(around)


def _reached(start: _Found, next_ones: Callable[[_Found], Iterable[_Found]]) -> set[str]:
    """Return the paths of all that can be reached from a construct, and not its own."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for each in next_ones(waiting.pop()):
            if each.node.path not in found:
                found.add(each.node.path)
                waiting.append(each)
    return found


def _references(value: Any) -> Iterator[str]:
    """Yield the logical ids that a template's value refers to."""
    match value:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), *_]}:
            yield name
        case dict():
            for each in value.values():
                yield from _references(each)
        case list():
            for each in value:
                yield from _references(each)
