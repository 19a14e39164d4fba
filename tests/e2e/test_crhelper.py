"""The same imports on crhelper, over TLS: with every answer, the rule that waited for it is gone."""

from collections.abc import Iterator
from typing import Any

import pytest

from local_aws import LocalAws
from local_aws.personalize import faults
from tests.e2e.deployment import Deployment

IMPORT_SECONDS = 4
MINUTE_SECONDS = 2
"""The function thinks that a minute passes from one look to the next; here it is as long as the other waiter's interval."""


@pytest.fixture(scope="module")
def aws_deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with LocalAws(import_seconds=IMPORT_SECONDS - 1, pending_seconds=1, minute_seconds=MINUTE_SECONDS) as aws:
        deployment = Deployment(aws, tmp_path_factory.mktemp("imports"), "crhelper")
        deployment.prepare(groups=1)
        yield deployment


@pytest.fixture
def deployment(aws_deployment: Deployment) -> Iterator[Deployment]:
    """The deployment, without a stack before and after, and nothing left of crhelper outside of the stack."""
    deployment = aws_deployment
    deployment.waiter = "crhelper"
    yield deployment
    deployment.aws.admin.clear_faults()
    if deployment.status():
        assert_nothing_waits(deployment)
        code, output, _ = deployment.destroy()
        assert code == 0, output
    assert_nothing_waits(deployment)


def assert_nothing_waits(deployment: Deployment) -> None:
    """No rule, hence no target, and of permissions only the one that is part of the stack."""
    assert deployment.aws.client("events").list_rules()["Rules"] == []
    functions = deployment.aws.client("lambda")
    for function in functions.list_functions()["Functions"]:
        if "PersonalizeImportCrhelper" in function["FunctionName"]:
            policy = functions.get_policy(FunctionName=function["FunctionName"])["Policy"]
            assert policy.count('"Sid"') == 1


def good(**more: Any) -> dict[str, Any]:
    return {"group": "group0", "key": "good.csv", **more}


def test_it(deployment: Deployment) -> None:
    code, output, seconds = deployment.deploy([good(version="1", tags={"team": "search"})])
    print(seconds)
    print(output[-3000:])
    print("\n".join(deployment.log()))
    assert code == 0, output
