"""A local AWS that runs as long as a `with` block does."""

import contextlib
import errno
import json
import os
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from local_aws.account import ACCOUNT, REGION, ROOT_KEYS, root_client
from local_aws.admin import Admin
from local_aws.connection import HOST, Connection

_START_SECONDS = 60.0

# What the CDK asks of a person who deploys to a bootstrapped account, and nothing else.
_DEPLOYER_POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::*:role/cdk-*"}],
}


class LocalAwsError(Exception):
    """The local AWS, or a command that was run against it, failed; the text has the end of its output."""


class LocalAws:
    """Starts the server, waits until it answers, and ends it with every process it has started.

    `port` 0 takes a free one. An import waits `pending_seconds` and then runs for `import_seconds`; dataset groups,
    datasets, event trackers and solutions are pending for `resource_seconds`. With `late_refusals`, an import fails
    for rights and columns that are missing, instead of the call that would start it. A minute in the schedule of an
    EventBridge rule lasts `minute_seconds`, and `function_variables` are environment variables of every function,
    whatever its own are. Certificates, log and state are kept in
    `directory`, by default a temporary one that is removed in the end. Nothing is left running after the block, an
    exception, Ctrl-C, or the end of this process by any signal.
    """

    account = ACCOUNT
    region = REGION

    def __init__(
        self,
        *,
        port: int = 0,
        import_seconds: float = 20.0,
        pending_seconds: float = 2.0,
        resource_seconds: float = 2.0,
        late_refusals: bool = False,
        minute_seconds: float = 60.0,
        function_variables: Mapping[str, str] | None = None,
        directory: Path | None = None,
    ):
        self._port = port
        self._seconds = {
            "--import-seconds": import_seconds,
            "--pending-seconds": pending_seconds,
            "--resource-seconds": resource_seconds,
            "--minute-seconds": minute_seconds,
        }
        self._late_refusals = late_refusals
        self._function_variables = dict(function_variables or {})
        self._given_directory = directory
        self._deployer: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Start the server and create the deploying user; raise `LocalAwsError` when it does not come up."""
        _refuse_taken(self._port)
        self.directory = self._given_directory or Path(tempfile.mkdtemp(prefix="local-aws-"))
        self.directory = self.directory.resolve()
        self.directory.mkdir(parents=True, exist_ok=True)
        Connection.forget(self.directory)
        self.log_path = self.directory / "server.log"
        self._server = self._start()
        try:
            connection = self._wait_until_healthy()
            self.endpoint, self.authority = connection.endpoint, connection.authority
            self.admin = Admin(self.endpoint, self.authority)
            self._deployer = self._create_deployer()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End the server and everything it has started."""
        self._stop()

    def deployer_settings(self) -> dict[str, str]:
        """Return the variables that make a CLI or boto3 act as the deploying user."""
        return self._settings(self._deployer)

    def admin_settings(self) -> dict[str, str]:
        """Return the variables that make a CLI or boto3 act as the account's root."""
        return self._settings(ROOT_KEYS)

    def environment(self) -> dict[str, str]:
        """Return this process's environment, its AWS settings replaced by the deploying user's."""
        return _without_aws(os.environ.items()) | self.deployer_settings()

    def admin_environment(self) -> dict[str, str]:
        """Return this process's environment, its AWS settings replaced by the root's, for bootstrap and set-up."""
        return _without_aws(os.environ.items()) | self.admin_settings()

    def client(self, service: str, **settings: Any) -> Any:
        """Return a boto3 client with the root's rights; `settings` go to `boto3.client`."""
        return root_client(service, self.endpoint, self.authority, **settings)

    def bootstrap(self, cdk_command: Sequence[str]) -> None:
        """Run `cdk bootstrap` for the account and Region, outside any project; `cdk_command` starts the CDK CLI."""
        command = [*cdk_command, "bootstrap", f"aws://{ACCOUNT}/{REGION}", "--no-notices"]
        with tempfile.TemporaryDirectory() as elsewhere:
            done = subprocess.run(
                command, cwd=elsewhere, env=self.admin_environment(), capture_output=True, text=True, check=False
            )
        if done.returncode:
            raise LocalAwsError(f"{shlex.join(command)} failed:\n{_tail(done.stdout + done.stderr)}")

    def wait(self) -> None:
        """Wait until the server ends, which it does not do by itself; raise `LocalAwsError` when it does."""
        self._server.wait()
        raise self._died()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "local_aws.server", "--directory", str(self.directory)]
        command += ["--port", str(self._port), "--function-variables", json.dumps(self._function_variables)]
        for option, seconds in self._seconds.items():
            command += [option, str(seconds)]
        if self._late_refusals:
            command.append("--late-refusals")
        if self._given_directory is None:
            command.append("--temporary")
        checkout = Path(__file__).resolve().parent.parent
        with self.log_path.open("wb") as log:
            return subprocess.Popen(
                command, cwd=checkout, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
            )

    def _wait_until_healthy(self) -> Connection:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._server.poll() is not None:
                raise self._died()
            connection = Connection.read(self.directory)
            if connection and _answers(connection):
                return connection
            time.sleep(0.05)
        raise LocalAwsError(f"the server did not respond within {_START_SECONDS:.0f} s:\n{_tail(self._log())}")

    def _create_deployer(self) -> dict[str, str]:
        iam = self.client("iam")
        iam.create_user(UserName="deployer")
        iam.put_user_policy(UserName="deployer", PolicyName="cdk", PolicyDocument=json.dumps(_DEPLOYER_POLICY))
        key = iam.create_access_key(UserName="deployer")["AccessKey"]
        return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}

    def _settings(self, keys: dict[str, str]) -> dict[str, str]:
        return keys | {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CA_BUNDLE": str(self.authority),
            "NODE_EXTRA_CA_CERTS": str(self.authority),
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "CDK_DISABLE_VERSION_CHECK": "1",
        }

    def _stop(self) -> None:
        if self._server.stdin:
            self._server.stdin.close()
        try:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._server.wait(timeout=5)
        finally:
            # The group outlives its leader as long as one of its processes does.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait()
        if self._given_directory is None:
            shutil.rmtree(self.directory, ignore_errors=True)

    def _died(self) -> LocalAwsError:
        return LocalAwsError(f"the server ended with exit code {self._server.returncode}:\n{_tail(self._log())}")

    def _log(self) -> str:
        return self.log_path.read_text(errors="replace")


def _refuse_taken(port: int) -> None:
    try:
        socket.create_server((HOST, port)).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise LocalAwsError(f"port {port} is in use; use another --port") from None


def _answers(connection: Connection) -> bool:
    tls = ssl.create_default_context(cafile=str(connection.authority))
    try:
        with urllib.request.urlopen(f"{connection.endpoint}/_ministack/health", context=tls, timeout=1):  # noqa: S310
            return True
    except OSError:
        return False


def _without_aws(variables: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in variables if not name.startswith("AWS_")}


def _tail(text: str, lines: int = 30) -> str:
    return "\n".join(text.splitlines()[-lines:])
