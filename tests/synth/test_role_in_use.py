"""What is on a role that two stacks share, after each thing that CloudFormation does with a policy of one of them."""

import json
from collections.abc import Iterator

import pytest

from cdk_personalize._intrinsics import listed
from tests.synth.test_upgrade import policies
from tests.upgrade.stacks import CONSUMERS
from tests.upgrade.templates import FIRST, Template, present, recorded

Policies = dict[tuple[str, str], str]
"""Documents by role and name: an inline policy is put and deleted by these two."""


@pytest.fixture(scope="module")
def templates() -> dict[str, Template]:
    return present()


def policies_of(stack: str, template: Template) -> Policies:
    """The policies that a stack puts on roles, which its id distinguishes from others."""

    def written(value: object) -> str:
        return json.dumps(value, sort_keys=True).replace("AWS::StackId", f"id of {stack}")

    found = policies(template).values()
    return {(written(each["Roles"]), written(each["PolicyName"])): written(each["PolicyDocument"]) for each in found}


def update(account: Policies, old: Policies, new: Policies) -> Iterator[None]:
    """Put what is new or changed, then delete what is gone, as CloudFormation does; stop after each."""
    for key, document in new.items():
        if old.get(key) != document:
            account[key] = document
            yield
    for key in set(old) - set(new):
        account.pop(key, None)
        yield


def has_all(account: Policies, wanted: Policies) -> bool:
    return permissions(wanted) <= permissions(account)


def permissions(given: Policies) -> set[tuple[str, str]]:
    """The statements that roles have, each on one resource."""
    return {
        (role, json.dumps(statement | {"Resource": resource}, sort_keys=True))
        for (role, _), document in given.items()
        for statement in json.loads(document)["Statement"]
        for resource in listed(statement["Resource"])
    }


def test_of_the_first_release_the_second_stack_removes_the_permissions_of_the_first() -> None:
    """What the names are for, so that this would be noticed."""
    first, second = (policies_of(stack, recorded(FIRST)[stack]) for stack in CONSUMERS)
    account: Policies = {}
    list(update(account, {}, first))
    assert has_all(account, first)
    list(update(account, {}, second))
    assert not has_all(account, first)
    list(update(account, second, {}))
    assert account == {}


def test_each_stack_keeps_its_permissions_whatever_becomes_of_the_other(templates: dict[str, Template]) -> None:
    first, second = (policies_of(stack, templates[stack]) for stack in CONSUMERS)
    account: Policies = {}
    list(update(account, {}, first))
    for _ in update(account, {}, second):
        assert has_all(account, first)
    for _ in update(account, first, {}):
        assert has_all(account, second)
    list(update(account, second, {}))
    assert account == {}


@pytest.mark.parametrize("order", [CONSUMERS, CONSUMERS[::-1]])
def test_an_upgrade_in_either_order_takes_nothing_from_whoever_had_it(
    templates: dict[str, Template], order: tuple[str, str]
) -> None:
    old = {stack: policies_of(stack, recorded(FIRST)[stack]) for stack in CONSUMERS}
    new = {stack: policies_of(stack, templates[stack]) for stack in CONSUMERS}
    account: Policies = {}
    for stack in CONSUMERS:
        list(update(account, {}, old[stack]))
    for stack in order:
        for _ in update(account, old[stack], new[stack]):
            assert has_all(account, old[CONSUMERS[1]])  # which was deployed last
    assert all(has_all(account, each) for each in new.values())
