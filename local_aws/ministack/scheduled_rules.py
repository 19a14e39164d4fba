"""EventBridge rules that call a function every few minutes, as faithful as a custom resource needs them.

A minute may be made shorter than it is. A rule calls a function only if the function's own policy lets it, takes no
more input for it than the service does, and cannot be deleted while it has a target. Calls on a rule of the default bus
are authorized on `rule/<name>`, the form of the Service Authorization Reference.
"""

import fnmatch
import json
from collections.abc import Callable
from typing import Any

from ministack.core import iam_actions
from ministack.core.responses import error_response_json
from ministack.services import eventbridge, lambda_svc

MINUTE = 60.0
_MOST_INPUT = 8192
_LOOKS_PER_MINUTE = 20

Answer = tuple[int, dict[str, str], bytes]
Record = dict[str, Any]

# ministack's functions have no types.
engine: Any = eventbridge
functions: Any = lambda_svc
permissions: Any = iam_actions

_engine_interval: Callable[[str], int | None] = engine._parse_rate_seconds
_engine_invoke: Callable[..., None] = engine._invoke_target
_engine_put_targets: Callable[[Record], Answer] = engine._put_targets
_engine_delete_rule: Callable[[Record], Answer] = engine._delete_rule
_engine_resource: Callable[..., str] = permissions.extract_resource_arn


def install(minute_seconds: float) -> None:
    """Put this in the place of the engine's own steps; a minute of a schedule lasts `minute_seconds`."""
    engine._parse_rate_seconds = lambda schedule: _interval(schedule, minute_seconds)
    engine._SCHEDULER_TICK_INTERVAL = minute_seconds / _LOOKS_PER_MINUTE
    engine._invoke_target = _invoke
    engine._put_targets = _put_targets
    engine._delete_rule = _delete_rule
    permissions.extract_resource_arn = _resource


def _interval(schedule: str, minute_seconds: float) -> float | None:
    seconds = _engine_interval(schedule)
    return None if seconds is None else seconds * minute_seconds / MINUTE


def _invoke(target: Record, event: Record, rule: Record, *rest: Any) -> None:
    is_function = target["Arn"].split(":")[2] == "lambda"
    if not is_function or may_call(rule["Arn"], _function_policy(target["Arn"])):
        _engine_invoke(target, event, rule, *rest)


def _function_policy(function_arn: str) -> list[Record]:
    function, _, _ = functions._get_func_record_for_ref(function_arn)
    return list(function["policy"]["Statement"]) if function else []


def may_call(rule_arn: str, statements: list[Record]) -> bool:
    """Return whether a function's policy lets a rule call it."""
    return any(
        statement["Effect"] == "Allow"
        and statement["Action"] == "lambda:InvokeFunction"
        and statement["Principal"] == {"Service": "events.amazonaws.com"}
        and fnmatch.fnmatchcase(rule_arn, _source(statement))
        for statement in statements
    )


def _source(statement: Record) -> str:
    conditions = statement.get("Condition", {})
    sources = [operator["AWS:SourceArn"] for operator in conditions.values() if "AWS:SourceArn" in operator]
    return str(sources[0]) if sources else "*"


def _put_targets(request: Record) -> Answer:
    for target in request.get("Targets", []):
        if len(target.get("Input", "")) > _MOST_INPUT:
            message = f"Input for target {target['Id']} is more than {_MOST_INPUT} characters long"
            return _invalid(message)
    return _engine_put_targets(request)


def _delete_rule(request: Record) -> Answer:
    if engine._targets.get(engine._rule_key(request["Name"], request.get("EventBusName", "default"))):
        return _invalid("Rule can't be deleted since it has targets.")
    return _engine_delete_rule(request)


def _invalid(message: str) -> Answer:
    answer: Answer = error_response_json("ValidationException", message, 400)
    return answer


def _resource(
    service: str,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    query: dict[str, list[str]],
    region: str,
    account: str,
) -> str:
    if service == "events":
        request = json.loads(body or b"{}")
        name = request.get("Name") or request.get("Rule")
        if name and "Bus" not in headers.get("x-amz-target", "") and "EventBusName" not in request:
            return f"arn:aws:events:{region}:{account}:rule/{name}"
    return _engine_resource(service, method, path, headers, body, query, region, account)
