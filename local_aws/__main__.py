"""The local AWS from a shell: `python -m local_aws serve` and `python -m local_aws fault …`."""

import argparse
import shlex
import sys
import urllib.error
from collections.abc import Callable, Sequence
from pathlib import Path

from local_aws.account import ROOT_KEYS
from local_aws.admin import Admin
from local_aws.connection import Connection
from local_aws.instance import LocalAws, LocalAwsError
from local_aws.personalize import faults


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "serve":
            _serve(options)
        else:
            _fault(options)
    except KeyboardInterrupt:
        return 0
    except (LocalAwsError, urllib.error.URLError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local_aws", description="Run an AWS on this machine.")
    common = argparse.ArgumentParser(add_help=False, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    common.add_argument(
        "--directory",
        type=Path,
        default=Path(".local-aws"),
        help="the folder of the server (default: %(default)s)",
    )
    commands = parser.add_subparsers(dest="command", required=True)

    serve = commands.add_parser("serve", parents=[common], help="serve until Ctrl-C")
    serve.add_argument("--port", type=int, default=4566, help="the port; 0 for a free port (default: %(default)s)")
    serve.add_argument("--import-seconds", type=float, default=20.0, help="seconds of an import (default: %(default)s)")
    serve.add_argument(
        "--pending-seconds",
        type=float,
        default=2.0,
        help="seconds that an import is pending (default: %(default)s)",
    )
    serve.add_argument(
        "--resource-seconds",
        type=float,
        default=2.0,
        help="seconds that groups, datasets, event trackers and solutions are pending (default: %(default)s)",
    )
    serve.add_argument(
        "--late-refusals",
        action="store_true",
        help="let an import fail for missing rights and columns, instead of the call that would start it",
    )
    serve.add_argument(
        "--minute-seconds",
        type=float,
        default=60.0,
        help="seconds of a minute in an EventBridge schedule (default: %(default)s)",
    )

    fault = commands.add_parser("fault", help="inject a fault: failed calls, slow or failed imports")
    kinds = fault.add_subparsers(dest="kind", required=True)

    def kind(name: str, text: str, make: Callable[[argparse.Namespace], faults.Fault]) -> argparse.ArgumentParser:
        added = kinds.add_parser(name, parents=[common], help=text)
        added.add_argument("--times", type=int, default=1, help="the number of times (default: %(default)s)")
        added.set_defaults(make=make)
        return added

    throttle = kind("throttle", "respond with ThrottlingException", lambda o: faults.throttle(o.operation, o.times))
    broken = kind(
        "server-error", "respond with HTTP 500 or 503", lambda o: faults.server_error(o.operation, o.times, o.status)
    )
    broken.add_argument(
        "--status", type=int, choices=(500, 503), default=500, help="HTTP status (default: %(default)s)"
    )
    error = kind("error", "respond with an error code", lambda o: faults.error(o.operation, o.code, o.message, o.times))
    error.add_argument("--code", required=True, help="the error code, such as ResourceInUseException")
    error.add_argument("--message", default="Fault on demand", help="the error message (default: %(default)s)")
    for call in (throttle, broken, error):
        call.add_argument("--operation", default="*", help="such as CreateDatasetImportJob (default: every operation)")

    slow = kind("slow-job", "slow down an import", lambda o: faults.slow_job(o.seconds, o.job_name, o.times))
    slow.add_argument("--seconds", type=float, required=True, help="seconds of the import")
    fail = kind(
        "fail-job", "end an import in CREATE FAILED", lambda o: faults.failing_job(o.reason, o.job_name, o.times)
    )
    fail.add_argument("--reason", required=True, help="the failureReason")
    for job in (slow, fail):
        job.add_argument("--job-name", default="*", help="name, or pattern such as team-* (default: the next job)")

    kinds.add_parser("clear", parents=[common], help="remove all faults")
    return parser


def _serve(options: argparse.Namespace) -> None:
    with LocalAws(
        port=options.port,
        import_seconds=options.import_seconds,
        pending_seconds=options.pending_seconds,
        resource_seconds=options.resource_seconds,
        late_refusals=options.late_refusals,
        minute_seconds=options.minute_seconds,
        directory=options.directory,
    ) as aws:
        exports = "\n".join(f"export {name}={shlex.quote(value)}" for name, value in aws.deployer_settings().items())
        root = " ".join(f"{name}={shlex.quote(value)}" for name, value in ROOT_KEYS.items())
        print(
            f"Local AWS is ready at {aws.endpoint} (account {aws.account}, Region {aws.region}).\n"
            f"Log: {aws.log_path}\n"
            f"\n# To deploy from another shell:\n{exports}\n"
            f"\n# For setup, such as cdk bootstrap or an upload, use the keys of the root user instead:\n"
            f"export {root}\n"
            "\nCtrl-C stops it.",
            flush=True,
        )
        aws.wait()


def _fault(options: argparse.Namespace) -> None:
    connection = Connection.read(options.directory)
    if connection is None:
        raise LocalAwsError(f"no local AWS runs in {options.directory}; start one, or set --directory")
    admin = Admin(connection.endpoint, connection.authority)
    if options.kind == "clear":
        admin.clear_faults()
    else:
        admin.add_fault(options.make(options))


if __name__ == "__main__":
    sys.exit(main())
