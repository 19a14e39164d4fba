"""Python environments without the checkout, in which the package is what its users get."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

TOOLS = Path(sys.executable).parent
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}


class CommandFailed(Exception):
    """A command failed; the text is the command and the end of what it printed."""


class CleanEnvironment:
    """A new virtual environment in `folder`, of this Python or of another version that the machine has."""

    def __init__(self, folder: Path, python: str = sys.executable):
        self._python = folder / "bin" / "python"
        run(str(TOOLS / "uv"), "venv", "--quiet", "--seed", "--no-python-downloads", "--python", python, str(folder))

    def install(self, *requirements: str, constraints: Path | None = None) -> None:
        """Install with pip, as users do; byte code is left to those modules that are imported."""
        limits = ["--constraint", str(constraints)] if constraints else []
        self.run("-m", "pip", "install", "--quiet", "--no-compile", *limits, *requirements)

    def run(self, *arguments: str, directory: Path | None = None, variables: Mapping[str, str] | None = None) -> str:
        """Run the environment's Python and return what it prints. Node is the one of the tools."""
        return run(str(self._python), *arguments, directory=directory, variables=variables)

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self._python


def run(*command: str, directory: Path | None = None, variables: Mapping[str, str] | None = None) -> str:
    """Run a command and return what it prints; raise `CommandFailed` if it fails."""
    path = os.pathsep.join([str(TOOLS), os.environ.get("PATH", os.defpath)])
    environment = _ENVIRONMENT | {"PATH": path} | dict(variables or {})
    done = subprocess.run(
        command,
        cwd=directory,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise CommandFailed(f"{' '.join(command)}\n{done.stdout[-4000:]}")
    return done.stdout
