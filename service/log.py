"""Logging that cannot tell tales: one line to standard error, made of known fields only, laid out by structlog.

    logger.info("letter.finished", extra={"letter": 7, "ending": "CASE", "ms": 812})

The message is an event's name; what may stand beside it is listed in FIELDS, each with the form it must have: ids,
codes, counts and durations. So no name, CPR number or text of a mail gets in, however it is tried. Of an exception we
log its type and where in our code it came from; its text only when it is one of our own errors, which never hold such
things. What other libraries say is not repeated.
"""

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import structlog

from cases.errors import TovholderError

_NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?")
_CASES = re.compile(r"T-\d{4}-\d{4,6}")
_CODE = re.compile(r"[a-zæøå][a-z0-9æøå_.:-]{0,60}|[A-Z][A-Z_]{1,40}|[A-Za-z]{1,60}(Error|Exception|Warning|Expired)")
_CHOSEN = re.compile(r"[\w./:+-]{1,80}")

FIELDS: Mapping[str, re.Pattern[str]] = {
    **dict.fromkeys(("letter", "mail", "plan", "user", "uid", "pid", "port", "attempt"), _NUMBER),
    **dict.fromkeys(("count", "kept", "done", "failed", "bytes", "pages", "ms", "seconds"), _NUMBER),
    **dict.fromkeys(("case", "cases"), _CASES),
    **dict.fromkeys(("stage", "step", "ending", "status", "state", "fate", "code", "reply"), _CODE),
    **dict.fromkeys(("worker", "host", "folder", "round", "version"), _CHOSEN),  # named by the operator
}
"""What a log line may hold beside its event, and the form it must have; anything else becomes an ellipsis."""

PACKAGES = ("cases", "intake", "replies", "review", "routing", "service", "storage", "templates")
"""Our own loggers; of all others only the name and the level are kept, from WARNING up."""

_ROOT = Path(__file__).parent.parent
_EVENT = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*")
_CPR = re.compile(r"\d{6}[-–]?\d{4}")


def set_up(*, as_json: bool = False, stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send all logging to `stream` (standard error), in lines of key=value or of JSON. May be called again."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter(as_json=as_json))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # else a record that cannot be written is printed with its arguments
    for package in PACKAGES:
        logging.getLogger(package).setLevel(level)


def formatter(*, as_json: bool) -> logging.Formatter:
    """A record as one line, reduced to what may be known."""
    line = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.processors.LogfmtRenderer(bool_as_flag=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_reduced],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, line],
        use_get_message=False,  # the arguments are never looked at
    )


def _reduced(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put what may be known in place of what was said."""
    meta = {"_record": event["_record"], "_from_structlog": False}
    return {**meta, **told(event["_record"])}


def told(record: logging.LogRecord) -> dict[str, object]:
    """What may be known of a record."""
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    line: dict[str, object] = {"at": at, "level": record.levelname.lower(), "from": record.name}
    if record.name.partition(".")[0] in PACKAGES:
        line["event"] = _event(record.msg)
        line |= {
            name: _safe(form, value)
            for name, form in FIELDS.items()
            if (value := getattr(record, name, None)) is not None
        }
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


def _safe(form: re.Pattern[str], value: object) -> object:
    """The value when it has the form; of several each. A CPR number has the form of nothing."""
    if isinstance(value, tuple | list | frozenset):
        return ",".join(str(_safe(form, one)) for one in value)
    if not form.fullmatch(str(value)) or _CPR.search(str(value)):
        return "…"
    return value if isinstance(value, int | float) else str(value)
