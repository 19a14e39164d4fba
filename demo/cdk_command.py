"""A command of the real CDK CLI in its own process group."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from demo import DemoError
from demo.interrupts import deferred

PROJECT = Path(__file__).parent.parent
_CDK = PROJECT / "node_modules" / ".bin" / "cdk"
_GRACE_SECONDS = 3.0


class CdkCommand:
    """A command of the CDK CLI that runs in the project folder `directory` and writes its output to `log_path`.

    The command and all its child processes end with the `with` block.
    """

    def __init__(self, *arguments: str, environment: Mapping[str, str], directory: Path, log_path: Path):
        self._arguments = arguments
        self._directory = directory
        self._log_path = log_path
        # cdk.json runs `python3` and the CLI runs on Node.js: both must come from the environment of the demo.
        search_path = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", os.defpath)])
        self._environment = {**environment, "PATH": search_path, "CDK_DISABLE_CLI_TELEMETRY": "true"}

    def __enter__(self) -> Self:
        """Start the command."""
        if not _CDK.exists():
            raise DemoError(f"{_CDK} is missing; `make demo` installs the CDK CLI there")
        with self._log_path.open("wb") as log, contextlib.ExitStack() as started:
            with deferred():
                self._process = subprocess.Popen(
                    [str(_CDK), *self._arguments, "--no-notices", "--no-color"],
                    cwd=self._directory,
                    env=self._environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
                started.callback(self._end)
            started.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop all processes that still run."""
        self._end()

    @property
    def running(self) -> bool:
        """Whether the command still runs."""
        return self._process.poll() is None

    @property
    def succeeded(self) -> bool:
        """Whether the command has ended with exit code 0."""
        return self._process.poll() == 0

    @property
    def output(self) -> str:
        """The output of the command so far."""
        return self._log_path.read_text(encoding="utf-8", errors="replace")

    def _end(self) -> None:
        self._signal_group(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_GRACE_SECONDS)
        # The group outlives its leader as long as one of its processes does.
        self._signal_group(signal.SIGKILL)
        self._process.wait()

    def _signal_group(self, number: signal.Signals) -> None:
        # macOS raises PermissionError for a group that has ended.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)
