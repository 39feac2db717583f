"""The log: a JSON object a line on standard error, without questions, addresses of people or query strings."""

import json
import logging
import os
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

REQUESTS = "guide.requests"  # the logger of requests
_INNERMOST = 8  # calls of a trace that are told
FIELDS = "fields"  # of a record: what goes into the line beside the message


class JsonLines(logging.Formatter):
    """Writes a record as a JSON object; of an error its kind and places, never its words, which may hold a question."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage().strip(),
            "worker": os.getpid(),
            **getattr(record, FIELDS, {}),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["at"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-_INNERMOST:]]


def log_config(requests: bool) -> dict[str, Any]:
    """The configuration of logging: `requests` for a line for each, otherwise only for what goes wrong."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {REQUESTS: {"level": "INFO" if requests else "WARNING"}},
    }
