import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.constructs.order.test_whole_app import assert_no_arn_of_the_aws_partition

PROJECT = Path(__file__).parents[2]
EXAMPLES = {
    "app.py": {"bucket": "data"},
    "examples/ml_stack/app.py": {"bucket": "data", "day": "2026-11-22"},
}


@pytest.mark.parametrize("example", list(EXAMPLES))
def test_the_examples_can_be_deployed_in_every_partition(example: str, tmp_path: Path) -> None:
    app = PROJECT / example
    settings = json.loads((app.parent / "cdk.json").read_text())["context"] | EXAMPLES[example]
    environment = os.environ | {"CDK_OUTDIR": str(tmp_path), "CDK_CONTEXT_JSON": json.dumps(settings)}
    subprocess.run([sys.executable, app.name], cwd=app.parent, env=environment, check=True)
    assert_no_arn_of_the_aws_partition(tmp_path)
