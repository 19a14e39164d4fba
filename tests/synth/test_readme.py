"""README.md is short, and says what the code says."""

import inspect
import re

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from cdk_personalize import Dataset, DatasetImportJob, DataSource, ImportProvider, Waiter
from cdk_personalize._attributes import ImportAttributes
from cdk_personalize_handler.contract import properties as contract
from tests.synth.pages import README, ROOT, table, words

LINES = README.read_text().splitlines()
ENTERPRISE = ROOT / "docs" / "enterprise.md"
WAITERS = ROOT / "docs" / "waiters.md"


def line_of(beginning: str) -> int:
    return next(number for number, line in enumerate(LINES, start=1) if line.startswith(beginning))


def names(cell: str) -> set[str]:
    return set(re.findall(r"`([a-z_0-9]+)`", cell))


def keyword_parameters(function: object) -> set[str]:
    parameters = inspect.signature(function).parameters.values()  # type: ignore[arg-type]
    return {each.name for each in parameters if each.kind is each.KEYWORD_ONLY}


def test_the_readme_is_short() -> None:
    assert len(LINES) <= 220
    assert words(README.read_text()) <= 1700


def test_the_parameters_come_early_and_the_native_import_before_them() -> None:
    assert line_of("## When to use it") < line_of("## Install") < line_of("## Parameters") < line_of("| `dataset`") < 80
    assert "native import" in LINES[line_of("## When to use it") + 1]


def test_every_parameter_of_an_import_has_a_row_and_no_other() -> None:
    rows = [name for row in table(README, "Parameters") for name in names(row[0])]
    assert sorted(rows) == sorted(keyword_parameters(DatasetImportJob.__init__))


def test_every_attribute_is_named() -> None:
    (paragraph,) = (part for part in README.read_text().split("\n\n") if part.startswith("Attributes: "))
    attributes = {name for name, member in vars(ImportAttributes).items() if isinstance(member, property)}
    assert names(paragraph) == attributes


def test_what_imports_again_is_what_the_contract_says() -> None:
    changes, imports_again = table(README, "What imports again")[0]
    assert imports_again == "yes"
    content = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in contract.FINGERPRINT_PROPERTIES}
    assert names(changes) == {"dataset" if name == "dataset_arn" else name for name in content}


def test_every_parameter_is_in_the_table_of_what_imports_again() -> None:
    mentioned = {name for row in table(README, "What imports again") for name in names(row[0])}
    assert keyword_parameters(DatasetImportJob.__init__) <= mentioned


def test_every_setting_of_the_functions_has_a_row() -> None:
    rows = [name for row in table(ENTERPRISE, "Settings of the functions") for name in names(row[0])]
    assert sorted(rows) == sorted(keyword_parameters(ImportProvider.of))


@pytest.mark.parametrize(("waiter", "column"), [(Waiter.provider_framework(), 1), (Waiter.crhelper(), 2)])
def test_the_number_of_resources_is_that_of_one_import(waiter: Waiter, column: int) -> None:
    stack = cdk.Stack(cdk.App(), "Recommendations")
    arn = "arn:aws:personalize:eu-west-1:123456789012:dataset/movies/INTERACTIONS"
    dataset = Dataset.from_dataset_arn(stack, "Dataset", arn)
    source = DataSource.s3_uri("s3://my-bucket/interactions/")
    DatasetImportJob(stack, "Interactions", dataset=dataset, data_source=source, waiter=waiter)
    resources = Template.from_stack(stack).to_json()["Resources"]
    text = WAITERS.read_text()
    row = next(line for line in text.splitlines() if line.startswith("| resources in your account"))
    assert f"{len(resources)} resources for one import" in row.split("|")[column + 1]
