"""The real CDK CLI, as the local AWS's deploying user runs it."""

import subprocess
from pathlib import Path

from local_aws import LocalAws

PROJECT = Path(__file__).parents[1]
CDK = [str(PROJECT / "node_modules" / ".bin" / "cdk")]


def run(
    aws: LocalAws, *arguments: str, folder: Path, variables: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run a command of the CLI in a folder; its standard output and its errors are one text, `stdout`."""
    return subprocess.run(
        [*CDK, *arguments, "--no-notices"],
        cwd=folder,
        env=aws.environment() | (variables or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def succeed(aws: LocalAws, *arguments: str, folder: Path, variables: dict[str, str] | None = None) -> str:
    """Run a command that must succeed, and return what it printed."""
    done = run(aws, *arguments, folder=folder, variables=variables)
    if done.returncode:
        raise AssertionError(done.stdout)
    return done.stdout
