"""The templates of the stacks, as this code and as earlier code makes them.

`python -m tests.upgrade.templates <name>` records them as those of a release, in the folder of that name: once, with
the release's own code, so that a clone without history can test upgrades from it.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import aws_cdk as cdk

from tests.upgrade.stacks import STACKS, add_stacks
from tools.code_parameters import write_zip_files

Template = dict[str, Any]

RECORDED = Path(__file__).parent / "recorded"
FIRST = "26e9c69"
"""The earliest code whose deployments are to survive."""


def present(code: Path | None = None) -> dict[str, Template]:
    """Return the templates of this code, by stack; write the functions' zip files to the folder `code`."""
    with tempfile.TemporaryDirectory() as assembly:
        app = cdk.App(analytics_reporting=False, outdir=assembly)
        stacks = add_stacks(app)
        app.synth()
        if code:
            for stack in stacks.values():
                write_zip_files(Path(assembly), stack, code)
        return {name: json.loads(Path(assembly, stack.template_file).read_text()) for name, stack in stacks.items()}


def recorded(release: str) -> dict[str, Template]:
    """Return the templates of a release, by stack."""
    return {name: json.loads((RECORDED / release / f"{name}.template.json").read_text()) for name in STACKS}


def with_code_of(template: Template, other: Template) -> Template:
    """Return a template whose functions have the code that they have in another.

    Functions are known by their logical ids. The code of a release is not kept; what an upgrade does to requests that
    it meets is tested by recorded events.
    """
    resources = dict(template["Resources"])
    for name, resource in resources.items():
        if resource["Type"] == "AWS::Lambda::Function":
            code = other["Resources"][name]["Properties"]["Code"]
            resources[name] = resource | {"Properties": resource["Properties"] | {"Code": code}}
    return template | {"Resources": resources}


if __name__ == "__main__":
    folder = RECORDED / sys.argv[1]
    folder.mkdir(parents=True)
    for name, template in present().items():
        (folder / f"{name}.template.json").write_text(json.dumps(template, indent=1) + "\n")
