"""The schema that is published says what the function does: each holds the other to it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError, validators

from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.contract import properties as contract
from cdk_personalize_handler.contract.constraints import InvalidValue
from cdk_personalize_handler.contract.properties import ImportProperties
from cdk_personalize_handler.lifecycle.request import ImportRequest, parse_request
from testing import events
from tools import contract_schema

JOB_ARN = "arn:aws:personalize:us-east-1:000000000000:dataset-import-job/nightly"
SECONDS = {
    name: each for name, each in contract_schema.schema()["properties"].items() if isinstance(each.get("minimum"), int)
}


def matches(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    """A schema's patterns are those of ECMAScript, whose `$` is the very end, and not before a last line break."""
    if isinstance(instance, str) and not re.search(pattern.removesuffix("$") + r"\Z", instance, re.ASCII):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


ECMASCRIPT = validators.extend(Draft202012Validator, {"pattern": matches})  # type: ignore[no-untyped-call]
VALIDATOR = ECMASCRIPT(contract_schema.schema())

text = st.text(max_size=300)
names = st.from_regex(r"[a-zA-Z0-9][a-zA-Z0-9_-]{0,70}\n?", fullmatch=True)
other = text | st.lists(text, max_size=2) | st.dictionaries(text, text, max_size=2)
seconds = st.integers(-1, 4000).map(str) | st.integers(-1, 4000) | st.sampled_from(["0060", "1e3", "60.0", "٦٠", "1h"])
booleans = st.booleans() | st.sampled_from(["true", "False", "TRUE", "yes", "1", ""])
tag = st.fixed_dictionaries({"Key": text | st.sampled_from(["aws:x", "AwS:x", "team"]), "Value": text})
arns = st.builds(
    "arn:{}:{}:{}:{}".format,
    st.sampled_from(["aws", "aws-cn", "AWS", ""]),
    st.sampled_from(["personalize:us-east-1:123456789012", "iam::123456789012", "iam::١٢٣٤٥٦٧٨٩٠١٢", "s3::"]),
    st.sampled_from(["dataset", "dataset-import-job", "role", "dataset-group"]),
    names,
).map(lambda arn: arn.replace(":dataset:", ":dataset/").replace(":role:", ":role/").replace("job:", "job/"))
dataset_arns = arns.map(lambda arn: f"{arn}/ITEMS") | arns
locations = st.from_regex(r"s3://[a-z0-9.-]{1,65}/[\s\S]{0,100}", fullmatch=True) | text
values: dict[str, st.SearchStrategy[Any]] = {
    "ServiceToken": st.just("arn:aws:lambda:us-east-1:123456789012:function:framework-onEvent"),
    "ServiceTimeout": seconds,
    "DatasetArn": dataset_arns,
    "DataSource": st.fixed_dictionaries({"DataLocation": locations}, optional={"DataFormat": text}) | other,
    "RoleArn": arns,
    "ImportMode": st.sampled_from([*constraints.IMPORT_MODES, "full", ""]),
    "DataVersion": text | st.integers(),
    "JobName": names,
    "Timeout": seconds,
    "PublishAttributionMetricsToS3": booleans,
    "Tags": st.lists(tag, max_size=52, unique_by=lambda each: each["Key"]) | st.lists(other, max_size=2),
    "DatasetImportJobArn": arns,
    "HandOver": booleans,
    "RelayOf": names,
    "RelayTimeout": seconds | st.sampled_from([129600, 129601]),
    "Preflight": booleans | st.sampled_from([*constraints.PREFLIGHTS, "on", "ON "]),
}
good = {**events.PROPERTIES, "ServiceToken": "arn:aws:lambda:us-east-1:000000000000:function:framework-onEvent"}
changed_in_one = st.sampled_from(sorted(values)).flatmap(
    lambda name: (values[name] | other if name != "ServiceToken" else values[name]).map(
        lambda value: good | {name: value}
    )
)
without_one = st.sampled_from(sorted(set(good) - {"ServiceToken"})).map(
    lambda missing: {name: value for name, value in good.items() if name != missing}
)
with_another = text.map(lambda name: good | {name: "x"})
anything = changed_in_one | without_one | with_another | st.fixed_dictionaries({}, optional=values).map(good.__or__)


def refused_parameter(properties: dict[str, Any]) -> str | None:
    try:
        ImportProperties.from_cloudformation(properties)
    except InvalidValue as refusal:
        return refusal.parameter
    return None


@given(anything)
@example(good)
@example(good | {"Tags": [{"Key": str(number), "Value": ""} for number in range(51)]})
@example(good | {"Tags": [{"Key": "team", "Value": "search", "Owner": "x"}]})
@example(good | {"JobName": "n" * 64})
@example(good | {"DataVersion": ["2"]})
@example(good | {"RelayOf": "Interactions1"})
@example(good | {"RelayOf": "Interactions-1", "DatasetImportJobArn": JOB_ARN})
@example(good | {"RelayOf": "Interactions1", "DatasetImportJobArn": JOB_ARN})
def test_the_function_accepts_what_the_schema_accepts_and_refuses_what_it_refuses(properties: dict[str, Any]) -> None:
    # What a schema cannot say: that a number which is written as text is within its limits.
    out_of_limits = [
        name
        for name, limits in SECONDS.items()
        if isinstance(value := properties.get(name), str)
        and re.fullmatch("[0-9]{1,9}", value, re.ASCII)
        and not limits["minimum"] <= int(value) <= limits["maximum"]
    ]
    refused = refused_parameter(properties)
    assert VALIDATOR.is_valid(properties) is (refused is None) or refused in out_of_limits


def filled(begin: str, end: str = "") -> Callable[[int], str]:
    """Makes a text of a given length."""
    return lambda length: begin + "a" * (length - len(begin) - len(end)) + end


@pytest.mark.parametrize(
    ("name", "most", "value"),
    [
        ("DatasetArn", 256, filled("arn:aws:personalize:us-east-1:123456789012:dataset/", "/ITEMS")),
        ("DataSource", 256, lambda length: {"DataLocation": filled("s3://lake/")(length)}),
        ("RoleArn", 256, filled("arn:aws:iam::123456789012:role/")),
        ("DataVersion", 256, filled("")),
        ("JobName", 63, filled("")),
        ("DatasetImportJobArn", 256, filled("arn:aws:personalize:us-east-1:123456789012:dataset-import-job/")),
        ("Tags", 50, lambda length: [{"Key": str(number), "Value": ""} for number in range(length)]),
        ("Tags", 128, lambda length: [{"Key": filled("")(length), "Value": ""}]),
        ("Tags", 256, lambda length: [{"Key": "team", "Value": filled("")(length)}]),
        ("Timeout", 3600, lambda seconds: seconds),
        ("ServiceTimeout", 3600, lambda seconds: seconds),
        ("RelayTimeout", 36 * 3600, lambda seconds: seconds),
    ],
)
def test_both_know_the_same_limits(name: str, most: int, value: Callable[[int], Any]) -> None:
    for size, fits in ((most, True), (most + 1, False)):
        relay = {"RelayOf": "Interactions1"} if name == "DatasetImportJobArn" else {}
        properties = good | relay | {name: value(size)}
        assert VALIDATOR.is_valid(properties) is fits
        assert (refused_parameter(properties) is None) is fits


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(contract_schema.schema())


def test_everything_of_the_contract_is_described_and_nothing_else() -> None:
    assert tuple(contract_schema.PROPERTIES) == contract.PROPERTIES
    assert tuple(contract_schema.ATTRIBUTES) == contract.ATTRIBUTES
    assert all(each["description"] for each in contract_schema.schema()["properties"].values())


ANOTHER: dict[str, Any] = {
    "ServiceToken": "arn:aws:lambda:us-east-1:000000000000:function:another",
    "ServiceTimeout": "600",
    "DatasetArn": events.DATASET_ARN.replace("movies", "books"),
    "DataSource": {"DataLocation": "s3://lake/newer.csv"},
    "RoleArn": "arn:aws:iam::000000000000:role/another",
    "ImportMode": "INCREMENTAL",
    "DataVersion": "2",
    "JobName": "nightly",
    "Timeout": "600",
    "PublishAttributionMetricsToS3": "true",
    "Tags": [{"Key": "team", "Value": "search"}],
    "DatasetImportJobArn": JOB_ARN,
    "HandOver": "true",
    "RelayOf": "Interactions1",
    "RelayTimeout": "7200",
    "Preflight": "WARN",
}


@pytest.mark.parametrize("name", contract_schema.schema()["properties"])
def test_what_is_said_to_import_again_does(name: str) -> None:
    relay = {"DatasetImportJobArn": ANOTHER["DatasetImportJobArn"].replace("nightly", "weekly"), "RelayOf": "First"}
    update = parse_request(events.update("arn:old", events.create(**relay), **{**relay, name: ANOTHER[name]}))
    assert isinstance(update, ImportRequest)
    assert update.changes_data is (name in contract.FINGERPRINT_PROPERTIES)


@pytest.mark.parametrize("name", contract_schema.schema()["properties"])
def test_a_default_is_what_the_function_takes_when_nothing_is_said(name: str) -> None:
    described = contract_schema.schema()["properties"][name]
    if "default" in described:
        unsaid = {key: value for key, value in good.items() if key != name}
        said = unsaid | {name: described["default"]}
        read = ImportProperties.from_cloudformation(said)
        if name == "PublishAttributionMetricsToS3":  # left to the service, whose default it is
            assert read.publish_attribution_metrics_to_s3 is False
        else:
            assert ImportProperties.from_cloudformation(unsaid) == read
