"""The folder names `constructs` and `lambda` are safe only as long as neither is a package."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Match, Template

import cdk_personalize_handler
from cdk_personalize import ImportProvider, Waiter

ROOT = Path(__file__).parent.parent


def run_app(folder: Path, output: Path) -> "subprocess.CompletedProcess[str]":
    """Run `python app.py` as the CDK CLI does; pytest itself would find the packages in either case."""
    environment = os.environ | {"CDK_OUTDIR": str(output), "CDK_CONTEXT_JSON": json.dumps({"bucket": "lake"})}
    return subprocess.run(
        [sys.executable, "app.py"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_app_runs_in_the_checkout(tmp_path: Path) -> None:
    done = run_app(ROOT, tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "Recommendations.template.json").exists()


def test_the_check_above_sees_a_stray_init_file(tmp_path: Path) -> None:
    shutil.copy(ROOT / "app.py", tmp_path)
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    (tmp_path / "constructs").mkdir()
    assert run_app(tmp_path, tmp_path / "out").returncode == 0
    (tmp_path / "constructs" / "__init__.py").touch()
    assert run_app(tmp_path, tmp_path / "out").returncode != 0


@pytest.mark.parametrize("root", ["constructs", "cli", "lambda"])
def test_a_source_root_is_not_a_package(root: str) -> None:
    assert not (ROOT / root / "__init__.py").exists()


@pytest.mark.parametrize("root", ["constructs", "lambda"])
def test_construct_and_function_do_not_need_the_cli(root: str) -> None:
    sources = list((ROOT / root).rglob("*.py"))
    assert sources
    assert not [source for source in sources if "cdk_personalize_check" in source.read_text()]


@pytest.mark.parametrize("make_waiter", [Waiter.provider_framework, Waiter.crhelper])
def test_the_function_is_the_same_wherever_the_package_is_installed(
    make_waiter: Callable[[], Waiter], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def code_key() -> str:
        stack = cdk.Stack(cdk.App(), "Recommendations")
        ImportProvider(stack, "Imports", waiter=make_waiter())
        functions = Template.from_stack(stack).find_resources(
            "AWS::Lambda::Function", {"Properties": {"Handler": Match.string_like_regexp("cdk_personalize_handler")}}
        )
        (function,) = functions.values()
        return str(function["Properties"]["Code"]["S3Key"])

    from_checkout = code_key()
    package = Path(cdk_personalize_handler.__file__).parent
    installed = tmp_path / "site-packages" / package.name
    shutil.copytree(package, installed)
    for folder in (installed, *(entry for entry in installed.iterdir() if entry.is_dir())):
        (folder / "__pycache__").mkdir(exist_ok=True)
        (folder / "__pycache__" / "anything.cpython-311.pyc").write_bytes(b"anything")
    (installed.parent / "another_package").mkdir()
    (installed.parent / "another_package" / "module.py").touch()
    monkeypatch.setattr(cdk_personalize_handler, "__file__", str(installed / "__init__.py"))
    assert code_key() == from_checkout
    for source in ("contract/properties.py", "preflight/codes.py"):
        before = (installed / source).read_text()
        (installed / source).write_text("changed = True")
        assert code_key() != from_checkout
        (installed / source).write_text(before)
        assert code_key() == from_checkout


def imported(source: Path) -> set[str]:
    """Return the top-level packages that a file imports, or names in a script of its own."""
    modules = re.findall(r"^\s*(?:from|import) ([a-z_]+)", source.read_text(), re.MULTILINE)
    return set(modules)


@pytest.mark.parametrize(
    "folder", ["bench", "cli", "constructs", "demo", "examples", "lambda", "local_aws", "testing", "tools"]
)
def test_nothing_imports_the_tests(folder: str) -> None:
    sources = list((ROOT / folder).rglob("*.py"))
    assert sources
    assert not [source for source in sources if "tests" in imported(source)]


def test_the_check_above_sees_an_import_of_tests(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text('SCRIPT = """\nfrom tests.histories import run\n"""\n')
    assert "tests" in imported(tmp_path / "module.py")
