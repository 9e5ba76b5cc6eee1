"""The web application. The way of a request:

    meant for us? (guard: Host, proxy, size) → a style sheet or the sign-in: open to all
    → a row of the table → signed in? → may this role? → a form: ours? (Origin, CSRF) → the page → HTML

Every refusal is a page with a sentence. Pages are synchronous and run in a thread.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from logging import getLogger
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from cases.errors import RefusedError, StaleError, TovholderError
from review.ways import worded
from review.web import headers
from review.web.asked import (
    Answer,
    Asked,
    DeniedError,
    Message,
    MissingError,
    Moved,
    Sent,
    Shown,
    SignedOut,
    UnfilledError,
    Values,
)
from review.web.assets import WHERE, read_assets
from review.web.desk import Desk
from review.web.doors import Doors, Elsewhere
from review.web.entrance import BACK, ELSEWHERE, FOREIGN, SIGN_IN, TOO_BIG, Entrance
from review.web.feeds import FEED, Feed
from review.web.forms import Form, TooBigError, read_form
from review.web.guard import Guard
from review.web.places import HOME, Address, onward
from review.web.render import Frame, Renderer
from review.web.reply import Reply, file, moved
from review.web.standing import named
from review.web.table import ROWS, Row
from review.web.tokens import Lifetime, csrf_fits, csrf_of
from review.web.viewer import viewer_of
from templates import TEMPLATES

log = getLogger(__name__)

NOT_YOURS = "Din rolle giver ikke adgang til det. Spørg den, der passer Tovholder hos jer."
NOWHERE = "Den side findes ikke. Begynd forfra i køen."
BROKEN = "Der skete en fejl hos os. Det, du var i gang med, er måske ikke gemt: gå tilbage, og se efter."


@dataclass(frozen=True, slots=True)
class _Session:
    """A live session, its token, and what it asks."""

    token: str = field(repr=False)
    asked: Asked
    message: bool


@dataclass(frozen=True, slots=True)
class Site:
    """Answers requests for the pages of the table."""

    desk: Desk
    doors: Doors
    reply: Reply
    clock: Callable[[], datetime]

    async def page(self, row: Row, request: Request) -> Response:
        """Answer a request for a row."""
        if row.method == "POST" and not self.reply.from_here(request):
            return self.reply.trouble(request, FOREIGN, 403)
        try:
            form = await read_form(request) if row.method == "POST" else Form()
        except TooBigError:
            return self.reply.trouble(request, TOO_BIG, 413)
        return await run_in_threadpool(self._answer, row, request, form)

    def _answer(self, row: Row, request: Request, form: Form) -> Response:
        session = self._session(request, form)
        if session is None:
            return _to_sign_in(request)
        viewer = session.asked.viewer
        request.state.viewer = viewer
        try:
            if viewer.role not in row.roles:
                return self._trouble(request, NOT_YOURS, 403, session)
            if row.method == "POST" and not csrf_fits(session.token, form.csrf):
                return self._trouble(request, FOREIGN, 403, session)
            return self._respond(request, row.page(session.asked), session)
        except MissingError as error:
            return self._trouble(request, str(error), 404, session)
        except DeniedError as error:
            return self._trouble(request, str(error), 403, session)
        except UnfilledError as error:
            return self._respond(request, Moved(error.back, Message(str(error), trouble=True)), session)
        except RefusedError as error:
            return self._trouble(request, named(session.asked, worded(error)), 409, session)
        except StaleError as error:
            return self._trouble(request, named(session.asked, str(error)), 409, session)
        except TovholderError as error:
            log.warning("page.failed", extra={"code": type(error).__name__})
            return self._trouble(request, str(error), 503, session)
        except Exception:  # the last net: its text may hold anything, so nobody sees it; the log holds where it was
            log.exception("page.broke")
            return self._trouble(request, BROKEN, 500, session)

    def _session(self, request: Request, form: Form) -> _Session | None:
        """What the session that the cookie names asks, if it is still alive."""
        token, now = request.cookies.get(self.reply.cookie, ""), self.clock()
        signed = self.doors.who(token, now)
        if signed is None:
            return None
        asked = Asked(
            desk=self.desk,
            viewer=viewer_of(signed.user),
            now=now,
            path=dict(request.path_params),
            query=Values(tuple(request.query_params.multi_items())),
            form=form.values,
            files=form.files,
            home=self.reply.address.origin(request.headers.get("host", "")),
        )
        return _Session(token, asked, signed.message)

    def _respond(self, request: Request, answer: Answer, session: _Session) -> Response:
        match answer:
            case Shown():
                return self._show(request, answer, session)
            case Moved(to, message):
                if message is not None:
                    self.desk.store.leave_message(session.token, _written(message))
                return moved(onward(to))
            case Sent(content, kind, name):
                return file(content, kind, name)
            case SignedOut(everywhere):
                return self._sign_out(session, everywhere=everywhere)

    def _sign_out(self, session: _Session, *, everywhere: bool) -> Response:
        store = self.desk.store
        if everywhere and (user := store.user(session.asked.viewer.login)):
            store.end_sessions(user)
        store.end_session(session.token)
        response = moved(SIGN_IN)
        self.reply.drop(response, self.reply.cookie)
        return response

    def _show(self, request: Request, shown: Shown, session: _Session) -> Response:
        """A page with its frame; a message that waits is shown once, on a page that went well."""
        left = self.desk.store.take_message(session.token) if session.message and shown.status == 200 else None
        message = _read(left) if left else None
        return self.reply.html(shown, Frame(session.asked.viewer, csrf_of(session.token), message, request.url.path))

    def _trouble(self, request: Request, sentence: str, status: int, session: _Session) -> Response:
        return self._show(request, Shown("trouble.html", sentence, status), session)

    async def asset(self, request: Request) -> Response:
        """A style sheet or a script."""
        found = self.reply.renderer.assets.by_address.get(request.url.path)
        if found is None:
            return self.reply.trouble(request, NOWHERE, 404)
        return Response(found[0], headers={**headers.ASSET, "Content-Type": found[1]})

    def refused(self, request: Request, error: Exception) -> Response:
        """What routing refuses: an address or a method that no row has."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        session = self._session(request, Form())
        return (
            self._trouble(request, NOWHERE, status, session)
            if session
            else self.reply.trouble(request, NOWHERE, status)
        )


def site(
    desk: Desk,
    clock: Callable[[], datetime],
    *,
    address: Address,
    lifetime: Lifetime,
    elsewhere: Elsewhere | None = None,
    rows: tuple[Row, ...] = ROWS,
) -> ASGIApp:
    """The web application behind its guard: what a server serves."""
    reply = Reply(_renderer(), address)
    doors = Doors(desk, lifetime, elsewhere)
    pages, entrance = Site(desk, doors, reply, clock), Entrance(doors, reply, clock)
    application = Starlette(
        routes=[
            Route(f"{WHERE}{{name}}", pages.asset, methods=["GET"]),
            Route(SIGN_IN, entrance.show, methods=["GET"]),
            Route(SIGN_IN, entrance.sign_in, methods=["POST"]),
            Route(ELSEWHERE, entrance.begin, methods=["GET"]),
            Route(BACK, entrance.back, methods=["GET"]),
            Route(FEED, Feed(desk, clock).answer, methods=["GET"]),
            *(_route(pages, row) for row in rows),
        ],
        exception_handlers={HTTPException: pages.refused},
    )
    application.router.redirect_slashes = False  # it would build an address from what the request claims
    return Guard(application, address)


@cache
def _renderer() -> Renderer:
    """Templates and assets, read once; whoever changes one starts the program again."""
    folder = TEMPLATES / "review"
    return Renderer(folder, read_assets(folder / "static"))


def _route(pages: Site, row: Row) -> Route:
    async def answer(request: Request) -> Response:
        return await pages.page(row, request)

    return Route(row.path, answer, methods=[row.method])


def _to_sign_in(request: Request) -> Response:
    """Sign in first; and then back to the page one was on, where it can be asked for again."""
    if request.headers.get("sec-fetch-mode", "navigate") != "navigate":
        return PlainTextResponse("Log ind igen.", 401, headers=headers.PAGE)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = here if request.method == "GET" else HOME
    return moved(SIGN_IN if back == HOME else f"{SIGN_IN}?til={quote(back, safe='/')}")


def _written(message: Message) -> Mapping[str, object]:
    return {"text": message.text, "undo": message.undo, "fields": message.fields, "trouble": message.trouble}


def _read(left: Mapping[str, object]) -> Message:
    fields = left["fields"]
    pairs = tuple((str(name), str(value)) for name, value in fields) if isinstance(fields, list) else ()
    return Message(str(left["text"]), str(left["undo"]), pairs, bool(left["trouble"]))
