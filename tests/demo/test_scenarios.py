"""A story that takes another course must not end as if all were well."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from demo import scenarios
from demo.errors import DemoError
from demo.scenarios import failed_resources

OUTPUT = """\
Recommendations | 1/30 | CREATE_FAILED | Items

Failed resources:
Recommendations | CREATE_FAILED | Items Error: the reason

Logs: /aws/lambda/x
❌  Recommendations failed to deploy
‣ DeploymentError: Resource updates failed:
"""


def test_failed_resources_are_shown_in_the_words_of_the_cli() -> None:
    assert failed_resources(OUTPUT).strip().splitlines() == [
        "Failed resources:",
        "Recommendations | CREATE_FAILED | Items Error: the reason",
        "",
        "Logs: /aws/lambda/x",
        "❌  Recommendations failed to deploy",
    ]


class FakeStage:
    """Commands with the given outcomes; what the person would see goes nowhere."""

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


REASON = OUTPUT.replace("the reason", "Input csv is missing the following columns: [ITEM_ID]")


@pytest.mark.parametrize(
    ("stage", "left", "told"),
    [
        (FakeStage(deployed=True, output=REASON), [], "should have failed"),
        (FakeStage(deployed=False), [], "should have failed with"),
        (FakeStage(deployed=False, output=REASON, destroyed=False), [], "cdk destroy failed"),
        (FakeStage(deployed=False, output=REASON), ["arn:dataset"], "has left: arn:dataset"),
    ],
)
def test_the_failure_demo_fails_unless_the_deployment_failed_as_it_should_and_left_nothing(
    monkeypatch: pytest.MonkeyPatch, stage: Any, left: list[str], told: str
) -> None:
    monkeypatch.setattr(scenarios, "leftovers", lambda *_: left)
    monkeypatch.setattr(scenarios, "import_jobs", lambda *_: ["Recommendations-Interactions"])
    with pytest.raises(DemoError, match=told):
        scenarios.failure(stage, Path())


def test_the_failure_demo_succeeds_if_the_deployment_failed_as_it_should(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenarios, "leftovers", lambda *_: [])
    monkeypatch.setattr(scenarios, "import_jobs", lambda *_: ["Recommendations-Interactions"])
    stage: Any = FakeStage(deployed=False, output=REASON)
    scenarios.failure(stage, Path())


@pytest.mark.parametrize(("jobs", "is_as_told"), [([], True), (["Recommendations-Interactions"], False)])
def test_with_preflight_the_failure_demo_fails_if_the_broken_file_was_imported(
    monkeypatch: pytest.MonkeyPatch, jobs: list[str], is_as_told: bool
) -> None:
    monkeypatch.setattr(scenarios, "leftovers", lambda *_: [])
    monkeypatch.setattr(scenarios, "import_jobs", lambda *_: jobs)
    stage: Any = FakeStage(deployed=False, output=OUTPUT.replace("the reason", "Preflight found 4 errors in s3://x"))
    stage.context = {"preflight": "on"}
    with nullcontext() if is_as_told else pytest.raises(DemoError, match="Recommendations-Interactions"):
        scenarios.failure(stage, Path())


def test_the_demo_fails_if_the_solution_did_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC)
    result = SimpleNamespace(waited=False, first_solution_created=now, last_import_ended=now + timedelta(seconds=1))
    monkeypatch.setattr(scenarios, "outcome", lambda _: result)
    monkeypatch.setattr(scenarios, "imports_table", lambda _: None)
    monkeypatch.setattr(scenarios, "order_table", lambda _: None)
    stage: Any = FakeStage(deployed=True)
    with pytest.raises(DemoError, match="not every import was ACTIVE"):
        scenarios.success(stage, Path())
