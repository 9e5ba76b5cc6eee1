"""`/healthz` and `/metrics`: true, about nobody, and for the machine itself only unless the settings say otherwise."""

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse

from service.demo.settings import demo_settings
from service.metrics import Asked
from service.wiring import App, now, open_app
from storage import upgrade
from tests.storage.examples import NOW, a_mail, keep, open_one

pytestmark = pytest.mark.slow

PRIVATE = ("Asta", "Eksempelsen", "150312", "9993", "kontor@", "T-20")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    settings = demo_settings(tmp_path, imap=1, smtp=1, web=8400, today=NOW.date())
    upgrade(settings.database_url)
    with closing(open_app(settings)) as opened:
        yield opened


def ask(app: App, path: str, client: str = "127.0.0.1", **headers: str) -> tuple[int, str]:
    """The answer's status and text, as a server would send them to that client."""
    sent: list[dict] = []
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "headers": named, "client": (client, 4711)}

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    asyncio.run(Asked(app, PlainTextResponse("siderne"))(scope, receive, send))
    return sent[0]["status"], b"".join(one.get("body", b"") for one in sent).decode()


def test_all_is_well_before_anything_has_happened(app: App) -> None:
    status, text = ask(app, "/healthz")
    told = json.loads(text)
    assert (status, told["ok"], told["alarms"], told["unhandled_mails"]) == (200, True, [], 0)


def test_what_stands_still_is_503_with_the_alarm_that_says_so(app: App) -> None:
    keep(app.store)
    app.store.change((), [a_mail()], now())
    later = replace(app, clock=lambda: now() + timedelta(days=400))
    status, text = ask(later, "/healthz")
    told = json.loads(text)
    assert status == 503
    assert {"letters-waiting", "answers-waiting"} <= set(told["alarms"])
    assert (told["unhandled_mails"], told["undelivered_answers"]) == (1, 1)
    assert told["oldest_unhandled_mail"].startswith("2026-11-22T08:00:00")


def test_a_database_that_is_gone_is_503_and_its_figure_0(app: App) -> None:
    file = Path(app.settings.database_url.removeprefix("sqlite:///"))
    file.write_bytes(b"no database at all" * 500)
    assert (ask(app, "/healthz")[0], json.loads(ask(app, "/healthz")[1])["database"]) == (503, False)
    assert "tovholder_database_up 0.0" in ask(app, "/metrics")[1]


def test_the_figures_are_prometheus_text_and_count_what_the_store_holds(app: App) -> None:
    keep(app.store)
    status, text = ask(app, "/metrics")
    assert status == 200
    assert 'tovholder_letters{ending="WAITING"} 1.0' in text
    assert 'tovholder_alarm{alarm="disk-full"}' in text
    line = re.compile(r"#.*|[a-z_]+(\{[a-z_]+=\"[\w.-]+\"\})? [-+.\deE]+")
    assert all(line.fullmatch(one) for one in text.splitlines())


def test_nothing_is_told_about_anybody(app: App) -> None:
    open_one(app.store)
    app.store.change((), [a_mail()], now())
    told = ask(app, "/healthz")[1] + ask(app, "/metrics")[1]
    assert not [word for word in PRIVATE if word in told]


@pytest.mark.parametrize(
    ("who", "answered"),
    [
        ({"client": "127.0.0.1"}, True),
        ({"client": "::1"}, True),
        ({"client": "10.0.0.7"}, False),
        ({"client": "127.0.0.1", "x_forwarded_for": "10.0.0.7"}, False),
        ({"client": "127.0.0.1", "forwarded": "for=10.0.0.7"}, False),
    ],
)
@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
def test_only_the_machine_itself_may_ask_and_a_webserver_in_front_is_not_it(app: App, path, who, answered) -> None:
    assert (ask(app, path, **who)[1] != "siderne") is answered


def test_the_network_may_ask_when_the_settings_say_so(app: App) -> None:
    operation = app.settings.operation.model_copy(update={"ask": "network"})
    open_to_all = replace(app, settings=replace(app.settings, operation=operation))
    assert ask(open_to_all, "/healthz", client="10.0.0.7")[0] == 200
    assert ask(open_to_all, "/", client="10.0.0.7")[1] == "siderne"
