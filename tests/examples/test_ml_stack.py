"""The larger example: what its templates promise to whoever copies it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cdk_personalize_handler.contract.properties import RESOURCE_TYPE

PROJECT = Path(__file__).parents[2]
EXAMPLE = PROJECT / "examples" / "ml_stack"
STACKS = ("History", "Recommendations")

Resources = dict[str, Any]


def synth(output: Path, day: str = "2026-11-22") -> Path:
    done = run_app(output, {"day": day})
    assert done.returncode == 0, done.stderr
    return output


def run_app(output: Path, given: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    context = json.loads((EXAMPLE / "cdk.json").read_text())["context"] | given
    environment = os.environ | {"CDK_OUTDIR": str(output), "CDK_CONTEXT_JSON": json.dumps(context)}
    return subprocess.run(
        [sys.executable, "app.py"], cwd=EXAMPLE, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synth(tmp_path_factory.mktemp("ml_stack"))


@pytest.fixture
def history(assembly: Path) -> Resources:
    return resources_of(assembly, "History")


@pytest.fixture
def recommendations(assembly: Path) -> Resources:
    return resources_of(assembly, "Recommendations")


def resources_of(assembly: Path, stack: str) -> Resources:
    template = json.loads((assembly / f"{stack}.template.json").read_text())
    return {name: each for name, each in template["Resources"].items() if each["Type"] != "AWS::CDK::Metadata"}


def of_type(resources: Resources, resource_type: str) -> Resources:
    return {name: each for name, each in resources.items() if each["Type"] == resource_type}


def cfn_lint(*templates: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [Path(sys.executable).with_name("cfn-lint"), *templates],
        cwd=PROJECT,  # which has .cfnlintrc
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_templates_pass_cfn_lint(assembly: Path) -> None:
    done = cfn_lint(*(assembly / f"{stack}.template.json" for stack in STACKS))
    assert done.returncode == 0, done.stdout


def test_cfn_lint_finds_an_error_in_a_broken_template(assembly: Path, tmp_path: Path) -> None:
    text = (assembly / "Recommendations.template.json").read_text()
    broken = tmp_path / "broken.template.json"
    broken.write_text(text.replace('"AWS::Personalize::EventTracker"', '"AWS::Personalize::Tracker"'))
    done = cfn_lint(broken)
    assert done.returncode != 0
    assert "AWS::Personalize::Tracker" in done.stdout


def test_the_history_replaces_what_is_there_and_the_day_is_added_to_it(
    history: Resources, recommendations: Resources
) -> None:
    modes = [each["Properties"]["ImportMode"] for each in of_type(history, RESOURCE_TYPE).values()]
    assert modes == ["FULL", "FULL", "FULL"]
    (daily,) = of_type(recommendations, RESOURCE_TYPE).values()
    assert daily["Properties"]["ImportMode"] == "INCREMENTAL"


def test_solution_and_tracker_read_the_group_from_the_import_and_so_wait_for_it(recommendations: Resources) -> None:
    (daily,) = of_type(recommendations, RESOURCE_TYPE)
    for resource_type in ("AWS::Personalize::Solution", "AWS::Personalize::EventTracker"):
        (each,) = of_type(recommendations, resource_type).values()
        assert each["Properties"]["DatasetGroupArn"] == {"Fn::GetAtt": [daily, "DatasetGroupArn"]}


def test_the_day_waits_for_the_whole_history(assembly: Path) -> None:
    artifacts = json.loads((assembly / "manifest.json").read_text())["artifacts"]
    assert "History" in artifacts["Recommendations"]["dependencies"]


def test_the_day_must_be_given(tmp_path: Path) -> None:
    done = run_app(tmp_path / "cdk.out", {})
    assert done.returncode != 0
    assert "the day of the data is missing: -c day=2026-11-22" in done.stderr


def test_the_second_stack_needs_nothing_that_changes_with_the_imports_of_the_first(
    history: Resources, assembly: Path
) -> None:
    template = json.loads((assembly / "History.template.json").read_text())
    exported = json.dumps(template["Outputs"])
    assert "InteractionsDataset" in exported
    assert not [name for name in of_type(history, RESOURCE_TYPE) if name in exported]


def test_one_provider_serves_both_stacks(history: Resources, recommendations: Resources) -> None:
    assert len(of_type(history, "AWS::StepFunctions::StateMachine")) == 1
    assert len(of_type(history, "AWS::Lambda::Function")) == 4
    assert not of_type(recommendations, "AWS::StepFunctions::StateMachine")
    assert not of_type(recommendations, "AWS::Lambda::Function")
    (daily,) = of_type(recommendations, RESOURCE_TYPE).values()
    assert "frameworkonEvent" in daily["Properties"]["ServiceToken"]["Fn::ImportValue"]


def test_the_second_stack_holds_the_permissions_for_its_own_import_which_waits_for_them(
    history: Resources, recommendations: Resources
) -> None:
    policies = {
        name: policy
        for name, policy in of_type(recommendations, "AWS::IAM::Policy").items()
        if "AWS::StackId" in json.dumps(policy["Properties"]["PolicyName"])  # and is no other stack's
    }
    (daily,) = of_type(recommendations, RESOURCE_TYPE).values()
    assert set(policies) <= set(daily["DependsOn"])
    for policy in policies.values():
        (role,) = policy["Properties"]["Roles"]
        assert "ImportProviderHandlerServiceRole" in role["Fn::ImportValue"]
    actions = {
        action
        for policy in policies.values()
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }
    assert {"personalize:CreateDatasetImportJob", "personalize:DescribeDatasetImportJob", "iam:PassRole"} <= actions
    assert "Recommendations" not in json.dumps(of_type(history, "AWS::IAM::Policy"))


def test_tags_by_aspect_reach_every_job_and_nothing_that_they_would_replace(
    history: Resources, recommendations: Resources
) -> None:
    tags = [{"Key": "team", "Value": "recommendations"}]
    both = [*history.values(), *recommendations.values()]
    tagged = {each["Type"] for each in both if each["Properties"].get("Tags") == tags}
    untagged = {each["Type"] for each in both if "Tags" not in each["Properties"]}
    assert RESOURCE_TYPE in tagged - untagged
    assert "AWS::Personalize::EventTracker" in tagged - untagged
    kept = {f"AWS::Personalize::{name}" for name in ("DatasetGroup", "Dataset", "Schema", "Solution")}
    assert kept <= untagged - tagged


def test_another_day_changes_the_daily_import_and_nothing_else(
    tmp_path: Path, history: Resources, recommendations: Resources
) -> None:
    tomorrow = synth(tmp_path / "tomorrow", day="2026-11-23")
    assert resources_of(tomorrow, "History") == history
    after = resources_of(tomorrow, "Recommendations")
    (daily,) = of_type(recommendations, RESOURCE_TYPE)
    assert [name for name in after if after[name] != recommendations[name]] == [daily]
    assert after[daily]["Properties"]["DataVersion"] == "2026-11-23"
