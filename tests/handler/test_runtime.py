"""How the function starts."""

import os
import subprocess
import sys

import pytest

START = """
import sys
from cdk_personalize_handler import runtime, {module}
runtime.create_lifecycle()
print([name for name in sys.modules if "preflight" in name or name.endswith("aws.s3")])
"""


@pytest.mark.parametrize("module", ["provider_framework", "crhelper_waiter"])
def test_the_function_starts_without_loading_preflight(module: str) -> None:
    environment = os.environ | {"AWS_DEFAULT_REGION": "us-east-1", "POLL_INTERVAL_SECONDS": "10"}
    command = [sys.executable, "-c", START.format(module=module)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
