"""The CloudFormation resource types of Amazon Personalize that stacks on the local AWS can have."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from local_aws.personalize import Personalize, ServiceError

Properties = Mapping[str, Any]

_SECONDS_BETWEEN_LOOKS = 0.1


@dataclass(frozen=True)
class ResourceType:
    """One resource type: `Ref` and the attribute named like its ARN are both its ARN.

    `more_attributes` are those that Create answers besides. All types have tags, with which a resource is created
    unless its Create takes none. `sleep` lets the seconds pass between two looks at a resource that is not `ACTIVE`.
    """

    model: Personalize
    resource: str
    properties: tuple[str, ...]
    more_attributes: tuple[str, ...] = ()
    create_takes_tags: bool = True
    sleep: Callable[[float], object] = time.sleep

    def create(self, _logical_id: str, properties: Properties, _stack_name: str) -> tuple[str, dict[str, str]]:
        """Create the resource and wait until it is `ACTIVE`; return physical id and attributes."""
        unknown = sorted(set(properties) - {*self.properties, "Tags"})
        if unknown:
            raise ValueError(f"the local AWS does not know {self.name} properties {unknown}")
        request = {_camel(name): properties[name] for name in self.properties if name in properties}
        tags = [{"tagKey": tag["Key"], "tagValue": tag["Value"]} for tag in properties.get("Tags", [])]
        if tags and self.create_takes_tags:
            request["tags"] = tags
        answer = self._call(f"Create{self.resource}", request)
        arn = answer[_camel(self.attribute)]
        if tags and not self.create_takes_tags:
            self._call("TagResource", {"resourceArn": arn, "tags": tags})
        while not self.model.is_active(arn):
            self.sleep(_SECONDS_BETWEEN_LOOKS)
        return arn, {name: answer[_camel(name)] for name in (self.attribute, *self.more_attributes)}

    def delete(self, arn: str, _properties: Properties) -> None:
        """Delete the resource; one that is gone already counts as deleted."""
        try:
            self._call(f"Delete{self.resource}", {_camel(self.attribute): arn})
        except ResourceHandlerError as error:
            if error.code != "ResourceNotFoundException":
                raise

    @property
    def name(self) -> str:
        """The type's name in a template."""
        return f"AWS::Personalize::{self.resource}"

    @property
    def attribute(self) -> str:
        """The attribute for `Fn::GetAtt`."""
        return f"{self.resource}Arn"

    def _call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        try:
            return self.model.call(operation, request)
        except ServiceError as error:
            raise ResourceHandlerError(error) from error


class ResourceHandlerError(Exception):
    """A resource failed; the text is the reason that the stack's events show."""

    def __init__(self, error: ServiceError):
        super().__init__(
            f'Resource handler returned message: "{error.message} '
            f'(Service: Personalize, Status Code: {error.http_status}, Error Code: {error.code})"'
        )
        self.code = error.code


def resource_handlers(
    model: Personalize, sleep: Callable[[float], object] = time.sleep
) -> dict[str, dict[str, Callable[..., Any]]]:
    """Return the handlers of every type, by type name and then by `create` and `delete`."""
    types = [
        ResourceType(model, "DatasetGroup", ("Name", "Domain", "KmsKeyArn", "RoleArn")),
        ResourceType(model, "Schema", ("Name", "Schema", "Domain"), create_takes_tags=False),
        ResourceType(model, "Dataset", ("Name", "DatasetType", "DatasetGroupArn", "SchemaArn")),
        ResourceType(model, "EventTracker", ("Name", "DatasetGroupArn"), ("TrackingId",)),
        ResourceType(
            model, "Solution", ("Name", "DatasetGroupArn", "RecipeArn", "EventType", "PerformAutoML", "PerformHPO")
        ),
    ]
    waiting = [replace(each, sleep=sleep) for each in types]
    return {each.name: {"create": each.create, "delete": each.delete} for each in waiting}


def _camel(name: str) -> str:
    return name[0].lower() + name[1:]
