"""How the function starts."""

import os
import subprocess
import sys

import pytest

START = """
import sys
from cdk_personalize_handler import entry, {module}
entry.create_lifecycle()
print([name for name in sys.modules if "preflight" in name or name.endswith(("inspection", "import_data"))])
"""


@pytest.mark.parametrize("module", ["provider_framework", "crhelper_waiter"])
def test_it_starts_without_loading_what_looks_at_data(module: str) -> None:
    environment = os.environ | {"AWS_DEFAULT_REGION": "us-east-1", "POLL_INTERVAL_SECONDS": "10"}
    command = [sys.executable, "-c", START.format(module=module)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
