"""Stacks that earlier releases deployed, updated to this one: nothing is imported, replaced, or without rights."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from cdk_personalize_handler.contract.properties import POLL_INTERVAL_VARIABLE, RESOURCE_TYPE
from local_aws import LocalAws
from testing.data_access import TRUST, admit_service, document
from testing.datasets import create_datasets
from testing.harness import CSV
from tests.e2e.account import Account
from tests.e2e.crhelper_leftovers import assert_nothing_waits
from tests.upgrade.stacks import CONSUMERS, GROUPS, POLL_SECONDS, ROLE, STACKS
from tests.upgrade.templates import FIRST, Template, present, recorded, with_code_of

Right = tuple[str, str, str]
"""A role, an action, and what it is allowed on."""


class Rights:
    """What roles may do by their policies, looked at again and again as long as a `with` block lasts."""

    def __init__(self, aws: LocalAws, roles: list[str]) -> None:
        self._iam = aws.client("iam")
        self._roles = roles
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.before = self.now()
        self.seen = 0
        self.missed: set[Right] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def now(self) -> set[Right]:
        """Ask for all roles in one call, so that little can happen between two looks."""
        details = self._iam.get_account_authorization_details(Filter=["Role"])["RoleDetailList"]
        return {right for role in details if role["RoleName"] in self._roles for right in rights_of(role)}

    def _watch(self) -> None:
        while not self._done.is_set():
            self.missed |= self.before - self.now()
            self.seen += 1


def rights_of(role: dict[str, Any]) -> Iterator[Right]:
    for policy in role["RolePolicyList"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            for action in listed(statement["Action"]):
                for resource in listed(statement["Resource"]):
                    yield role["RoleName"], action, resource


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("code")


@pytest.fixture(scope="module")
def templates(code: Path) -> dict[str, Template]:
    return present(code)


@pytest.fixture(scope="module")
def earlier(templates: dict[str, Template]) -> dict[str, Template]:
    return {stack: with_code_of(template, templates[stack]) for stack, template in recorded(FIRST).items()}


@pytest.fixture(scope="module")
def account(code: Path, earlier: dict[str, Template]) -> Iterator[Account]:
    """The stacks as the first release has deployed them."""
    with LocalAws(
        import_seconds=1,
        pending_seconds=0.5,
        minute_seconds=POLL_SECONDS,
        function_variables={POLL_INTERVAL_VARIABLE: str(POLL_SECONDS)},
    ) as aws:
        s3 = aws.client("s3")
        s3.create_bucket(Bucket="code")
        for archive in code.iterdir():
            s3.upload_file(str(archive), "code", archive.name)
        s3.create_bucket(Bucket="lake")
        s3.put_object(Bucket="lake", Key="good.csv", Body=CSV)
        admit_service(aws, "lake")
        aws.client("iam").create_role(RoleName=ROLE, AssumeRolePolicyDocument=document(TRUST))
        create_datasets(aws.client("personalize"), *GROUPS)
        account = Account(aws)
        for stack, template in earlier.items():
            account.create(stack, json.dumps(template), **parameters(template))
        yield account


def parameters(template: Template) -> dict[str, str]:
    return {"CodeBucket": "code"} if "CodeBucket" in template.get("Parameters", {}) else {}


def with_tags(template: Template) -> Template:
    """A template whose imports have a tag more: their functions are called in the update, and it lasts."""
    changed: Template = json.loads(json.dumps(template))
    for resource in changed["Resources"].values():
        if resource["Type"] == RESOURCE_TYPE:
            resource["Properties"]["Tags"] = [{"Key": "release", "Value": "next"}]
    return changed


def stack_id(account: Account, stack: str) -> str:
    return str(account.aws.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["StackId"])


def resources(account: Account) -> dict[tuple[str, str], str]:
    """The physical ids of everything in the stacks."""
    cloudformation = account.aws.client("cloudformation")
    return {
        (stack, each["LogicalResourceId"]): each["PhysicalResourceId"]
        for stack in STACKS
        for each in cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    }


def roles(deployed: dict[tuple[str, str], str]) -> list[str]:
    """The roles that have policies of several stacks: those of the shared functions, and the user's own."""
    return [ROLE] + [
        physical_id
        for (stack, name), physical_id in deployed.items()
        if stack == "Shared" and "HandlerServiceRole" in name and "Policy" not in name
    ]


def test_an_upgrade_never_removes_a_permission_and_imports_and_replaces_nothing(
    account: Account, templates: dict[str, Template], earlier: dict[str, Template]
) -> None:
    changed = [stack for stack in STACKS if with_tags(templates[stack]) != earlier[stack]]  # others are refused
    assert set(changed) >= {"Alone", *CONSUMERS}
    deployed, jobs = resources(account), account.jobs()
    assert len(jobs) == 9
    shared = roles(deployed)
    with Rights(account.aws, shared) as rights:
        for stack in changed:
            seen = rights.seen
            account.update(stack, json.dumps(with_tags(templates[stack])), **parameters(templates[stack]))
            assert rights.seen > seen + 5
    assert len({role for role, _, _ in rights.before}) == 3
    assert rights.missed == set()
    assert account.jobs() == jobs
    assert deployed.items() <= resources(account).items()
    stack_ids = {stack: stack_id(account, stack) for stack in CONSUMERS}
    assert set(stack_ids.values()) <= {resource for _, _, resource in rights.now()}
    assert_nothing_waits(account.aws)

    # A stack that is deleted then takes nothing from the other.
    first, second = CONSUMERS
    account.delete(first)
    left = rights.now()
    assert stack_ids[second] in {resource for _, _, resource in left}
    assert {role for role, _, _ in left} == set(shared)
    account.delete(second)
    left = rights.now()
    assert {role for role, _, _ in left} == set(shared) - {ROLE}
    assert not [resource for _, _, resource in left if ":stack/" in resource]
