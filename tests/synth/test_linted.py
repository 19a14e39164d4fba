"""What a CloudFormation author gets passes cfn-lint and the properties' own schema."""

import re
import subprocess
import sys
import textwrap
from pathlib import Path

from cdk_personalize_handler.contract.properties import RESOURCE_TYPE
from tools import template

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "cloudformation"


def lint(*templates: Path) -> "subprocess.CompletedProcess[str]":
    command = [
        str(Path(sys.executable).with_name("cfn-lint")),
        "--append-rules",
        str(EXAMPLES / "cfn_lint_rules"),
        "--",
    ]
    return subprocess.run(
        [*command, *map(str, templates)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def test_the_standalone_templates_and_the_examples_pass(tmp_path: Path) -> None:
    examples = list(EXAMPLES.glob("*.yaml"))
    assert examples
    done = lint(*template.write(tmp_path), *examples)
    assert done.returncode == 0, done.stdout
    assert not done.stdout


def test_a_bad_property_is_found_before_it_is_deployed(tmp_path: Path) -> None:
    example = (EXAMPLES / "recommendations.yaml").read_text()
    bad = {
        ("DataVersion: !Ref", "DataVerson: !Ref"): (
            "Additional properties are not allowed ('DataVerson' was unexpected. Did you mean 'DataVersion'?)"
        ),
        ("Timeout: 3000", "Timeout: 3601"): "3601 is greater than the maximum of 3600",
        ("Timeout: 3000", "Timeout: 1h"): "'1h' does not match '^([0-9]{1,9})$'",
        ("ImportMode: FULL", "ImportMode: full"): "'full' is not one of ['FULL', 'INCREMENTAL']",
        ("      RoleArn: !GetAtt ImportRole.Arn\n", ""): "'RoleArn' is a required property",
    }
    templates = [tmp_path / f"{number}.yaml" for number in range(len(bad))]
    for path, (written, instead) in zip(templates, bad, strict=True):
        assert example.count(written) == 1
        path.write_text(example.replace(written, instead))
    found = [line.removeprefix("E9101 ") for line in lint(*templates).stdout.splitlines() if line.startswith("E")]
    assert sorted(found) == sorted(bad.values())


def test_what_the_docs_show_is_what_the_schema_takes(tmp_path: Path) -> None:
    snippets = [
        snippet
        for guide in (ROOT / "README.md", ROOT / "docs" / "cloudformation.md")
        for snippet in re.findall("```yaml\\n(.*?)```", guide.read_text(), re.DOTALL)
    ]
    assert len(snippets) == 3
    templates = [tmp_path / f"{number}.yaml" for number in range(len(snippets))]
    for path, snippet in zip(templates, snippets, strict=True):
        assert f"Type: {RESOURCE_TYPE}" in snippet
        path.write_text("Resources:\n" + textwrap.indent(snippet, "  "))
    # They refer to what they do not show; only that may be wrong with them.
    errors = [line for line in lint(*templates).stdout.splitlines() if line.startswith("E")]
    assert all(re.match(r"E1\d{3} .*is not one of", line) for line in errors), errors
