from typing import Any

import pytest
from botocore.model import StructureShape
from hypothesis import given
from hypothesis import strategies as st

from local_aws.personalize import shapes
from local_aws.personalize.errors import InvalidInputError

JOB: dict[str, Any] = {
    "jobName": "job",
    "datasetArn": "arn:aws:personalize:us-east-1:000000000000:dataset/g/ITEMS",
    "dataSource": {"dataLocation": "s3://lake/items.csv"},
    "roleArn": "arn:aws:iam::000000000000:role/service-role/import",
}


def complaint(**changes: Any) -> str:
    with pytest.raises(InvalidInputError) as caught:
        shapes.check_request("CreateDatasetImportJob", {**JOB, **changes})
    return caught.value.message


def test_request_within_the_description_passes() -> None:
    shapes.check_request("CreateDatasetImportJob", JOB)
    shapes.check_request("CreateDatasetImportJob", {**JOB, "importMode": None, "tags": []})


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"jobName": None}, "Value null at 'jobName' failed to satisfy constraint: Member must not be null"),
        (
            {"jobName": "a" * 64},
            f"Value '{'a' * 64}' at 'jobName' failed to satisfy constraint: "
            "Member must have length less than or equal to 63",
        ),
        (
            {"jobName": "-a"},
            "Value '-a' at 'jobName' failed to satisfy constraint: "
            r"Member must satisfy regular expression pattern: ^[a-zA-Z0-9][a-zA-Z0-9\-_]*",
        ),
        (
            {"importMode": "NOPE"},
            "Value 'NOPE' at 'importMode' failed to satisfy constraint: "
            "Member must satisfy enum value set: [FULL, INCREMENTAL]",
        ),
        (
            {"dataSource": {"dataLocation": "lake/items.csv"}},
            "Value 'lake/items.csv' at 'dataSource.dataLocation' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: (s3|http|https)://.+",
        ),
        (
            {"publishAttributionMetricsToS3": "true"},
            "Value 'true' at 'publishAttributionMetricsToS3' failed to satisfy constraint: "
            "Member must be of type boolean",
        ),
        (
            {"tags": [{"tagKey": "", "tagValue": "v"}]},
            "Value at 'tags.1.member.tagKey' failed to satisfy constraint: "
            "Member must have length greater than or equal to 1",
        ),
        (
            {"colour": "red"},
            "Value 'red' at 'colour' failed to satisfy constraint: Member must be one of CreateDatasetImportJobRequest",
        ),
    ],
    ids=["required", "length", "pattern", "enum", "nested", "type", "sensitive", "unknown"],
)
def test_violations_read_as_the_service_writes_them(changes: dict[str, Any], text: str) -> None:
    assert complaint(**changes) == f"1 validation error detected: {text}"


def test_violations_are_counted() -> None:
    assert complaint(jobName="!" * 64).startswith("2 validation errors detected: ")


def test_pattern_holds_for_the_whole_value() -> None:
    assert "regular expression" in complaint(jobName="good then!bad")
    assert "regular expression" in complaint(jobName="good\n")


def test_numbers_are_held_to_their_range() -> None:
    for count in (0, 101):
        with pytest.raises(InvalidInputError, match=r"at 'maxResults'.*Member must have value"):
            shapes.check_request("ListDatasets", {"maxResults": count})
    with pytest.raises(InvalidInputError, match="type integer"):
        shapes.check_request("ListDatasets", {"maxResults": True})


def test_tag_keys_may_have_letters_of_any_script() -> None:
    shapes.check_request("CreateDatasetImportJob", {**JOB, "tags": [{"tagKey": "größe 大/x", "tagValue": "1.0@a"}]})
    assert "tagKey" in complaint(tags=[{"tagKey": "a*b", "tagValue": ""}])


def test_a_role_in_a_response_is_a_role_although_the_description_says_otherwise() -> None:
    shapes.check_answer("DescribeDatasetImportJob", {"datasetImportJob": {"roleArn": JOB["roleArn"]}})


@given(st.text(max_size=70))
def test_a_name_passes_exactly_when_the_service_would_take_it(name: str) -> None:
    allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    good = 0 < len(name) <= 63 and name[0] in allowed and all(each in allowed + "-_" for each in name)
    shape = shapes.service_model().shape_for("Name")
    assert (list(shapes.violations(name, shape)) == []) == good


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*JOB, "tags", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(JSON)
def test_any_json_is_judged_without_an_accident(value: Any) -> None:
    shape = shapes.service_model().shape_for("CreateDatasetImportJobRequest")
    found = list(shapes.violations(value, shape))
    assert isinstance(shape, StructureShape)
    assert found or set(value) >= set(shape.required_members)
