"""The tags of an import job, from the construct's `tags` or from `Tags.of(scope)`."""

from collections.abc import Mapping

import aws_cdk as cdk
import jsii

from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.contract import properties as contract
from constructs import Construct, IValidation

_BELOW_ASPECTS = 50
"""The priority of tags that a resource is created with; `Tags.of(scope).add` has 100 and wins."""


def create_tag_manager(scope: Construct, tags: Mapping[str, str]) -> cdk.TagManager:
    """Create the tag manager of an import; synth fails for tags that the service does not accept."""
    manager = cdk.TagManager(cdk.TagType.KEY_VALUE, contract.RESOURCE_TYPE)
    for key, value in tags.items():
        manager.set_tag(key, value, _BELOW_ASPECTS)
    scope.node.add_validation(TagLimits(manager))
    return manager


def render_tags(manager: cdk.TagManager) -> cdk.IResolvable:
    """Return the tags in CloudFormation's form, resolved after all aspects."""
    return cdk.Lazy.any(_Rendered(manager), omit_empty_array=True)


@jsii.implements(cdk.IStableAnyProducer)
class _Rendered:
    def __init__(self, manager: cdk.TagManager) -> None:
        self._manager = manager

    def produce(self) -> list[dict[str, str]]:
        return [{"Key": key, "Value": value} for key, value in sorted(self._manager.tag_values().items())]


@jsii.implements(IValidation)
class TagLimits:
    """Lets synth fail for tags, those of aspects included, that the service does not accept."""

    def __init__(self, manager: cdk.TagManager) -> None:
        self._manager = manager

    def validate(self) -> list[str]:
        """Return the errors, which the CDK reports."""
        try:
            check_tags(self._manager.tag_values())
        except constraints.InvalidValue as error:
            return [str(error)]
        return []


def check_tags(tags: Mapping[str, str]) -> None:
    """Raise `InvalidValue` for tags that the service does not accept, as far as synth knows them."""
    for value in [*tags.keys(), *tags.values()]:
        if not isinstance(value, str):
            raise constraints.InvalidValue("tags", value, "strings for keys and values")
    known = {key: value for key, value in tags.items() if not cdk.Token.is_unresolved(key)}
    constraints.tags({key: "" if cdk.Token.is_unresolved(value) else value for key, value in known.items()}, "tags")
