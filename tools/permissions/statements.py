"""The statements of a template's policies, each with who may do what by it."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cdk_personalize._intrinsics import listed, render
from tools.permissions.scenarios import Template

_ROLE_TYPE, _POLICY_TYPE, _PERMISSION_TYPE = "AWS::IAM::Role", "AWS::IAM::Policy", "AWS::Lambda::Permission"
_POLICY_OF_RESOURCE = {"AWS::S3::BucketPolicy": "PolicyDocument", "AWS::KMS::Key": "KeyPolicy"}


@dataclass(frozen=True)
class Statement:
    """One statement: the construct that has it, and the way to it in the template."""

    construct: str
    kind: str
    way: tuple[str | int, ...]
    content: dict[str, Any]

    @property
    def actions(self) -> list[str]:
        """What it allows."""
        return listed(self.content["Action"])

    @property
    def resources(self) -> list[str]:
        """What it allows that on; a trust policy has none."""
        return [str(readable(resource)) for resource in listed(self.content.get("Resource", []))]

    @property
    def conditions(self) -> list[str]:
        """Under which conditions."""
        return [
            f"{key} {'is' if 'Equals' in operator else 'is like'} {readable(value)}"
            for operator, keys in self.content.get("Condition", {}).items()
            for key, value in keys.items()
        ]

    @property
    def principals(self) -> list[str]:
        """Whom it names; the policy of a role names nobody."""
        named = self.content.get("Principal", {})
        return [str(readable(each)) for principals in named.values() for each in listed(principals)]


def statements_of(template: Template) -> Iterator[Statement]:
    """Yield all statements in the policies of roles, buckets, keys and functions.

    A managed policy is one whose action is its name: what it allows is not in the template.
    """
    for logical_id, resource in template["Resources"].items():
        properties, kind = resource["Properties"], resource["Type"]
        construct = _construct(resource)
        if kind == _PERMISSION_TYPE:
            yield Statement(construct, kind, (logical_id,), _as_statement(properties))
        for policy in map(readable, properties.get("ManagedPolicyArns", [])):
            yield Statement(construct, kind, (logical_id,), {"Action": policy.rpartition("/")[2], "Effect": "Allow"})
        for way, document in _documents(kind, properties):
            for index, content in enumerate(document["Statement"]):
                yield Statement(construct, kind, (logical_id, "Properties", *way, "Statement", index), content)


def without(template: Template, statement: Statement) -> Template:
    """Return the template without a statement."""
    changed = copy.deepcopy(template)
    *way, index = statement.way
    place: Any = changed["Resources"]
    for step in way:
        place = place[step]
    del place[index]
    if not place:
        _remove_empty_policy(changed, statement)
    return changed


def readable(value: Any) -> Any:
    """Return a value with its references as in `Fn::Sub`."""
    return render(value, _in_sub)


def _in_sub(part: Any) -> str | None:
    match part:
        case {"Ref": name}:
            return f"${{{name.removeprefix('AWS::')}}}"
        case {"Fn::GetAtt": [name, attribute]}:
            return f"${{{name}.{attribute}}}"
        case {"Fn::Select": _}:
            return "${…}"
    return None


def _documents(kind: str, properties: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    if kind == _ROLE_TYPE:
        yield ("AssumeRolePolicyDocument",), properties["AssumeRolePolicyDocument"]
        for index, policy in enumerate(properties.get("Policies", [])):
            yield ("Policies", index, "PolicyDocument"), policy["PolicyDocument"]
    elif kind == _POLICY_TYPE:
        yield ("PolicyDocument",), properties["PolicyDocument"]
    elif kind in _POLICY_OF_RESOURCE:
        name = _POLICY_OF_RESOURCE[kind]
        yield (name,), properties[name]


def _as_statement(permission: dict[str, Any]) -> dict[str, Any]:
    """Write a permission as the statement that it adds to the function's policy."""
    return {
        "Effect": "Allow",
        "Action": permission["Action"],
        "Principal": {"Service": permission["Principal"]},
        "Resource": permission["FunctionName"],
        "Condition": {"ArnLike": {"aws:SourceArn": permission["SourceArn"]}},
    }


def _remove_empty_policy(template: Template, statement: Statement) -> None:
    """A policy must have a statement: one without any is left out, and a role then trusts nobody that matters."""
    logical_id = str(statement.way[0])
    if statement.kind == _POLICY_TYPE:
        del template["Resources"][logical_id]
        for resource in template["Resources"].values():
            if logical_id in resource.get("DependsOn", []):
                resource["DependsOn"].remove(logical_id)
    elif statement.kind == _ROLE_TYPE:
        nobody = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": statement.content["Action"]}
        template["Resources"][logical_id]["Properties"]["AssumeRolePolicyDocument"]["Statement"] = [nobody]


def _construct(resource: dict[str, Any]) -> str:
    path = str(resource["Metadata"]["aws:cdk:path"])
    return path.partition("/")[2].removesuffix("/Resource")
