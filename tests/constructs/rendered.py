"""Templates in a form that can be compared with what a person would write."""

import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, cast

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Match, Template

from cdk_personalize._intrinsics import render
from cdk_personalize_handler.contract import properties as contract

acknowledges_itself = pytest.mark.skipif(
    tuple(map(int, version("aws-cdk-lib").split(".")[:2])) < (2, 271),
    reason="aws-cdk-lib before 2.271.0 overlooks an acknowledgment at the construct of a later warning",
)


def readable(value: Any) -> Any:
    """Return a value with `<name>` for a `Ref`, and `[/2]` for a part of what is split."""
    return render(value, _in_brackets)


def _in_brackets(part: Any) -> str | None:
    match part:
        case {"Ref": name}:
            return f"<{name}>"
        case {"Fn::GetAtt": [name, attribute]}:
            return f"<{name}.{attribute}>"
        case {"Fn::Select": [index, {"Fn::Split": [at, source]}]}:
            return f"{readable(source)}[{at}{index}]"
    return None


def imports_of(stack: cdk.Stack) -> list[Mapping[str, Any]]:
    """The custom resources of a stack's imports."""
    return list(Template.from_stack(stack).find_resources(contract.RESOURCE_TYPE).values())


def statements_of(stack: cdk.Stack, policy_name: str) -> Any:
    """The statements of the one policy whose name contains this."""
    policies = Template.from_stack(stack).find_resources(
        "AWS::IAM::Policy", {"Properties": {"PolicyName": Match.string_like_regexp(policy_name)}}
    )
    (policy,) = policies.values()
    return readable(policy["Properties"]["PolicyDocument"]["Statement"])


def import_role_of(template: Template) -> Any:
    """The properties of the role that Personalize assumes."""
    roles = template.find_resources(
        "AWS::IAM::Role", {"Properties": {"Description": "Lets Amazon Personalize read the data of an import"}}
    )
    (role,) = roles.values()
    return readable(role["Properties"])


def warnings_of(stack: cdk.Stack) -> dict[str, str]:
    """The texts of the warnings of a stack's constructs after synth, by the id that acknowledges them."""
    cast(cdk.Stage, cdk.Stage.of(stack)).synth()
    entries = [entry for construct in stack.node.find_all() for entry in construct.node.metadata]
    texts = [str(entry.data) for entry in entries if entry.type == "aws:cdk:warning"]
    return {text.rpartition("[ack: ")[2].rstrip("]"): text for text in texts}


def document_in(warning: str) -> Any:
    """The policy that a warning shows, from its first brace at the beginning of a line to its last."""
    return json.loads(warning[warning.index("\n{") : warning.rindex("}\n") + 1])


def statements_in(warning: str) -> Any:
    """The statements of that policy."""
    document = document_in(warning)
    assert document["Version"] == "2012-10-17"
    return document["Statement"]
