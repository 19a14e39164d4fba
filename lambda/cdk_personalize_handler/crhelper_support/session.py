"""The boto3 session that crhelper makes its clients of."""

import socket
from typing import Any

import boto3
import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config

from cdk_personalize_handler.aws.errors import without_caller_arn

_CONFIG = Config(connect_timeout=5, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3})
"""Keeps crhelper within the function's time limit. A rule that cannot be made fails the request, so it tries harder
than the lifecycle does."""

_ANSWER_SECONDS = 10
_MOST_WORDS = 90

_RANDOM_LENGTH = 8
"""What crhelper adds to the logical id, and what makes the name of a rule its own."""


class NoRule(Exception):
    """EventBridge takes no rule to wait with; crhelper answers with the first 256 characters of `str()`."""

    def __init__(self, words: str) -> None:
        words = " ".join(without_caller_arn(words).split()).rstrip(".")
        words = words if len(words) <= _MOST_WORDS else words[: _MOST_WORDS - 3] + "..."
        super().__init__(
            f"no EventBridge rule could be made to wait with: {words}. Nothing was started. An account has 300 rules "
            "in a Region, in some 100; Waiter.provider_framework() needs none"
        )


def limit_responses() -> None:
    """Give up a connection that hangs.

    crhelper repeats a failed answer, but sets no time for one. Botocore's connections have times of their own.
    """
    socket.setdefaulttimeout(_ANSWER_SECONDS)


def prepare_default_session(rule_prefix: str) -> None:
    """Make boto3's default session one in which crhelper works with rights to its own rules and to nothing else.

    crhelper names a rule after the logical id, which may be too long for it and tells nothing of the function. Here the
    name begins with `rule_prefix` instead, to which rights can be limited.

    crhelper adds a permission to the function for each rule and removes it again. One permission for all of its rules
    is part of the stack, so both calls are answered here. A statement for each would also fill the function's policy,
    and collide with others that are added at the same time.
    """

    def rename(params: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**params, "Name": rule_prefix + params["Name"][-_RANDOM_LENGTH:]}

    session = botocore.session.get_session()
    session.set_default_client_config(_CONFIG)
    handlers: dict[str, Any] = {  # the types of botocore know of no handler that answers
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
    """Say what is wrong: an error of the call, or one within a successful answer, which crhelper does not read."""
    if "Error" in parsed:
        raise NoRule(f"{parsed['Error'].get('Message', '')} ({parsed['Error'].get('Code', '')})")
    for entry in parsed.get("FailedEntries", []):
        raise NoRule(f"{entry.get('ErrorMessage', '')} ({entry.get('ErrorCode', '')})")


def _refuse_unsent(exception: Exception, event_name: str, **_: Any) -> None:
    if event_name.endswith((".PutRule", ".PutTargets")):
        raise NoRule(str(exception)) from exception
