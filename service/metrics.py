"""`/healthz` and `/metrics`: how the program is, for those who watch over it. Counts and times; nothing about anybody.

Answered without signing in, so only to the machine itself, or to the network when the settings say so. What a webserver
in front passes on is not the machine itself.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cases.errors import StoreError
from review.web.places import loopback
from service.alarms import ALARMS, ringing
from service.pulse import Pulse, pulse
from service.wiring import App

PATHS = ("/healthz", "/metrics")
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-real-ip")


class Asked:
    """In front of the pages: answers the two questions, and hands everything else on (to nobody: not found)."""

    def __init__(self, app: App, pages: ASGIApp | None = None) -> None:
        self._app, self._pages = app, pages or PlainTextResponse("", 404)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["path"] not in PATHS or not self._may_ask(scope):
            await self._pages(scope, receive, send)
            return
        answer = await run_in_threadpool(health if scope["path"] == "/healthz" else figures, self._app)
        await answer(scope, receive, send)

    def _may_ask(self, scope: Scope) -> bool:
        if self._app.settings.operation.ask == "network":
            return True
        headers = Headers(scope=scope)
        here = scope.get("client") is not None and loopback(scope["client"][0])
        return here and not any(name in headers for name in _PASSED_ON)


def health(app: App) -> Response:
    """200 while work goes on; 503 when it stands still, with the alarms that say so."""
    try:
        now, found = app.clock(), pulse(app)
    except StoreError:
        return JSONResponse({"ok": False, "database": False, "alarms": ["database"]}, 503)
    rung = ringing(found, app.settings.operation, now)
    stands = any(alarm.stops and alarm.code in rung for alarm in ALARMS)
    return JSONResponse(_as_json(found, rung) | {"ok": not stands, "database": True}, 503 if stands else 200)


def _as_json(found: Pulse, rung: Mapping[str, str]) -> dict[str, object]:
    answers = found.waiting.answers
    return {
        "alarms": sorted(rung),
        "last_fetch": _iso(found.fetched),
        "oldest_unhandled_mail": _iso(found.waiting.oldest_letter),
        "unhandled_mails": found.waiting.letters.get("", 0),
        "set_aside": found.waiting.letters.get("SET_ASIDE", 0),
        "oldest_undelivered_answer": _iso(found.waiting.oldest_answer),
        "undelivered_answers": answers.get("OWED", 0) + answers.get("SENDING", 0),
        "unknown_answers": answers.get("UNKNOWN", 0),
        "failed_answers": answers.get("FAILED", 0),
        "secrets_expire": {name: day.isoformat() for name, day in found.secrets},
        "disk_free_mb": found.free_bytes // 1_000_000,
        "last_backup": _iso(found.backup),
        "smtp_away_since": _iso(found.post_away),
        "minded_by": found.minded_by,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def figures(app: App) -> Response:
    """The same for Prometheus, in its text format; what cannot be asked is left out."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_Gauges(app))
    return Response(generate_latest(registry), media_type="text/plain; version=0.0.4; charset=utf-8")


class _Gauges(Collector):
    """Asked for at each look, so every machine says the same of the common store."""

    def __init__(self, app: App) -> None:
        self._app = app

    def collect(self) -> Iterator[Metric]:
        try:
            found = pulse(self._app)
        except StoreError:
            yield _gauge("tovholder_database_up", "Whether the database answers.", 0)
            return
        yield _gauge("tovholder_database_up", "Whether the database answers.", 1)
        yield from _work(found)
        expires = {name: datetime.combine(day, time(), UTC).timestamp() for name, day in found.secrets}
        yield _counts("tovholder_secret_expires_timestamp_seconds", "When a secret expires.", "secret", expires)
        rung = ringing(found, self._app.settings.operation, self._app.clock())
        alarms = {alarm.code: float(alarm.code in rung) for alarm in ALARMS}
        yield _counts("tovholder_alarm", "Whether an alarm rings.", "alarm", alarms)


def _work(found: Pulse) -> Iterator[Metric]:
    waits = found.waiting
    yield _since("tovholder_last_fetch", "When the mailbox was last looked through.", found.fetched)
    yield _since("tovholder_oldest_unhandled_mail", "Since when the oldest mail waits.", waits.oldest_letter)
    yield _since("tovholder_oldest_undelivered_answer", "Since when the oldest answer waits.", waits.oldest_answer)
    yield _since("tovholder_smtp_away", "Since when no mail of ours can leave.", found.post_away)
    yield _since("tovholder_last_backup", "When a copy was last taken.", found.backup)
    yield _gauge("tovholder_disk_free_bytes", "Free on the disk of the program's own folder.", found.free_bytes)
    yield _counts("tovholder_letters", "Mails by how they ended; WAITING have not.", "ending", waits.letters)
    yield _counts("tovholder_answers", "Answers by their state.", "state", waits.answers)


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=value)


def _since(name: str, told: str, moment: datetime | None) -> Metric:
    """A moment in seconds since 1970; without a sample when there is none."""
    found = GaugeMetricFamily(f"{name}_timestamp_seconds", told)
    if moment:
        found.add_metric([], moment.timestamp())
    return found


def _counts(name: str, told: str, label: str, values: Mapping[str, float]) -> Metric:
    found = GaugeMetricFamily(name, told, labels=[label])
    for value, count in sorted(values.items()):
        found.add_metric([value or "WAITING"], count)
    return found
