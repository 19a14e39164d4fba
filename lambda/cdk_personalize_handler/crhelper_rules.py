"""The EventBridge rules that crhelper makes, as far as it does not look after them itself."""

import contextlib
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import ClientError

from cdk_personalize_handler.aws_errors import CLIENT_CONFIG

if TYPE_CHECKING:
    from types_boto3_events import EventBridgeClient

_TARGET_ID = "1"


def create_client() -> "EventBridgeClient":
    """Connect to EventBridge in the function's Region."""
    return boto3.client("events", config=CLIENT_CONFIG)


class Rules:
    """Rules by their ARN."""

    def __init__(self, client: "EventBridgeClient") -> None:
        self._client = client

    def exists(self, rule_arn: str) -> bool:
        """Tell whether the request of the rule is still to be answered: crhelper deletes the rule before it answers."""
        try:
            self._client.describe_rule(Name=_name(rule_arn))
        except ClientError as error:
            if error.response["Error"]["Code"] == "ResourceNotFoundException":
                return False
            raise
        return True

    def delete(self, rule_arn: str) -> None:
        """Delete a rule that will never call the function, whatever of it is there."""
        with contextlib.suppress(ClientError):
            self._client.remove_targets(Rule=_name(rule_arn), Ids=[_TARGET_ID])
            self._client.delete_rule(Name=_name(rule_arn))


def _name(rule_arn: str) -> str:
    return rule_arn.rpartition("/")[2]
