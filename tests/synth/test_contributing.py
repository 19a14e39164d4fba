"""CONTRIBUTING.md names make targets and folders that exist."""

import re
import subprocess
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text()
COMPLETE = (".", "constructs/cdk_personalize", "lambda/cdk_personalize_handler", "tests")
"""Folders of which the guide names every subfolder."""


def test_every_make_target_of_the_guide_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|\$ )make ([a-z-]+)", GUIDE))
    assert len(named) > 10
    assert named <= targets


def named_paths(guide: str) -> set[str]:
    """The first cells of the guide's tables of folders."""
    tables = re.findall(r"^\| folder \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", guide, re.MULTILINE)
    return {path for table in tables for row in table.splitlines() for path in re.findall("`(.+?)`", row.split("|")[1])}


def known_paths() -> set[str]:
    """Every file that git knows, and every folder of one."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [PurePosixPath(name) for name in listed.split("\0") if name]
    return {str(path) for file in files for path in (file, *file.parents)}


def missing(named: set[str], known: set[str]) -> set[str]:
    """The subfolders that a guide must name and does not."""
    folders = {str(PurePosixPath(path).parent) for path in known} - {"."}
    subfolders = {path for path in folders if str(PurePosixPath(path).parent) in COMPLETE}
    covering = {str(parent) for path in named for parent in (PurePosixPath(path), *PurePosixPath(path).parents)}
    return {path for path in subfolders if not path.startswith(".")} - covering


def test_every_folder_of_the_guide_exists() -> None:
    assert named_paths(GUIDE) - known_paths() == set()


def test_the_guide_names_every_folder() -> None:
    assert missing(named_paths(GUIDE), known_paths()) == set()


@pytest.mark.parametrize("folder", ["bench", "lambda/cdk_personalize_handler/preflight", "tests/e2e"])
def test_a_folder_that_the_guide_leaves_out_is_found(folder: str) -> None:
    assert folder in missing(named_paths(GUIDE) - {folder}, known_paths())
