"""Logging that cannot tell tales: one line to standard error, made of known fields only.

    logger.info("letter.finished", extra={"letter": 7, "ending": "sag", "ms": 812})

The message is an event's name; what may stand beside it is listed in FIELDS: ids, codes, counts and durations. So no
name, CPR number or text of a mail gets in, however it is tried. Of an exception we log its type and where in our code
it came from; its text only when it is one of our own errors, which never hold such things.
"""

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from cases.errors import TovholderError

FIELDS = (
    "letter", "mail", "case", "cases", "round", "plan", "stage", "step", "ending", "status", "code", "reply", "state",
    "attempt", "worker", "folder", "uid", "count", "kept", "done", "failed", "bytes", "pages", "ms", "seconds",
    "fate", "host", "port", "pid", "version", "user",
)  # fmt: skip
"""What a log line may hold beside its event."""

PACKAGES = ("cases", "intake", "replies", "review", "routing", "service", "storage", "templates")
"""Our own loggers; of all others only the name and the level are kept, from WARNING up."""

_ROOT = Path(__file__).parent.parent
_EVENT = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*")
_WORD = re.compile(r"[\w./:+-]{1,80}")
_CPR = re.compile(r"\d{6}[-–]?\d{4}")


def set_up(*, as_json: bool = False, stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send all logging to `stream` (standard error), in lines of key=value or of JSON. May be called again."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(LineFormatter(as_json=as_json))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(True)
    threading.excepthook = _thread_died  # Python's own writes the error's text, which may hold anything
    for package in PACKAGES:
        logging.getLogger(package).setLevel(level)


def _thread_died(died: threading.ExceptHookArgs) -> None:
    if died.exc_value is not None:
        told = (died.exc_type, died.exc_value, died.exc_traceback)
        logging.getLogger(__name__).error("thread.died", exc_info=told)


class LineFormatter(logging.Formatter):
    """A record as one line, reduced to what may be known."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self.as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """The line: time, level, where from, event, fields."""
        line = told(record)
        if self.as_json:
            return json.dumps(line, ensure_ascii=False)
        return " ".join(f"{key}={_quoted(value)}" for key, value in line.items())


def told(record: logging.LogRecord) -> dict[str, object]:
    """What may be known of a record."""
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    line: dict[str, object] = {"at": at, "level": record.levelname.lower(), "from": record.name}
    if record.name.partition(".")[0] in PACKAGES:
        line["event"] = _event(record.msg)
        line |= {name: _safe(value) for name in FIELDS if (value := getattr(record, name, None)) is not None}
    if record.exc_info and record.exc_info[1]:
        line |= told_of(record.exc_info[1])
    return line


def told_of(error: BaseException) -> Mapping[str, str]:
    """Of an exception: its type and the last place in our own code; its text only when it is one of our errors."""
    facts = {"error": type(error).__name__, "place": place_of(error)}
    return {**facts, "text": str(error)} if isinstance(error, TovholderError) else facts


def place_of(error: BaseException) -> str:
    """The last place in our own code that an exception came through, as "intake/receive.py:41"."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_ROOT) and path.relative_to(_ROOT).parts[0] in PACKAGES:
            return f"{path.relative_to(_ROOT).as_posix()}:{frame.lineno}"
    return "-"


def _event(message: object) -> str:
    text = str(message)
    return text if _EVENT.fullmatch(text) else "…"


def _safe(value: object) -> object:
    """Numbers as they are; of words only short ones without spaces, and never a CPR number."""
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, tuple | list | frozenset):
        return ",".join(str(_safe(one)) for one in value)
    text = str(value)
    return text if _WORD.fullmatch(text) and not _CPR.search(text) else "…"


def _quoted(value: object) -> str:
    text = str(value)
    return text if _WORD.fullmatch(text) else json.dumps(text, ensure_ascii=False)
