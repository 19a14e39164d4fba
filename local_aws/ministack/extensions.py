"""Services, resource types and settings that are added to ministack.

Importing this module starts ministack's set-up, which reads its settings from the environment once.
"""

import os
import threading
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from ministack import app as ministack_app
from ministack.core import iam_actions, iam_evaluator, lambda_runtime, router
from ministack.core.concurrency import run_reentrant
from ministack.core.responses import get_region
from ministack.services import iam, lambda_svc, sts
from ministack.services.cloudformation import provisioners, stacks

from local_aws.personalize.authorization import Permission

VERSION = "1.5.33"

asgi_app = ministack_app.app

Result = TypeVar("Result")
Query = dict[str, list[str]]
Answer = tuple[int, dict[str, str], bytes]
ServiceHandler = Callable[[str, str, dict[str, str], bytes, Query], Awaitable[Answer]]


def add_service(name: str, target_prefix: str, handler: ServiceHandler) -> None:
    """Route requests whose `X-Amz-Target` starts with the prefix to the handler, signatures checked."""
    router.SERVICE_PATTERNS[name] = {"target_prefixes": [target_prefix]}
    ministack_app.SERVICE_HANDLERS[name] = handler


def add_resource_types(handlers: dict[str, dict[str, Callable[..., Any]]]) -> None:
    """Let CloudFormation stacks contain these resource types, whose handlers take their time, off the event loop."""
    provisioners._RESOURCE_HANDLERS.update(handlers)
    engine: Any = stacks
    takes_time: Callable[[str], bool] = engine._runs_on_worker_thread
    engine._runs_on_worker_thread = lambda resource_type: resource_type in handlers or takes_time(resource_type)


async def off_loop(function: Callable[..., Result], *arguments: Any) -> Result:
    """Return what a function returns that blocks, and may call this server: it has a thread of its own."""
    result: Result = await run_reentrant(function, *arguments)
    return result


def set_function_variables(variables: Mapping[str, str]) -> None:
    """Give every function these environment variables, whatever its own are: functions inherit those of the server."""
    lambda_runtime._RESERVED_RUNTIME_ENV_VARS.update(variables)
    os.environ.update(variables)


def tell_functions_their_log_level() -> None:
    """Give a function its `ApplicationLogLevel` as Lambda does, whose runtime logs an unhandled error as an ERROR."""
    functions: Any = lambda_svc
    credentials, log = lambda_runtime.execution_credentials, functions._emit_lambda_logs

    def level(config: dict[str, Any]) -> str | None:
        told: str | None = config.get("LoggingConfig", {}).get("ApplicationLogLevel")
        return told

    def with_log_level(config: dict[str, Any]) -> dict[str, str]:
        return credentials(config) | ({"AWS_LAMBDA_LOG_LEVEL": told} if (told := level(config)) else {})

    def log_what_has_the_level(
        function: dict[str, Any], request_id: str, text: str, error: bool, *rest: Any, **more: Any
    ) -> None:
        is_left_out = error and level(function["config"]) == "FATAL"
        log(function, request_id, "" if is_left_out else text, error, *rest, **more)

    lambda_runtime.execution_credentials = with_log_level
    functions._emit_lambda_logs = log_what_has_the_level


def guard_sessions() -> None:
    """Register one session at a time: functions and `AssumeRole` do it in threads, looking through all sessions."""
    register, lock = sts.register_session, threading.Lock()

    def register_alone(access_key: str, session: dict[str, Any]) -> None:
        with lock:
            register(access_key, session)

    sts.register_session = register_alone


def tell_sessions_by_their_role() -> None:
    """Let `aws:PrincipalArn` be the role's ARN in its sessions, too ("AWS global condition context keys")."""
    evaluator: Any = iam_evaluator
    resolve: Callable[[str, Any], Any] = evaluator._resolve_condition_key

    def resolve_key(key: str, context: Any) -> Any:
        value = resolve(key, context)
        if key.lower() != "aws:principalarn" or ":assumed-role/" not in value:
            return value
        roles: Any = iam._roles
        role = roles.get_scoped(value.split(":")[4], None, value.split("/")[1])
        return role["Arn"] if role else value

    evaluator._resolve_condition_key = resolve_key


def denial(service: str, headers: dict[str, str], query: Query, permission: Permission) -> str | None:
    """Return why the caller of the current request lacks a permission, or None when the caller has it."""
    result = iam_evaluator.enforce(
        router.extract_access_key_id(headers, query),
        permission.action,
        service,
        get_region(),
        resource_arn=permission.resource,
        service_context=dict(permission.context),
    )
    if result is None:
        return None
    if isinstance(result, iam_evaluator.AuthError):
        return str(result.message)
    return str(
        iam_actions.identity_denial_message(
            permission.action, result.principal_arn, permission.resource, result.decision == "Deny"
        )
    )
