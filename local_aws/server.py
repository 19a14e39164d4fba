"""The server process: ministack with Personalize added, on one TLS port of the loopback interface.

Started by `LocalAws` as the leader of its own process group, with a pipe as standard input. When the pipe closes,
because its other end was closed or its owner died in whatever way, the whole group ends, function workers included.
"""

import argparse
import asyncio
import json
import logging
import os
import shutil
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

from local_aws.account import ACCOUNT, REGION, root_client
from local_aws.certificates import Certificates
from local_aws.connection import HOST, Connection
from local_aws.personalize import Personalize
from local_aws.resource_types import resource_handlers
from local_aws.s3_objects import S3Objects

_TICK_SECONDS = 0.2
_FUNCTION_RUNTIME = Path(__file__).parent / "function_runtime"

_log = logging.getLogger(__name__)


def main() -> None:
    """Serve until standard input closes."""
    parser = argparse.ArgumentParser(prog="python -m local_aws.server")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--directory", type=Path, required=True)
    parser.add_argument("--import-seconds", type=float, required=True)
    parser.add_argument("--pending-seconds", type=float, required=True)
    parser.add_argument("--resource-seconds", type=float, required=True)
    parser.add_argument("--minute-seconds", type=float, required=True)
    parser.add_argument("--late-refusals", action="store_true")
    parser.add_argument("--function-variables", default="{}", help="a JSON object")
    parser.add_argument("--temporary", action="store_true", help="remove the directory in the end")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: None)  # ended by `_end_with_owner` only
    threading.Thread(target=_end_with_owner, args=(options.directory, options.temporary), daemon=True).start()
    listener = socket.create_server((HOST, options.port))
    endpoint = f"https://{HOST}:{listener.getsockname()[1]}"
    certificates = Certificates.issue(options.directory)
    _set_environment(options.directory, certificates, listener.getsockname()[1])
    model = _personalize(endpoint, certificates, options)
    threading.Thread(target=_tick, args=(model,), daemon=True).start()
    Connection(endpoint, certificates.authority).write(options.directory)
    _serve(model, listener, certificates, options.minute_seconds, json.loads(options.function_variables))


def _personalize(endpoint: str, certificates: Certificates, options: argparse.Namespace) -> Personalize:
    # Imported here because ministack reads the environment as it is imported.
    from local_aws.ministack import iam_evaluator

    s3, kms = (root_client(service, endpoint, certificates.authority) for service in ("s3", "kms"))
    return Personalize(
        time.time,
        S3Objects(s3, kms),
        allows=iam_evaluator.allows,
        account_id=ACCOUNT,
        region=REGION,
        import_seconds=options.import_seconds,
        pending_seconds=options.pending_seconds,
        resource_seconds=options.resource_seconds,
        late_refusals=options.late_refusals,
    )


def _serve(
    model: Personalize,
    listener: socket.socket,
    certificates: Certificates,
    minute_seconds: float,
    function_variables: dict[str, str],
) -> None:
    # Imported here because ministack reads the environment as it is imported.
    from hypercorn.asyncio import serve
    from hypercorn.config import Config

    from local_aws import wire
    from local_aws.admin import with_admin
    from local_aws.ministack import (
        bucket_encryption,
        custom_resources,
        extensions,
        policy_principals,
        scheduled_rules,
        service_token,
        stack_deletion,
        stack_resource_status,
    )
    from local_aws.service_handler import SERVICE, service_handler

    extensions.add_service(SERVICE, wire.TARGET_PREFIX, service_handler(model))
    extensions.add_resource_types(resource_handlers(model))
    extensions.tell_functions_their_log_level()
    extensions.guard_sessions()
    extensions.tell_sessions_by_their_role()
    bucket_encryption.install()
    policy_principals.install()
    custom_resources.install()
    service_token.install()
    stack_deletion.install()
    stack_resource_status.install()
    scheduled_rules.install(minute_seconds)
    # The CDK gives some functions the certificate authorities of Lambda's own machines.
    extensions.set_function_variables(certificates.trust() | function_variables)
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.certfile, config.keyfile = str(certificates.certificate), str(certificates.key)
    config.keep_alive_timeout = 75
    application: Any = with_admin(extensions.asgi_app, model)
    asyncio.run(serve(application, config, shutdown_trigger=asyncio.Event().wait))


def _set_environment(directory: Path, certificates: Certificates, port: int) -> None:
    """Set what ministack and the functions it runs read; nothing of the user's AWS settings reaches them."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    _temporary(directory).mkdir(exist_ok=True)
    os.environ |= certificates.trust() | {
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": HOST,
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "AUTH": "true",
        "USE_SSL": "1",
        "MINISTACK_SSL_CERT": str(certificates.certificate),
        "MINISTACK_SSL_KEY": str(certificates.key),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "STATE_DIR": str(_temporary(directory) / "state"),
        "S3_DATA_DIR": str(_temporary(directory) / "s3"),
        "TMPDIR": str(_temporary(directory)),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "PYTHONPATH": str(_FUNCTION_RUNTIME),
        "NODE_OPTIONS": f'--require "{_FUNCTION_RUNTIME / "console_level.js"}"',
    }


def _temporary(directory: Path) -> Path:
    return directory / "tmp"


def _tick(model: Personalize) -> None:
    while True:
        try:
            model.tick()
        except Exception:
            _log.exception("imports and resources could not be moved on")
        time.sleep(_TICK_SECONDS)


def _end_with_owner(directory: Path, temporary: bool) -> None:
    sys.stdin.buffer.read()
    os.killpg(0, signal.SIGTERM)
    Connection.forget(directory)
    shutil.rmtree(directory if temporary else _temporary(directory), ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
