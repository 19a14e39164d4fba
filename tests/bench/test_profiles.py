"""What a profile is said to say."""

import os
from pathlib import Path

from bench.host.profiles import slowest_functions, slowest_modules


def test_the_slowest_modules_of_a_package_are_named(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "slow.py").write_text("import time; time.sleep(0.05)")
    (package / "quick.py").touch()
    environment = dict(os.environ) | {"PYTHONPATH": str(tmp_path)}
    told = slowest_modules("import json, package.quick, package.slow", environment, "package")
    assert told.startswith("3 modules of package take ")
    assert "most of it package.slow " in told
    assert "json" not in told


def test_the_functions_of_the_library_that_take_the_time_are_named(tmp_path: Path) -> None:
    module = tmp_path / "cdk_personalize_slow.py"
    module.write_text("import time\ndef dawdle():\n    time.sleep(0.05)\n")
    script = tmp_path / "script.py"
    script.write_text("import cdk_personalize_slow\ncdk_personalize_slow.dawdle()\n")
    environment = dict(os.environ) | {"PYTHONPATH": str(tmp_path)}
    assert "dawdle 0.0" in slowest_functions(script, environment, tmp_path)
