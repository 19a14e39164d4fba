"""Stacks that are synthesized for a look at what comes of them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aws_cdk as cdk

STACK = "Recommendations"


@dataclass(frozen=True)
class Synthesized:
    """A stack as the CDK has written it to a folder."""

    folder: Path

    @property
    def template(self) -> Path:
        """The file that CloudFormation gets."""
        return self.folder / f"{STACK}.template.json"

    @property
    def resources(self) -> dict[str, Any]:
        """The resources of the template, by their logical ids."""
        return dict(json.loads(self.template.read_text())["Resources"])

    @property
    def functions(self) -> list[dict[str, Any]]:
        """The properties of the functions of the template."""
        return [each["Properties"] for each in self.resources.values() if each["Type"] == "AWS::Lambda::Function"]

    @property
    def function_code(self) -> Path:
        """The folder with the code of the functions in Python, which all have the same, as it is uploaded."""
        keys = {each["Code"]["S3Key"] for each in self.functions if each["Runtime"].startswith("python")}
        (key,) = keys
        assets = json.loads((self.folder / f"{STACK}.assets.json").read_text())["files"]
        return self.folder / str(assets[key.partition(".")[0]]["source"]["path"])


def synthesize(folder: Path, build: Callable[[cdk.App, str], object]) -> Synthesized:
    """Let `build` define a stack of the given id in an app, and synthesize it into the folder."""
    app = cdk.App(outdir=str(folder), analytics_reporting=False)
    build(app, STACK)
    app.synth()
    return Synthesized(folder)
