import json
import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

import cdk_personalize_handler
from tools import template

ROOT = Path(__file__).parents[2]
LONGEST_TEMPLATE_BODY = 51_200
"""What CloudFormation takes without a detour through a bucket."""


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    template.write(folder)
    return folder


@pytest.fixture(params=list(template.WAITERS))
def written(dist: Path, request: pytest.FixtureRequest) -> Any:
    return json.loads((dist / f"{request.param}.template.json").read_text())


def test_the_command_says_what_it_has_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    template.main(tmp_path)
    assert capsys.readouterr().out.splitlines() == [
        f"wrote {tmp_path / f'{name}.template.json'}" for name in template.WAITERS
    ]


def test_the_same_sources_make_the_same_bytes(dist: Path, tmp_path: Path) -> None:
    (tmp_path / "left-over.zip").touch()
    template.write(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in dist.iterdir()
    }


def test_the_code_is_where_its_bucket_and_prefix_say(written: Any, dist: Path) -> None:
    functions = [each for each in written["Resources"].values() if each["Type"] == "AWS::Lambda::Function"]
    assert functions
    for function in functions:
        code = function["Properties"]["Code"]
        assert code["S3Bucket"] == {"Fn::Sub": "${CodeBucket}"}
        prefix, name = code["S3Key"]["Fn::Sub"].split("}")
        assert prefix == "${CodeKeyPrefix"
        module = function["Properties"]["Handler"].rpartition(".")[0].replace(".", "/")
        assert any(entry.startswith(f"{module}.") for entry in ZipFile(dist / name).namelist())


def test_the_functions_code_is_the_sources_and_nothing_beside_them(dist: Path) -> None:
    package = Path(cdk_personalize_handler.__file__).parent
    functions = [
        archive for archive in map(ZipFile, dist.glob("*.zip")) if f"{package.name}/runtime.py" in archive.namelist()
    ]
    folders = [{name.partition("/")[0] for name in archive.namelist()} for archive in functions]
    assert sorted(folders, key=len) == [{package.name}, {package.name, "crhelper"}]
    for archive in functions:
        for name in archive.namelist():
            if name.startswith(package.name):
                assert name.endswith(".py")
                assert archive.read(name) == (package.parent / name).read_bytes()


def test_parameters_and_outputs_are_described_and_nothing_is_left_of_the_cdk(written: Any) -> None:
    described = [*written["Parameters"].values(), *written["Outputs"].values()]
    assert described
    assert all(each["Description"] for each in described)
    assert set(written) == {"Description", "Parameters", "Conditions", "Resources", "Outputs"}
    text = json.dumps(written, indent=1)
    assert len(text) < LONGEST_TEMPLATE_BODY
    assert not re.search("BootstrapVersion|aws:cdk|aws:asset|CDKMetadata|cdk-hnb659fds", text)


def test_the_guide_has_each_parameter_and_no_other(written: Any) -> None:
    guide = (ROOT / "docs" / "cloudformation.md").read_text()
    table = guide.partition("| parameter |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == set(written["Parameters"])


@pytest.mark.parametrize(
    ("parameter", "value", "fits"),
    [
        ("DatasetArns", "arn:aws:personalize:eu-west-1:123456789012:dataset/movies/*", True),
        ("DatasetArns", "arn:aws:personalize:*:*:dataset/movies/*,arn:aws:personalize:*:*:dataset/books/ITEMS", True),
        ("DatasetArns", "", False),
        ("DatasetArns", "*", False),
        ("DatasetArns", "arn:aws:personalize:eu-west-1:123456789012:dataset-group/movies", False),
        ("ImportRoleArns", "", True),
        ("ImportRoleArns", "arn:aws:iam::123456789012:role/service-role/import", True),
        ("ImportRoleArns", "arn:aws:iam::123456789012:user/import", False),
        ("StackArns", "", True),
        ("StackArns", "arn:aws:cloudformation:eu-west-1:123456789012:stack/recommendations/*", True),
        ("StackArns", "recommendations", False),
        ("CodeKeyPrefix", "", True),
        ("CodeKeyPrefix", "imports/", True),
        ("CodeKeyPrefix", "imports", False),
    ],
)
def test_a_parameter_takes_what_it_is_for(written: Any, parameter: str, value: str, fits: bool) -> None:
    assert bool(re.fullmatch(written["Parameters"][parameter]["AllowedPattern"], value)) is fits
