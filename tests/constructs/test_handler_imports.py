"""Synth reads the contract, and nothing else of the function."""

import re
from pathlib import Path

import cdk_personalize
import cdk_personalize_handler

_IMPORT = re.compile(r"^\s*(?:from|import) (cdk_personalize_handler[.\w]*)", re.MULTILINE)


def imported(folder: Path) -> set[str]:
    sources = list(folder.rglob("*.py"))
    assert sources
    return {module for source in sources for module in _IMPORT.findall(source.read_text())}


def test_the_constructs_import_the_contract_only() -> None:
    modules = imported(Path(cdk_personalize.__file__).parent) - {"cdk_personalize_handler"}
    assert modules
    assert [module for module in sorted(modules) if ".contract" not in module] == []


def test_the_contract_imports_nothing_else_of_the_function() -> None:
    modules = imported(Path(cdk_personalize_handler.__file__).parent / "contract")
    assert modules
    assert [module for module in sorted(modules) if ".contract" not in module] == []
