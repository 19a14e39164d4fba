from typing import Any

import pytest

from cdk_personalize._intrinsics import is_intrinsic, listed, render

NAME, ARN = {"Ref": "Lake"}, {"Fn::GetAtt": ["Lake", "Arn"]}


@pytest.mark.parametrize(
    ("value", "rendered"),
    [
        ("lake", "lake"),
        (7, 7),
        (None, None),
        (NAME, "?"),
        ({"Fn::Join": ["", ["s3://", NAME, "/x.csv"]]}, "s3://?/x.csv"),
        ({"Fn::Join": ["-", ["a", {"Fn::Join": ["/", [ARN, 1]]}]]}, "a-?/1"),
        ([NAME, {"Key": [ARN]}], ["?", {"Key": ["?"]}]),
        ({"Fn::Join": [",", NAME]}, {"Fn::Join": [",", "?"]}),
    ],
)
def test_render_joins_text_and_replaces_references(value: Any, rendered: Any) -> None:
    assert render(value, lambda part: "?" if is_intrinsic(part) else None) == rendered


def test_a_replacement_is_not_rendered_again_and_the_outermost_wins() -> None:
    value = {"Fn::Select": [0, {"Fn::Split": ["/", NAME]}]}
    assert render(value, lambda part: [NAME] if part == value else None) == [NAME]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(NAME, True), (ARN, True), ({"Fn::Join": []}, False), ({"Reference": 1}, False), ({**NAME, **ARN}, False)],
)
def test_an_intrinsic_function_has_one_key(value: dict[str, Any], expected: bool) -> None:
    assert is_intrinsic(value) is expected


def test_listed_wraps_a_single_value() -> None:
    assert (listed("a"), listed(["a", "b"])) == (["a"], ["a", "b"])
