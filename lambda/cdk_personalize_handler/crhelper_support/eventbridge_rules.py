"""EventBridge rules that crhelper creates. crhelper would delete one before it responds; here that comes last."""

import contextlib
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from types_boto3_events import EventBridgeClient

_TARGET_ID = "1"


def create_client() -> "EventBridgeClient":
    """Connect to EventBridge in the function's Region, with boto3's default session."""
    return boto3.client("events")


class EventBridgeRules:
    """Rules by their ARN."""

    def __init__(self, client: "EventBridgeClient") -> None:
        self._client = client

    def exists(self, rule_arn: str) -> bool:
        """Return whether the request of the rule may still need a response: the rule is deleted after the response.

        After an error, the rule counts as there: CloudFormation would wait an hour for a missing response.
        """
        try:
            self._client.describe_rule(Name=_name(rule_arn))
        except ClientError as error:
            return error.response["Error"]["Code"] != "ResourceNotFoundException"
        except BotoCoreError:
            return True
        return True

    def delete(self, rule_arn: str) -> None:
        """Delete a rule and its target. A rule that is left calls the function again, which then retries."""
        with contextlib.suppress(ClientError, BotoCoreError):
            self._client.remove_targets(Rule=_name(rule_arn), Ids=[_TARGET_ID])
        with contextlib.suppress(ClientError, BotoCoreError):
            self._client.delete_rule(Name=_name(rule_arn))


def _name(rule_arn: str) -> str:
    return rule_arn.rpartition("/")[2]
