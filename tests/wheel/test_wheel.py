"""The built wheel, and an environment in which it is all there is of the project."""

import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import metadata, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from tools import consumer, distribution
from tools.clean_environment import CleanEnvironment, CommandFailed
from tools.distribution import ROOT, Distribution

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Distribution:
    return distribution.build(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def clean(built: Distribution, tmp_path_factory: pytest.TempPathFactory) -> CleanEnvironment:
    """An environment with the wheel and the locked versions of what it requires."""
    folder = tmp_path_factory.mktemp("clean")
    constraints = folder / "constraints.txt"
    constraints.write_text("\n".join(re.findall(r"^\S+==\S+$", (ROOT / "requirements.txt").read_text(), re.MULTILINE)))
    environment = CleanEnvironment(folder / "environment")
    environment.install(str(built.wheel), constraints=constraints)
    return environment


def test_the_wheel_has_the_packages_and_nothing_else(built: Distribution) -> None:
    files = built.wheel_files
    assert files == distribution.expected_wheel_files()
    packages = {"cdk_personalize", "cdk_personalize_check", "cdk_personalize_handler"}
    assert {f"{package}/py.typed" for package in packages} | {"dist-info/licenses/LICENSE"} <= files
    assert {name.split("/")[0] for name in files} == packages | {"dist-info"}


def test_the_source_distribution_has_what_builds_the_wheel_and_no_tests(built: Distribution) -> None:
    roots = {name.split("/")[0] for name in built.source_files}
    own = {"constructs", "cli", "lambda", "README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml"}
    assert roots - {""} == own | {".gitignore", "PKG-INFO"}


def test_a_user_of_a_package_index_finds_nothing_broken_or_missing(built: Distribution) -> None:
    assert list(built.problems()) == []


def test_the_changelog_is_a_section_of_the_description(built: Distribution) -> None:
    _, _, changelog = (built.metadata.description or "").partition("\n## Changelog\n")
    headings = re.findall(r"^(#+) (.*)$", changelog, re.MULTILINE)
    assert headings[0][1].startswith(PROJECT["project"]["version"])
    assert {len(marks) for marks, title in headings if title[0].isdigit()} == {3}
    assert {len(marks) for marks, title in headings if not title[0].isdigit()} == {4}


def test_a_link_into_the_repository_is_found() -> None:
    text = "[a](docs/a.md) [b](https://example.com) ![c](c.png) [d](#d) `[e](e.md)`"
    assert distribution.broken_links(text) == ["docs/a.md", "c.png", "#d"]
    assert "docs/decisions.md" in distribution.broken_links((ROOT / "README.md").read_text())


def test_the_environment_builds_with_the_backend_that_the_project_names() -> None:
    needed = [Requirement(each) for each in PROJECT["build-system"]["requires"]]
    backend = {each.name: each for each in needed if each.name != "editables"}  # not needed for a wheel
    assert {name: version(name) in each.specifier for name, each in backend.items()} == dict.fromkeys(backend, True)


def test_every_python_of_jsii_is_named_that_the_package_runs_on(built: Distribution) -> None:
    def named(classifiers: Iterable[str]) -> set[str]:
        pythons = (re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", each) for each in classifiers)
        return {python[1] for python in pythons if python}

    of_jsii = named(metadata("jsii").get_all("Classifier", []))
    allowed = SpecifierSet(PROJECT["project"]["requires-python"])
    assert of_jsii
    assert named(built.metadata.classifiers or []) == {python for python in of_jsii if python in allowed}


def test_the_floors_are_older_than_what_the_tests_run_with(built: Distribution) -> None:
    floors = dict(floor.split("==") for floor in built.floors())
    assert list(floors) == ["aws-cdk-lib", "constructs"]
    for name, floor in floors.items():
        assert Version(floor) < Version(version(name))


def test_the_readme_names_what_is_built_and_what_it_needs(built: Distribution) -> None:
    readme = (ROOT / "README.md").read_text()
    assert f"pip install dist/{built.wheel.name}" in readme
    assert f"`aws-cdk-lib` {dict(floor.split('==') for floor in built.floors())['aws-cdk-lib']} or newer" in readme


@pytest.fixture
def with_crhelper(built: Distribution, clean: CleanEnvironment) -> Iterator[CleanEnvironment]:
    clean.install(f"{built.wheel}[crhelper]")
    yield clean
    clean.run("-m", "pip", "uninstall", "--quiet", "--yes", "crhelper")


def test_an_app_deploys_the_same_functions_with_the_wheel_as_with_the_checkout(
    with_crhelper: CleanEnvironment, tmp_path: Path
) -> None:
    where = with_crhelper.run("-I", "-c", "import cdk_personalize, cdk_personalize_handler as h; print(h.__file__)")
    assert Path(where.strip()).is_relative_to(with_crhelper.python.parents[1])
    installed = consumer.synthesize(with_crhelper.python, tmp_path / "installed")
    assert installed == consumer.synthesize(Path(sys.executable), tmp_path / "checkout")
    assert len(set(installed.values())) == 2


def test_an_app_on_crhelper_without_the_extra_says_what_to_install(clean: CleanEnvironment, tmp_path: Path) -> None:
    assert consumer.problem_without_crhelper(clean.python, tmp_path / "installed") is None


def test_an_app_that_needs_no_extra_is_noticed(tmp_path: Path) -> None:
    problem = consumer.problem_without_crhelper(Path(sys.executable), tmp_path / "checkout")
    assert problem == "the app was synthesized without crhelper"


CHECK = ("-m", "cdk_personalize_check", "check", "nowhere.csv", "--schema", "nowhere.avsc")


def test_the_command_without_its_extra_says_what_to_install(clean: CleanEnvironment) -> None:
    with pytest.raises(CommandFailed, match=re.escape("run pip install boto3 rich")):
        clean.run(*CHECK)


def test_check_data_needs_no_extra(clean: CleanEnvironment, tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text("ITEM_ID,YEAR\n1,1995\n2,\n")
    fields = [{"name": name, "type": "string"} for name in ("ITEM_ID", "YEAR")]
    schema = {"type": "record", "name": "Items", "fields": fields}
    program = f"import cdk_personalize_check as cli; print(*cli.check_data('items.csv', schema={json.dumps(schema)!r}))"
    assert "Code.MISSING_VALUE" in clean.run("-I", "-c", program, directory=tmp_path)


def test_the_command_runs_with_its_extra(built: Distribution, clean: CleanEnvironment) -> None:
    clean.install(f"{built.wheel}[check]")
    with pytest.raises(CommandFailed, match=r"--schema: 'nowhere\.avsc' cannot be read"):
        clean.run(*CHECK)
    clean.run("-m", "pip", "uninstall", "--quiet", "--yes", "boto3", "botocore", "rich")


def test_the_wheel_brings_the_cdk_and_no_more(clean: CleanEnvironment) -> None:
    listed = clean.run("-m", "pip", "list", "--format=freeze", "--disable-pip-version-check")
    installed = {line.partition("==")[0] for line in listed.splitlines()}
    assert {"cdk-personalize", "aws-cdk-lib", "constructs"} <= installed
    assert not installed & {"boto3", "botocore", "crhelper", "rich", "pytest"}
