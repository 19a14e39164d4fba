"""The bare app is worth comparing with only as long as it defines what the example does."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def synthesize(app: str, folder: Path) -> dict[str, Any]:
    environment = os.environ | {"CDK_OUTDIR": str(folder), "CDK_CONTEXT_JSON": json.dumps({"bucket": "lake"})}
    subprocess.run([sys.executable, "-P", app], cwd=ROOT, env=environment, capture_output=True, check=True)
    return dict(json.loads((folder / "Recommendations.template.json").read_text()))


def types(template: dict[str, Any]) -> Counter[str]:
    return Counter(resource["Type"] for resource in template["Resources"].values())


def actions(template: dict[str, Any]) -> Counter[str]:
    """The actions of all policies of functions."""
    found: Counter[str] = Counter()
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::IAM::Policy":
            for statement in resource["Properties"]["PolicyDocument"]["Statement"]:
                action = statement["Action"]
                found.update([action] if isinstance(action, str) else action)
    return found


def functions(template: dict[str, Any]) -> list[str]:
    """What runs functions, with what, and what they log: all but their names, code and rights."""
    compared = ("Architectures", "Handler", "MemorySize", "Runtime", "Timeout")
    found = []
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Lambda::Function":
            properties = resource["Properties"]
            told = {name: properties.get(name) for name in compared}
            logging = {name: value for name, value in properties["LoggingConfig"].items() if name != "LogGroup"}
            found.append(json.dumps(told | {"LoggingConfig": logging}, sort_keys=True))
    return sorted(found)


def test_the_bare_app_has_the_resources_outputs_and_permissions_of_the_example(tmp_path: Path) -> None:
    example = synthesize("app.py", tmp_path / "example")
    bare = synthesize("bench/bare_app.py", tmp_path / "bare")
    assert types(bare) == types(example)
    assert actions(bare) == actions(example)
    assert functions(bare) == functions(example)
    assert set(bare["Outputs"]) == set(example["Outputs"])
