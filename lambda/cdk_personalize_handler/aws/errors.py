"""Errors of AWS services, translated for the lifecycle."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as BotocoreConnectionError

from cdk_personalize_handler.lifecycle.ports import (
    AccessDenied,
    AlreadyExists,
    Busy,
    LimitExceeded,
    Rejected,
    Retryable,
)

CLIENT_CONFIG = Config(connect_timeout=3, read_timeout=5, retries={"total_max_attempts": 1})
"""Keeps one poll well within the function's time limit: the next poll is the better retry. Each address of a host is
tried for 3 s.

It also limits the time in which the start of a cancelled request takes effect (`rules.STARTS_SHOW_WITHIN`).
"""

_THROTTLED = re.compile(r"Throttl|TooManyRequests|RequestLimitExceeded")
_DENIED = re.compile(r"AccessDenied|Unauthorized|NotAuthorized")
_NEVER_GRANTED = re.compile(r"cross-account pass role", re.IGNORECASE)
"""Messages of an `AccessDeniedException` that no permission changes (recorded: "Cross-account pass role is not
allowed.")."""

_PERMISSION_IS_MISSING = re.compile(r"insufficient privileges|not authorized|assume|access denied", re.IGNORECASE)
"""Messages of an `InvalidInputException` of Amazon Personalize when a role or a bucket policy denies it access."""

PREFLIGHT_SESSION = "PersonalizeImportPreflight"
"""The name of the session in which the function assumes the role of an import."""

_CALLER = re.compile(rf"User: arn:\S+(?<!/{PREFLIGHT_SESSION})(?= is not authorized to perform: )")
"""The caller in a message of IAM, where it is this function, whose session's ARN is long, and not the import's role."""

_QUEUE = re.compile(r"more than \d+ .*\b(PENDING|IN_PROGRESS)\b", re.IGNORECASE)
"""The message of a `LimitExceededException` for the jobs of the Region, which end (developer guide, *Troubleshooting*:
"More than 5 resources with PENDING or IN_PROGRESS status")."""

_RATE = re.compile(r"\brate\b|throttl|too many requests|requests per second", re.IGNORECASE)
"""Messages of a `LimitExceededException` for calls, as the API model describes it."""

_READS = ("Describe", "List")
"""The beginnings of operations that create nothing: only their rate has a limit."""

_MISSING = {"ResourceNotFoundException", "NoSuchBucket", "NoSuchKey"}

_FIRST_SERVER_ERROR = 500


class NotFound(Rejected):
    """The resource in the call does not exist."""


@contextmanager
def translated_errors() -> Iterator[None]:
    """Raise the errors of `ports` in place of botocore's; the service's own message is kept."""
    try:
        yield
    except ClientError as error:
        raise _meaning(error) from error
    except (HTTPClientError, BotocoreConnectionError) as error:
        raise Retryable(str(error)) from error


def without_caller_arn(words: str) -> str:
    """Return a message of an AWS service with a short name for this function as the caller."""
    return _CALLER.sub("the function", words)


def is_permission_missing(words: str) -> bool:
    """Return whether a message of Amazon Personalize says that a role or a bucket policy denies it access."""
    return bool(_PERMISSION_IS_MISSING.search(words))


def _meaning(error: ClientError) -> Exception:
    code, operation = error.response["Error"]["Code"], error.operation_name
    words = without_caller_arn(error.response["Error"].get("Message") or code)
    if code == "LimitExceededException" and _QUEUE.search(words):
        return LimitExceeded(words)
    if error.response["ResponseMetadata"]["HTTPStatusCode"] >= _FIRST_SERVER_ERROR:
        return Retryable(f"{words} ({code})")
    if (
        code == "ResourceInUseException"  # the dataset or its group is being changed
        or _THROTTLED.search(code)
        or (code == "LimitExceededException" and (_RATE.search(words) or operation.startswith(_READS)))
    ):
        return Busy(f"{words} ({code})")
    if code == "ResourceAlreadyExistsException":
        return AlreadyExists(words)
    kind = Rejected
    if code in _MISSING:
        kind = NotFound
    elif (_DENIED.search(code) or _PERMISSION_IS_MISSING.search(words)) and not _NEVER_GRANTED.search(words):
        kind = AccessDenied
    return kind(f"{words} ({code})", operation=operation, code=code)
