"""What a poll of this library's calls and writes: the real function for 50 minutes of waiting, on a virtual clock."""

import json
import logging
from statistics import median
from typing import NamedTuple

from bench.models.virtual_imports import VirtualImports
from bench.peers import lambda_log

_LENGTH, _SHARES = 3000.0, (3600,)
_LOGGER = "cdk_personalize_handler"
_STANDARD_FIELDS = frozenset(logging.makeLogRecord({}).__dict__) | {"message"}


class OurPoll(NamedTuple):
    """Calls of AWS, and bytes of the log, both for one poll."""

    calls: int
    log_bytes: float


def our_poll(waiter: str, interval: float) -> OurPoll:
    """Wait for an import of 50 minutes, and return what a poll takes; its log has a share of what begins and ends."""
    log = _Log()
    logger = logging.getLogger(_LOGGER)
    propagates, logger.propagate = logger.propagate, False
    logger.addHandler(log)
    try:
        imports = VirtualImports(waiter, [_LENGTH], interval, _SHARES)
        imports.run()
    finally:
        logger.removeHandler(log)
        logger.propagate = propagates
    polls = imports.imports[0].polls
    return OurPoll(round(median(look.calls for look in imports.looks)), log.size / polls)


class _Log(logging.Handler):
    """Counts what Lambda would write."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.size = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Count a line."""
        more = {name: value for name, value in record.__dict__.items() if name not in _STANDARD_FIELDS}
        line = {"timestamp": "", "level": record.levelname, "message": record.getMessage(), "logger": record.name}
        self.size += len(lambda_log.as_json(json.dumps(line | more)))
