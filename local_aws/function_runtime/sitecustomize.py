"""What Lambda's Python runtime does before it loads a function: give the root logger a handler.

Python imports this module at the start of every process that has its folder on the path: those that run functions.
Records are written as Lambda's JSON log format has them, with the fields that a call adds as `extra`.
"""

import json
import logging
import time

_STANDARD_FIELDS = frozenset(logging.makeLogRecord({}).__dict__)


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
        }
        extra = {name: value for name, value in record.__dict__.items() if name not in _STANDARD_FIELDS}
        return json.dumps(fields | extra, default=str)


_handler = logging.StreamHandler()
_handler.setFormatter(_JsonFormatter())
logging.getLogger().addHandler(_handler)
