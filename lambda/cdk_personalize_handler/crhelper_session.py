"""The boto3 session that crhelper makes its clients of."""

from typing import Any

import boto3
import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.exceptions import ClientError

_CONFIG = Config(connect_timeout=5, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3})
"""Keeps crhelper within the function's time limit. What it does not get done, no later poll makes up for."""

_RANDOM_LENGTH = 8
"""What crhelper adds to the logical id, and what makes the name of a rule its own."""


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
        "after-call.events.PutTargets": _refuse_failed_entries,
    }
    for event, handler in handlers.items():
        session.register(event, handler)
    boto3.setup_default_session(botocore_session=session)


def _nothing_to_do(**_: Any) -> tuple[AWSResponse, dict[str, Any]]:
    return AWSResponse("", 200, HTTPHeaders(), None), {}


def _refuse_failed_entries(parsed: dict[str, Any], **_: Any) -> None:
    """Raise what EventBridge says within a successful answer, and crhelper does not read."""
    for entry in parsed.get("FailedEntries", []):
        code, message = entry.get("ErrorCode", ""), entry.get("ErrorMessage", "")
        raise ClientError({"Error": {"Code": code, "Message": message}}, "PutTargets")
