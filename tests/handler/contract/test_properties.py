import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_handler.contract import constraints, job_names
from cdk_personalize_handler.contract import properties as contract
from cdk_personalize_handler.contract.constraints import InvalidValue
from cdk_personalize_handler.contract.properties import ImportProperties
from testing import events

names = st.from_regex(r"[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}", fullmatch=True)
tags = st.dictionaries(
    st.text(min_size=1, max_size=128).filter(lambda key: not key.lower().startswith("aws:")),
    st.text(max_size=256),
    max_size=50,
)
imports = st.builds(
    ImportProperties,
    dataset_arn=names.map(lambda group: f"arn:aws-cn:personalize:cn-north-1:123456789012:dataset/{group}/ITEMS"),
    data_location=st.from_regex(r"s3://[a-z0-9]{3,30}/[\w/.-]{0,100}", fullmatch=True),
    role_arn=names.map(lambda name: f"arn:aws:iam::123456789012:role/service-role/{name}"),
    import_mode=st.sampled_from(constraints.IMPORT_MODES),
    data_version=st.none() | st.text(min_size=1, max_size=256),
    job_name=st.none() | names,
    timeout_seconds=st.integers(constraints.MIN_TIMEOUT_SECONDS, constraints.MAX_TIMEOUT_SECONDS),
    publish_attribution_metrics_to_s3=st.none() | st.booleans(),
    tags=tags,
    hand_over=st.booleans(),
    relay_timeout_seconds=st.none()
    | st.integers(constraints.MIN_TIMEOUT_SECONDS, constraints.MAX_RELAY_TIMEOUT_SECONDS),
    preflight=st.sampled_from(constraints.PREFLIGHTS),
)
followers = st.builds(
    dataclasses.replace,
    imports,
    dataset_import_job_arn=names.map(
        lambda name: f"arn:aws:personalize:us-east-1:123456789012:dataset-import-job/{name}"
    ),
    relay_of=st.from_regex(r"[A-Za-z0-9]{1,255}", fullmatch=True),
)


def as_cloudformation_sends(value: Any) -> Any:
    """Maps and lists keep their form; every other value becomes a string."""
    if isinstance(value, dict):
        return {key: as_cloudformation_sends(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_cloudformation_sends(item) for item in value]
    return value if isinstance(value, str) else json.dumps(value)


@given(imports | followers)
def test_what_the_template_says_is_what_the_function_reads(properties: ImportProperties) -> None:
    sent = as_cloudformation_sends(properties.to_cloudformation()) | {"ServiceToken": "arn:aws:lambda:..."}
    assert ImportProperties.from_cloudformation(sent) == properties


@given(imports)
def test_every_property_that_is_written_is_a_known_one(properties: ImportProperties) -> None:
    assert set(properties.to_cloudformation()) <= set(contract.PROPERTIES)


def test_the_properties_of_the_dataclass_and_of_the_template_are_the_same() -> None:
    everything = ImportProperties(
        dataset_arn="a",
        data_location="b",
        role_arn="c",
        data_version="d",
        job_name="e",
        publish_attribution_metrics_to_s3=False,
        tags={"f": "g"},
        dataset_import_job_arn="h",
        hand_over=True,
        relay_of="i",
        relay_timeout_seconds=7200,
        preflight="WARN",
    )
    assert set(everything.to_cloudformation()) == set(contract.PROPERTIES)
    assert len(dataclasses.fields(everything)) == len(contract.PROPERTIES) + 1  # service_timeout is CloudFormation's


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("DatasetARN", "x", "one of ServiceToken"),
        ("DatasetArn", "arn:aws:s3:::lake", "ARN of a Personalize dataset"),
        ("DatasetArn", "arn:aws:personalize:us-east-1:000000000000:dataset-group/movies", "ARN of a Personalize"),
        ("DatasetArn", None, "DatasetArn: required, a string"),
        ("DatasetArn", ["arn"], "DatasetArn: ['arn'] is not allowed; use a string"),
        ("RoleArn", "import", "ARN of an IAM role"),
        ("RoleArn", None, "RoleArn: required, a string"),
        ("ImportMode", "full", "FULL or INCREMENTAL"),
        ("DataSource", None, "DataSource: required, an object, {"),
        ("DataSource", {}, "DataSource.DataLocation: required, a string"),
        ("DataSource", "s3://lake/", "DataLocation"),
        ("DataSource", {"dataLocation": "s3://lake/"}, "DataLocation"),
        ("DataSource", {"DataLocation": "lake/interactions.csv"}, "s3://<bucket>/"),
        ("DataSource", {"DataLocation": "https://lake.example/a.csv"}, "s3://<bucket>/"),
        ("DataVersion", "", "1 to 256 characters"),
        ("JobName", "two words", "letters, digits"),
        ("JobName", "-first", "letters, digits"),
        ("JobName", "n" * 64, "letters, digits"),
        ("Timeout", "1h", "whole seconds, 10 to 3600"),
        ("Timeout", "9", "10 to 3600"),
        ("Timeout", "3601", "10 to 3600"),
        ("Timeout", "-60", "whole seconds"),
        ("ServiceTimeout", "359", "360 to 3600"),
        ("Timeout", "9" * 5000, "10 to 3600"),
        ("Tags", [{"Key": {"Ref": "x"}, "Value": "search"}], "a list of"),
        ("PublishAttributionMetricsToS3", "yes", "true or false"),
        ("Preflight", "off", "ON, WARN, OFF"),
        ("Preflight", ["ON"], "ON, WARN, OFF"),
        ("Tags", {"team": "search"}, "a list of"),
        ("Tags", [{"key": "team", "value": "search"}], "a list of"),
        ("Tags", [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}], "different keys"),
        ("Tags", [{"Key": "aws:team", "Value": "search"}], "do not start with 'aws:'"),
        ("Tags", [{"Key": str(n), "Value": ""} for n in range(51)], "Tags: 51 tags are too many; use at most 50"),
        ("RelayOf", "First", "RelayOf: must be set together with DatasetImportJobArn; set both or neither"),
    ],
)
def test_a_bad_property_is_refused_by_name_with_its_value_and_what_is_allowed(
    name: str, value: Any, allowed: str
) -> None:
    properties = events.create(**{name: value})["ResourceProperties"]
    with pytest.raises(InvalidValue) as refusal:
        ImportProperties.from_cloudformation(properties)
    assert name in str(refusal.value)
    assert allowed in str(refusal.value)
    assert len(str(refusal.value)) < 800


def test_an_optional_property_that_is_left_out_is_the_services_default() -> None:
    properties = events.create(ImportMode=None, Timeout=None, ServiceTimeout=None)["ResourceProperties"]
    assert ImportProperties.from_cloudformation(properties) == ImportProperties(
        dataset_arn=events.DATASET_ARN,
        data_location="s3://lake/interactions.csv",
        role_arn="arn:aws:iam::000000000000:role/import",
    )


@pytest.mark.parametrize(("sent", "meant"), [("true", "ON"), ("false", "OFF"), (True, "ON"), (False, "OFF")])
def test_on_and_off_are_read_as_yaml_has_them(sent: str | bool, meant: str) -> None:
    assert ImportProperties.from_cloudformation(events.create(Preflight=sent)["ResourceProperties"]).preflight == meant


@given(st.from_regex(r"[a-zA-Z][a-zA-Z0-9-]{0,127}", fullmatch=True))
def test_a_stacks_prefix_begins_a_valid_job_name(stack_name: str) -> None:
    prefix = job_names.prefix(stack_name)
    assert constraints.job_name(prefix, "JobName") == prefix
    assert prefix.endswith("-")
    assert not prefix.endswith("--")
