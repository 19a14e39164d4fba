"""Python environments without the checkout, in which the package is what its users get."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

TOOLS = Path(sys.executable).parent
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
_PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))


class CommandFailed(Exception):
    """A command failed; the text is the command and the end of what it printed."""


class CleanEnvironment:
    """A new virtual environment in `folder`, of this Python or of another interpreter."""

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


def find_python(version: str) -> str | None:
    """Return an interpreter of this version that the machine has, on the PATH or in pyenv; None if it has none."""
    path = os.pathsep.join([*map(str, sorted(_PYENV.glob("versions/*/bin"))), os.environ.get("PATH", os.defpath)])
    command = [str(TOOLS / "uv"), "python", "find", "--no-python-downloads", version]
    done = subprocess.run(command, env=_ENVIRONMENT | {"PATH": path}, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


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
