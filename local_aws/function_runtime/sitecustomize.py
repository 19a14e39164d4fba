"""What Lambda's Python runtime does before it loads a function.

Python imports this module at the start of every process that has its folder on the path. Those that run functions are
set up, and no others, such as the command `node` of a virtual environment. The root _log gets the function's level
and a handler, whose records are written as Lambda's JSON log format has them, with the fields that a call adds as
`extra`. What is printed, also by programs, goes to the function's log, since ministack reads the answer from standard
output. The Python programs of layers are found under `/opt`.
"""

import json
import logging
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

_STANDARD_FIELDS = frozenset(logging.makeLogRecord({}).__dict__)
_INTERPRETER = b"#!/var/lang/bin/python"  # Lambda's


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname,
            "message": record.getMessage(),
            "_log": record.name,
        }
        extra = {name: value for name, value in record.__dict__.items() if name not in _STANDARD_FIELDS}
        return json.dumps(fields | extra, default=str)


class _Program(subprocess.Popen[Any]):
    def __init__(self, args: Any, *rest: Any, **options: Any) -> None:
        super().__init__(_located(args), *rest, **options)


def _located(command: Any) -> Any:
    """Return a command, its program where it is here if it is a Python program of a layer."""
    if not isinstance(command, list | tuple) or not str(command[0]).startswith("/opt/"):
        return command
    for layer in reversed(os.environ.get("_LAMBDA_LAYERS_DIRS", "").split(os.pathsep)):  # a later one is on top
        program = Path(layer, str(command[0]).removeprefix("/opt/"))
        if program.is_file() and program.read_bytes().startswith(_INTERPRETER):
            return [sys.executable, program, *command[1:]]
    return command


def _set_up() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(_JsonFormatter())
    logging.getLogger().addHandler(handler)
    if level := os.environ.get("AWS_LAMBDA_LOG_LEVEL"):
        logging.getLogger().setLevel(logging.getLevelNamesMapping().get(level, logging.DEBUG))  # it has no TRACE
    subprocess.Popen = _Program  # type: ignore[misc]
    sys.stdout = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)


if Path(sys.orig_argv[-1]).name == "_worker.py":
    _set_up()
