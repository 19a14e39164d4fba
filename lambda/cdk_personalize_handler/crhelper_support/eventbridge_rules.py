"""The EventBridge rules that crhelper makes. It would delete one before it answers; here that is the last thing."""

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
        """Tell whether the request of the rule may still have to be answered: the rule is deleted after the answer.

        Only a rule that is known to be gone is. Silence after an error would last for an hour.
        """
        try:
            self._client.describe_rule(Name=_name(rule_arn))
        except ClientError as error:
            return error.response["Error"]["Code"] != "ResourceNotFoundException"
        except BotoCoreError:
            return True
        return True

    def delete(self, rule_arn: str) -> None:
        """Delete whatever there is of a rule. What cannot be deleted now calls the function again, which then tries."""
        with contextlib.suppress(ClientError, BotoCoreError):
            self._client.remove_targets(Rule=_name(rule_arn), Ids=[_TARGET_ID])
        with contextlib.suppress(ClientError, BotoCoreError):
            self._client.delete_rule(Name=_name(rule_arn))


def _name(rule_arn: str) -> str:
    return rule_arn.rpartition("/")[2]
