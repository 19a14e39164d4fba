"""The longest events that the construct lets through, in the input of a rule's target."""

from typing import Any
from urllib.parse import quote

import pytest

from cdk_personalize_handler.contract import rule_input_size
from cdk_personalize_handler.crhelper_support import rule_event
from cdk_personalize_handler.lifecycle.request import parse_request
from testing import events
from testing.simulation.crhelper import MAX_INPUT

LONGEST_LOGICAL_ID = "L" * 255
LONGEST_JOB_ARN = f"arn:aws:personalize:ap-southeast-1:000000000000:dataset-import-job/{'j' * 63}"


def longest_properties(**changes: Any) -> dict[str, Any]:
    """Properties of the most bytes that the construct lets through, in a dataset and data of the longest names."""
    properties = events.create(
        ServiceToken=f"arn:aws:lambda:ap-southeast-1:000000000000:function:{'f' * 64}",
        DatasetArn=f"arn:aws:personalize:ap-southeast-1:000000000000:dataset/{'g' * 63}/INTERACTIONS",
        DataSource={"DataLocation": f"s3://{'b' * 63}/{'k' * 180}"},
        **{"DataVersion": "d" * 256, "JobName": "j" * 63} | changes,
    )["ResourceProperties"]
    tags: list[dict[str, str]] = []
    while rule_input_size.needed(properties | {"Tags": tags}) < rule_input_size.MAX_PROPERTIES_BYTES:
        tags.append({"Key": f"key{len(tags)}", "Value": "v" * 100})
    over = rule_input_size.needed(properties | {"Tags": tags}) - rule_input_size.MAX_PROPERTIES_BYTES
    tags[0]["Value"] = "v" * max(100 - over, 0)
    return {**properties, "Tags": tags}


def in_the_longest_stack(event: dict[str, Any]) -> dict[str, Any]:
    stack_id = f"arn:aws:cloudformation:ap-southeast-1:000000000000:stack/{'s' * 128}/{'0' * 36}"
    url = (
        "https://cloudformation-custom-resource-response-apsoutheast1.s3.ap-southeast-1.amazonaws.com/"
        + quote(f"{stack_id}|{LONGEST_LOGICAL_ID}|{'0' * 36}", safe="")
        + "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261122T000000Z&X-Amz-SignedHeaders=host&X-Amz-Expires=7200"
        + f"&X-Amz-Credential={'A' * 20}%2F20261122%2Fap-southeast-1%2Fs3%2Faws4_request&X-Amz-Signature={'0' * 64}"
    )
    return event | {
        "RequestId": "0" * 36,
        "StackId": stack_id,
        "LogicalResourceId": LONGEST_LOGICAL_ID,
        "ServiceToken": event["ResourceProperties"]["ServiceToken"],
        "ResponseURL": url,
    }


def in_rule(event: dict[str, Any]) -> int:
    """The bytes of a target's input, as crhelper makes it of an event."""
    rule_event.check(event)
    added = {
        "CrHelperData": {
            "StartedAt": 1_800_000_000.123456,
            "PhysicalResourceId": event.get("PhysicalResourceId", f"refused:{event['RequestId']}"),
        },
        "CrHelperPoll": True,
        "CrHelperRule": f"arn:aws-us-gov:events:ap-southeast-1:000000000000:rule/{'r' * 64}",
        "CrHelperPermission": LONGEST_LOGICAL_ID + "0AB1CD2E",
    }
    return rule_input_size.size(rule_event.keep(event, parse_request(event)) | added)


@pytest.mark.parametrize("old", ["the same data", "other data", "other tags"])
def test_the_most_that_the_construct_lets_through_fits_with_the_longest_names(old: str) -> None:
    properties = longest_properties()
    before = {
        "the same data": properties,
        "other data": longest_properties(DataVersion="e" * 256),
        "other tags": {**properties, "Tags": [{"Key": f"{n:0128}", "Value": "v" * 256} for n in range(50)]},
    }[old]
    create = events.create() | {"ResourceProperties": properties}
    update = events.update(LONGEST_JOB_ARN, create) | {
        "ResourceProperties": properties,
        "OldResourceProperties": before,
    }
    assert in_rule(in_the_longest_stack(create)) <= MAX_INPUT
    assert in_rule(in_the_longest_stack(update)) <= MAX_INPUT
