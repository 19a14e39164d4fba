"""The boto3 session of crhelper's clients."""

import socket
from typing import Any

import boto3
import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config

from cdk_personalize_handler.aws.errors import without_caller_arn

_CONFIG = Config(connect_timeout=5, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3})
"""Keeps crhelper within the function's time limit. A rule that cannot be created fails the request, so crhelper retries
more often than the lifecycle."""

_RESPONSE_SECONDS = 10
_MAX_MESSAGE = 90

_RANDOM_LENGTH = 8
"""Characters that crhelper adds to the logical ID, which make the name of a rule unique."""


class NoRule(Exception):
    """EventBridge accepts no rule; crhelper responds with the first 256 characters of `str()`."""

    def __init__(self, words: str) -> None:
        words = " ".join(without_caller_arn(words).split()).rstrip(".")
        words = words if len(words) <= _MAX_MESSAGE else words[: _MAX_MESSAGE - 3] + "..."
        super().__init__(
            f"no EventBridge rule could be created: {words}. No import was started. The quota is 300 rules "
            "in a Region, or 100; Waiter.provider_framework() needs no rules"
        )


def limit_responses() -> None:
    """Close a connection that hangs.

    crhelper repeats a failed response, but sets no timeout for one. Botocore's connections have their own timeouts.
    """
    socket.setdefaulttimeout(_RESPONSE_SECONDS)


def prepare_default_session(rule_prefix: str) -> None:
    """Set up boto3's default session so that crhelper needs permissions for its own rules only.

    crhelper names a rule after the logical ID, which can be too long and does not name the function. Here the name
    begins with `rule_prefix` instead, to which permissions can be limited.

    crhelper adds a permission to the function for each rule and removes it again. The stack has one permission for all
    rules, so both calls get their response here. A statement for each rule would also fill the function's policy, and
    collide with others that are added at the same time.
    """

    def rename(params: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**params, "Name": rule_prefix + params["Name"][-_RANDOM_LENGTH:]}

    session = botocore.session.get_session()
    session.set_default_client_config(_CONFIG)
    handlers: dict[str, Any] = {  # botocore's types do not allow a handler that responds
        "provide-client-params.events.PutRule": rename,
        "before-call.lambda.AddPermission": _nothing_to_do,
        "before-call.lambda.RemovePermission": _nothing_to_do,
        "after-call.events.PutRule": _refuse,
        "after-call.events.PutTargets": _refuse,
        "after-call-error.events": _refuse_unsent,
    }
    for event, handler in handlers.items():
        session.register(event, handler)
    boto3.setup_default_session(botocore_session=session)


def _nothing_to_do(**_: Any) -> tuple[AWSResponse, dict[str, Any]]:
    return AWSResponse("", 200, HTTPHeaders(), None), {}


def _refuse(parsed: dict[str, Any], **_: Any) -> None:
    """Raise an error of the call, or one within a successful response, which crhelper does not read."""
    if "Error" in parsed:
        raise NoRule(f"{parsed['Error'].get('Message', '')} ({parsed['Error'].get('Code', '')})")
    for entry in parsed.get("FailedEntries", []):
        raise NoRule(f"{entry.get('ErrorMessage', '')} ({entry.get('ErrorCode', '')})")


def _refuse_unsent(exception: Exception, event_name: str, **_: Any) -> None:
    if event_name.endswith((".PutRule", ".PutTargets")):
        raise NoRule(str(exception)) from exception
