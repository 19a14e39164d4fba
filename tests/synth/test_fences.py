"""The Python of README and guides runs and synthesizes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_personalize as personalize
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_deployment as s3_deployment
from aws_cdk.assertions import Template

import cdk_personalize
from cdk_personalize import Dataset, DatasetImportJob, DataSource
from tests.synth.pages import GUIDES, README, Fence, fences

DATASET_ARN = "arn:aws:personalize:eu-west-1:123456789012:dataset/movies/INTERACTIONS"
SCHEMA = {
    "type": "record",
    "name": "Items",
    "namespace": "movies",
    "fields": [{"name": name, "type": "string"} for name in ("ITEM_ID", "GENRES")],
    "version": "1.0",
}

PYTHON = [fence for guide in GUIDES for fence in fences(guide, "python")]
APPS = [fence for fence in PYTHON if "cdk.App()" in fence.code]
SNIPPETS = [fence for fence in PYTHON if fence not in APPS]


def context() -> dict[str, Any]:
    """Return the names that snippets use and do not define."""
    app = cdk.App(context={"version": "2026-11-22"})
    stacks = [cdk.Stack(app, name) for name in ("Recommendations", "Other", "Movies", "Books", "Theirs")]
    stack, other, movies, books, theirs = stacks
    source = DataSource.s3_uri("s3://my-bucket/interactions/")
    datasets = {scope.node.id: Dataset.from_dataset_arn(scope, "Known", DATASET_ARN) for scope in stacks}
    own: dict[str, Any] = {name: getattr(cdk_personalize, name) for name in cdk_personalize.__all__}
    return own | {
        "BucketDeployment": s3_deployment.BucketDeployment,
        "Fn": cdk.Fn,
        "Path": Path,
        "Source": s3_deployment.Source,
        "app": app,
        "books": books,
        "books_dataset": datasets["Books"],
        "cdk": cdk,
        "dataset": datasets["Other"],
        "group": personalize.CfnDatasetGroup(other, "DatasetGroup", name="movies"),
        "iam": iam,
        "interactions": datasets["Recommendations"],
        "job": DatasetImportJob(theirs, "Interactions", dataset=datasets["Theirs"], data_source=source),
        "json": json,
        "key": kms.Key(stack, "Key"),
        "lake": s3.Bucket(stack, "Lake"),
        "logs": logs,
        "movies": movies,
        "movies_dataset": datasets["Movies"],
        "other_stack": other,
        "personalize": personalize,
        "role": iam.Role(other, "Role", assumed_by=iam.ServicePrincipal("personalize.amazonaws.com")),
        "schema": personalize.CfnSchema(other, "Schema", name="movies", schema=json.dumps(SCHEMA)),
        "self": stack,
        "source": source,
        "stack": stack,
        "vpc": ec2.Vpc(stack, "Vpc", max_azs=1),
    }


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with data and schema."""
    for name in "data", "schemas":
        (tmp_path / name).mkdir()
    (tmp_path / "data" / "interactions.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP\n")
    (tmp_path / "data" / "items.csv").write_text("ITEM_ID,GENRES\n1,drama\n")
    (tmp_path / "schemas" / "items.avsc").write_text(json.dumps(SCHEMA))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(fence: Fence, folder: Path) -> dict[str, Any]:
    """Run a snippet, and return the templates of the stacks."""
    # jsii's own process keeps the directory that it was started in.
    code = fence.code.replace('("data")', f"({str(folder / 'data')!r})")
    names = context()
    exec(compile(code, str(fence), "exec"), names)  # noqa: S102 - it is the repository's own
    assembly = names["app"].synth()
    errors = [message for stack in assembly.stacks for message in stack.messages if message.level == "error"]
    assert not errors
    return {stack.stack_name: stack.template for stack in assembly.stacks}


@pytest.mark.parametrize("fence", SNIPPETS, ids=str)
def test_a_snippet_runs_and_its_app_synthesizes(fence: Fence, folder: Path) -> None:
    assert run(fence, folder)["Theirs"]["Resources"]


def test_a_snippet_that_does_not_run_is_noticed(folder: Path) -> None:
    with pytest.raises(NameError, match="recipe"):
        run(Fence(README, 1, "personalize.CfnSolution(stack, 'Solution', name='top-picks', recipe_arn=recipe)"), folder)


def test_the_l1_of_the_native_import_writes_a_key_that_cloudformation_does_not_know() -> None:
    stack = cdk.Stack(cdk.App(), "Recommendations")
    source = personalize.CfnDataset.DataSourceProperty(data_location="s3://my-bucket/interactions.csv")
    personalize.CfnDataset(
        stack,
        "Dataset",
        name="movies-interactions",
        dataset_type="Interactions",
        dataset_group_arn="arn:aws:personalize:eu-west-1:123456789012:dataset-group/movies",
        schema_arn="arn:aws:personalize:eu-west-1:123456789012:schema/movies",
        dataset_import_job=personalize.CfnDataset.DatasetImportJobProperty(data_source=source),
    )
    (dataset,) = Template.from_stack(stack).find_resources("AWS::Personalize::Dataset").values()
    data_source = dataset["Properties"]["DatasetImportJob"]["DataSource"]
    assert data_source == {"dataLocation": "s3://my-bucket/interactions.csv"}


def test_no_python_is_left_out() -> None:
    written = sum(guide.read_text().count("```python") for guide in GUIDES)
    assert written == len(PYTHON) > 10


def test_the_first_example_is_a_whole_app_without_a_warning(tmp_path: Path) -> None:
    (fence,) = APPS
    assert fence == fences(README, "python")[0]
    (tmp_path / "app.py").write_text(fence.code)
    done = subprocess.run(
        [sys.executable, "app.py"],
        cwd=tmp_path,
        env=os.environ | {"CDK_OUTDIR": str(tmp_path / "out")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    template = json.loads((tmp_path / "out" / "Recommendations.template.json").read_text())
    (solution,) = (each for each in template["Resources"].values() if each["Type"] == "AWS::Personalize::Solution")
    named, attribute = solution["Properties"]["DatasetGroupArn"]["Fn::GetAtt"]
    assert (template["Resources"][named]["Type"], attribute) == (
        "Custom::PersonalizeDatasetImportJob",
        "DatasetGroupArn",
    )
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert "aws:cdk:warning" not in json.dumps(manifest)
    assert "WARNING" not in done.stderr
