"""Failures of the scenarios: an unexpected outcome must not end as a success."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from demo import DemoError, scenarios
from demo.scenarios import failed_resources

OUTPUT = """\
Recommendations | 1/30 | CREATE_FAILED | Items

Failed resources:
Recommendations | CREATE_FAILED | Items Error: the reason

Logs: /aws/lambda/x
❌  Recommendations failed to deploy
‣ DeploymentError: Resource updates failed:
"""


def test_failed_resources_are_shown_as_the_cli_prints_them() -> None:
    assert failed_resources(OUTPUT).strip().splitlines() == [
        "Failed resources:",
        "Recommendations | CREATE_FAILED | Items Error: the reason",
        "",
        "Logs: /aws/lambda/x",
        "❌  Recommendations failed to deploy",
    ]


class FakeEnvironment:
    """Commands with the given outcomes and a view without output."""

    aws = None
    context: ClassVar = {"preflight": "off"}
    view = SimpleNamespace(line=lambda *_: None, quote=lambda *_: None, show=lambda *_: None)

    def __init__(self, deployed: bool, output: str = OUTPUT, destroyed: bool = True) -> None:
        self._deployed = SimpleNamespace(succeeded=deployed, output=output)
        self._destroyed = SimpleNamespace(succeeded=destroyed, output="")

    def deploy(self, _data: Path) -> Any:
        return self._deployed

    def destroy(self) -> Any:
        return self._destroyed


MISSING = "Input csv is missing the following columns: [ITEM_ID]"
REASON = OUTPUT.replace("the reason", MISSING)


@pytest.mark.parametrize(
    ("environment", "left", "error"),
    [
        (FakeEnvironment(deployed=True, output=REASON), [], "did not fail"),
        (FakeEnvironment(deployed=False), [], "did not fail with"),
        (FakeEnvironment(deployed=False, output=REASON, destroyed=False), [], "cdk destroy failed"),
        (FakeEnvironment(deployed=False, output=REASON), ["arn:dataset"], "did not delete: arn:dataset"),
    ],
)
def test_failure_demo_fails_unless_the_deployment_failed_as_expected_and_left_nothing(
    monkeypatch: pytest.MonkeyPatch, environment: Any, left: list[str], error: str
) -> None:
    monkeypatch.setattr(scenarios, "leftovers", lambda *_: left)
    monkeypatch.setattr(scenarios, "import_jobs", lambda *_: [])
    with pytest.raises(DemoError, match=error):
        scenarios.failure(environment, Path())


@pytest.mark.parametrize(("jobs", "is_expected"), [([], True), (["Recommendations-Interactions"], False)])
@pytest.mark.parametrize(("preflight", "reason"), [("on", "Preflight found 4 errors in s3://x"), ("off", MISSING)])
def test_failure_demo_fails_if_the_file_with_errors_was_imported(
    monkeypatch: pytest.MonkeyPatch, preflight: str, reason: str, jobs: list[str], is_expected: bool
) -> None:
    monkeypatch.setattr(scenarios, "leftovers", lambda *_: [])
    monkeypatch.setattr(scenarios, "import_jobs", lambda *_: jobs)
    environment: Any = FakeEnvironment(deployed=False, output=OUTPUT.replace("the reason", reason))
    environment.context = {"preflight": preflight}
    with nullcontext() if is_expected else pytest.raises(DemoError, match="Recommendations-Interactions"):
        scenarios.failure(environment, Path())


def test_demo_fails_if_the_solution_did_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC)
    result = SimpleNamespace(waited=False, first_solution_created=now, last_import_ended=now + timedelta(seconds=1))
    monkeypatch.setattr(scenarios, "summarize", lambda _: result)
    monkeypatch.setattr(scenarios, "imports_table", lambda _: None)
    monkeypatch.setattr(scenarios, "order_table", lambda _: None)
    environment: Any = FakeEnvironment(deployed=True)
    with pytest.raises(DemoError, match="not every import was ACTIVE"):
        scenarios.success(environment, Path())
