"""docs/cloudformation.md as it stands: its commands in a shell, its YAML in a template, one after the other."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_aws import LocalAws
from testing.harness import CSV
from tests.e2e import aws_command

CHECKOUT = Path(__file__).parents[2]
DOCS = (CHECKOUT / "docs" / "cloudformation.md").read_text()
README = (CHECKOUT / "README.md").read_text()
EXAMPLE = (CHECKOUT / "examples" / "cloudformation" / "recommendations.yaml").read_text()
BUCKETS = ["my-code-bucket", "my-data-bucket"]
THEIR_PLACE = "eu-west-1:123456789012"


def fences(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[str]:
    """What is typed at a prompt, with the lines that go on."""
    lines = "".join(fences(text, "console"))
    return re.findall(r"^\$ ((?:.*\\\n)*.*)$", lines, re.MULTILINE)


def template() -> str:
    """The example, with the resources that the page shows in the place of the import and of what belongs to it."""
    rest = re.sub(r"  DataVersion:\n(    .*\n)+", "", EXAMPLE.partition("  Interactions:\n")[0])
    shown = "".join(fences(DOCS, "yaml")).replace("${Lake}", "${DataBucket}")
    return rest + "".join(f"  {line}" for line in shown.splitlines(keepends=True))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout with a `dist` of its own."""
    for entry in CHECKOUT.iterdir():
        if entry.name != "dist":
            (tmp_path / entry.name).symlink_to(entry)
    return tmp_path


@pytest.fixture
def aws() -> Iterator[LocalAws]:
    """An account with the two buckets that the page is about, and data in one."""
    with LocalAws(import_seconds=1, pending_seconds=0.5) as aws:
        s3 = aws.client("s3")
        for bucket in BUCKETS:
            s3.create_bucket(Bucket=bucket)
        for key in "interactions.csv", "interactions/1.csv":
            s3.put_object(Bucket="my-data-bucket", Key=key, Body=CSV)
        yield aws


def test_the_readme_has_the_same_commands() -> None:
    deploy = commands(DOCS)[:3]
    _, _, without_the_cdk = README.partition("\n## Without the CDK\n")
    assert commands(without_the_cdk)[:3] == deploy


def test_every_command_works_word_for_word(
    folder: Path, aws: LocalAws, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = os.pathsep.join([str(aws_command.install(tmp_path_factory.mktemp("bin")).parent), os.environ["PATH"]])

    def run(command: str) -> None:
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=folder,
            env=aws.admin_environment() | {"PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"

    *deploy, create, lint = commands(DOCS)
    assert len(deploy) == 3
    assert deploy[-1].count(THEIR_PLACE) == 1
    (folder / "template.yaml").write_text(template())
    for command in deploy:
        run(command.replace(THEIR_PLACE, f"{aws.region}:{aws.account}"))
    run(create)
    run(lint)
    # The stack is updated to what the page shows: an import of a folder, and a relay.
    written = "examples/cloudformation/recommendations.yaml", "DataBucket=my-data-bucket"
    assert all(create.count(word) == 1 for word in written)
    run(create.replace(written[0], "template.yaml").replace(written[1], f"{written[1]} 'DataKey=interactions/*'"))
    jobs = aws.client("personalize").list_dataset_import_jobs()["datasetImportJobs"]
    assert [job["status"] for job in jobs] == ["ACTIVE"] * 3
