"""What a function's log takes in CloudWatch Logs, worked out of what the local AWS has written.

The local AWS writes Lambda's own lines as text, and a function's lines as JSON, for every function and at every level.
Here they are what Lambda would have written for the function's settings. CloudWatch's own bytes for each line are left
out.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_ID = "8f507cfc-1a2b-4697-b07a-ac58fc914c95"
_TIME = "2026-11-22T12:00:00.000Z"
_LOCAL_ADDRESS = re.compile(r"https://127\.0\.0\.1:\d+/_ministack/cfn-response/[0-9a-f-]+")

PRESIGNED_ADDRESS = (
    "https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/arn%3Aaws%3Acloudformation%3Aus-east-1"
    f"%3A000000000000%3Astack/Crhelper/{_ID}%7CImport%7C{_ID}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date="
    "20261122T120000Z&X-Amz-SignedHeaders=host&X-Amz-Expires=7200&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261122%2F"
    f"us-east-1%2Fs3%2Faws4_request&X-Amz-Signature={'0' * 64}"
)
"""The form of an address for CloudFormation's response, which S3 has signed (S3 API reference)."""

_SYSTEM_TEXT = (
    f"START RequestId: {_ID} Version: $LATEST",
    f"END RequestId: {_ID}",
    f"REPORT RequestId: {_ID}\tDuration: 100.00 ms\tBilled Duration: 100 ms\t"
    "Memory Size: 128 MB\tMax Memory Used: 80 MB",
)
_METRICS = {"durationMs": 100.0, "billedDurationMs": 100, "memorySizeMB": 128, "maxMemoryUsedMB": 80}
_RECORDS: dict[str, dict[str, Any]] = {
    "start": {"requestId": _ID, "version": "$LATEST"},
    "report": {"requestId": _ID, "metrics": _METRICS, "status": "success"},
}
_SYSTEM_JSON = tuple(
    json.dumps({"time": _TIME, "type": f"platform.{kind}", "record": record}, separators=(",", ":"))
    for kind, record in _RECORDS.items()
)
_LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")


def written(lines: Sequence[str], settings: Mapping[str, str]) -> int:
    """Return the bytes of one call that went well, from what the local AWS has of it and the function's settings."""
    own = [line for line in lines if not line.startswith(("START RequestId", "END RequestId", "REPORT RequestId"))]
    if settings.get("LogFormat") != "JSON":
        return _size(_SYSTEM_TEXT) + _size([as_text(line) for line in own])
    level = settings.get("ApplicationLogLevel", "INFO")
    own = [as_json(line) for line in own if _LEVELS.index(_level(line)) >= _LEVELS.index(level)]
    system = _SYSTEM_JSON if settings.get("SystemLogLevel", "INFO") in ("DEBUG", "INFO") else ()
    return _size(system) + _size(own)


def of_lambda_itself() -> int:
    """Return the bytes of a call whose function writes nothing, in Lambda's text format."""
    return _size(_SYSTEM_TEXT)


def as_text(line: str) -> str:
    """Return a line as Lambda's text format has it, with the address that CloudFormation would have given."""
    record = _record(line)
    text = f"[{record['level']}]\t{_TIME}\t{_ID}\t{record['message']}" if record else line
    return _LOCAL_ADDRESS.sub(PRESIGNED_ADDRESS, text)


def as_json(line: str) -> str:
    """Return a line as Lambda's JSON format has it: each record names the call."""
    record = _record(line)
    return json.dumps({**record, "timestamp": _TIME, "requestId": _ID}) if record else line


def _level(line: str) -> str:
    """Return a line's level; what is printed has none, and counts as INFO."""
    return str(_record(line).get("level", "INFO")).replace("WARNING", "WARN").replace("CRITICAL", "FATAL")


def _record(line: str) -> dict[str, Any]:
    return dict(json.loads(line)) if line.startswith('{"timestamp"') else {}


def _size(lines: Sequence[str]) -> int:
    return sum(len(line.encode()) for line in lines)
