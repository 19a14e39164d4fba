"""Stacks that earlier releases deployed, as the templates of this one change them."""

import json
from typing import Any

import pytest

from cdk_personalize._intrinsics import listed
from tests.synth.in_place import imported, lost
from tests.upgrade.stacks import CONSUMERS, STACKS
from tests.upgrade.templates import RECORDED, Template, present, recorded

RELEASES = sorted(path.name for path in RECORDED.iterdir())

each_release_and_stack = pytest.mark.parametrize(
    ("release", "stack"), [(release, stack) for release in RELEASES for stack in STACKS]
)


@pytest.fixture(scope="module")
def templates() -> dict[str, Template]:
    return present()


def policies(template: Template) -> dict[str, dict[str, Any]]:
    """The properties of the policies of a template."""
    resources = template["Resources"].items()
    return {name: each["Properties"] for name, each in resources if each["Type"] == "AWS::IAM::Policy"}


@each_release_and_stack
def test_an_upgrade_removes_and_replaces_nothing_and_asks_no_import(
    templates: dict[str, Template], release: str, stack: str
) -> None:
    before = recorded(release)[stack]
    assert lost(before, templates[stack]) == []
    assert imported(before, templates[stack]) == []


@each_release_and_stack
def test_an_upgrade_leaves_every_policy_that_was_there_as_it_is(
    templates: dict[str, Template], release: str, stack: str
) -> None:
    """So that stacks that are not upgraded yet keep the rights that they have by one of the same name."""
    before, after = policies(recorded(release)[stack]), policies(templates[stack])
    assert before
    assert {name: after.get(name) for name in before} == before


@pytest.mark.parametrize("stack", CONSUMERS)
def test_every_permission_on_the_role_of_others_is_in_a_policy_whose_name_holds_the_stacks_uuid(
    templates: dict[str, Template], stack: str
) -> None:
    uuid = {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]}
    given: dict[bool, set[str]] = {True: set(), False: set()}
    for policy in policies(templates[stack]).values():
        for statement in policy["PolicyDocument"]["Statement"]:
            for resource in listed(statement["Resource"]):
                what = json.dumps([policy["Roles"], statement | {"Resource": resource}], sort_keys=True)
                given[json.dumps(uuid) in json.dumps(policy["PolicyName"])].add(what)
    assert given[False] <= given[True]
    added = {json.loads(each)[1]["Action"] for each in given[True] - given[False]}
    assert added == {"s3:GetObject"}, "the data as a folder, in the policy that has a name of its own"


@pytest.mark.parametrize("stack", ["Alone", "Shared"])
def test_a_stack_gives_its_own_role_each_permission_once(templates: dict[str, Template], stack: str) -> None:
    names = [policy["PolicyName"] for policy in policies(templates[stack]).values()]
    assert all(isinstance(name, str) for name in names)


def test_what_is_lost_is_noticed(templates: dict[str, Template]) -> None:
    """The checks above can fail."""
    template = templates["Alone"]
    function = next(name for name, each in template["Resources"].items() if each["Type"] == "AWS::Lambda::Function")
    (first, *_) = imported({"Resources": {}}, template)
    changed = json.loads(json.dumps(template))
    changed["Resources"][function]["Properties"]["FunctionName"] = "another"
    changed["Resources"][first]["Properties"]["ServiceToken"] = "another"
    assert lost(template, changed) == [name for name in template["Resources"] if name in (function, first)]
    assert imported(template, changed) == [first]
    del changed["Resources"][function]
    assert function in lost(template, changed)
