"""The web application. The way of a request:

    meant for us? (Host, proxy) → a style sheet or the sign-in: open to all
    → a row of the table → signed in? → may this role? → a form: ours? (Origin, CSRF) → the page → HTML

Every refusal is a page with a sentence. Pages are synchronous and run in a thread.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from logging import getLogger
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from cases.errors import RefusedError, StaleError, TovholderError
from review.web import headers
from review.web.asked import Answer, Asked, Message, MissingError, Moved, Sent, Shown, SignedOut, Values
from review.web.assets import WHERE, read_assets
from review.web.desk import Desk
from review.web.doors import Entered, Refused, sign_in
from review.web.forms import Form, TooBigError, read_form
from review.web.guard import Guard
from review.web.places import HOME, Address, onward
from review.web.render import Frame, Renderer
from review.web.table import ROWS, Row
from review.web.tokens import TOUCH, Lifetime, alive, csrf_fits, csrf_of, fresh_token
from review.web.viewer import viewer_of
from templates import TEMPLATES

log = getLogger(__name__)

SIGN_IN = "/log-ind"
"""Where one signs in; `?til=` is where one was."""

FOREIGN = "Siden var for gammel, eller formularen kom et andet sted fra. Gå tilbage, hent siden igen, og prøv så."
NOT_YOURS = "Din rolle giver ikke adgang til det. Spørg den, der passer Tovholder hos jer."
NOWHERE = "Den side findes ikke. Begynd forfra i køen."
BROKEN = "Der skete en fejl hos os. Det, du var i gang med, er måske ikke gemt: gå tilbage, og se efter."
TOO_BIG = "Det, der blev sendt, er for stort."


@dataclass(frozen=True, slots=True)
class _Session:
    """A live session and its token."""

    token: str = field(repr=False)
    asked: Asked
    message: bool


@dataclass(frozen=True)
class Site:
    """All that answering needs."""

    desk: Desk
    clock: Callable[[], datetime]
    address: Address
    lifetime: Lifetime
    renderer: Renderer

    @property
    def cookie(self) -> str:
        """The session's cookie; the prefix makes browsers keep it to this host and https (RFC 6265bis, 4.1.3.2)."""
        return "__Host-tovholder" if self.address.https else "tovholder"

    @property
    def door(self) -> str:
        """The cookie of a browser that nobody has signed in with yet."""
        return f"{self.cookie}-door"

    # A page of the table

    async def page(self, row: Row, request: Request) -> Response:
        """Answer a request for a row."""
        if row.method == "POST" and not self._from_here(request):
            return self._trouble(request, FOREIGN, 403)
        try:
            form = await read_form(request) if row.method == "POST" else Form()
        except TooBigError:
            return self._trouble(request, TOO_BIG, 413)
        return await run_in_threadpool(self._answer, row, request, form)

    def _answer(self, row: Row, request: Request, form: Form) -> Response:
        session = self._session(request, form)
        if session is None:
            return self._to_sign_in(request)
        viewer = session.asked.viewer
        request.state.viewer = viewer
        try:
            if viewer.role not in row.roles:
                return self._show(request, Shown("trouble.html", NOT_YOURS, 403), session)
            if row.method == "POST" and not csrf_fits(session.token, form.csrf):
                return self._show(request, Shown("trouble.html", FOREIGN, 403), session)
            return self._respond(request, row.page(session.asked), session)
        except MissingError as error:
            return self._show(request, Shown("trouble.html", str(error), 404), session)
        except (RefusedError, StaleError) as error:
            return self._show(request, Shown("trouble.html", str(error), 409), session)
        except TovholderError as error:
            log.warning("page.failed", extra={"code": type(error).__name__})
            return self._show(request, Shown("trouble.html", str(error), 503), session)

    def _session(self, request: Request, form: Form) -> _Session | None:
        """The session that the cookie names, if it is still alive."""
        token, now = request.cookies.get(self.cookie, ""), self.clock()
        signed = self.desk.store.session(token) if token else None
        if signed is None:
            return None
        if not alive(signed, now, self.lifetime):
            self.desk.store.end_session(token)
            return None
        if now - signed.seen >= TOUCH:
            self.desk.store.touch_session(token, now)
        asked = Asked(
            desk=self.desk,
            viewer=viewer_of(signed.user),
            now=now,
            path=dict(request.path_params),
            query=Values(tuple(request.query_params.multi_items())),
            form=form.values,
            files=form.files,
        )
        return _Session(token, asked, signed.message)

    def _respond(self, request: Request, answer: Answer, session: _Session) -> Response:
        match answer:
            case Shown():
                return self._show(request, answer, session)
            case Moved(to, message):
                if message is not None:
                    self.desk.store.leave_message(session.token, _written(message))
                return _moved(onward(to))
            case Sent(content, kind, name):
                return _file(content, kind, name)
            case SignedOut(everywhere):
                if everywhere:
                    users = {user.id: user for user in self.desk.store.users()}
                    self.desk.store.end_sessions(users[session.asked.viewer.id])
                self.desk.store.end_session(session.token)
                response = _moved(SIGN_IN)
                self._drop(response, self.cookie)
                return response

    def _show(self, request: Request, shown: Shown, session: _Session) -> Response:
        message = None
        if session.message and shown.status == 200 and (left := self.desk.store.take_message(session.token)):
            message = _read(left)
        frame = Frame(session.asked.viewer, csrf_of(session.token), message, request.url.path)
        return self._html(shown, frame)

    # The doors: open to everybody

    async def show_sign_in(self, request: Request) -> Response:
        """The sign-in page."""
        return await run_in_threadpool(self._show_sign_in, request)

    def _show_sign_in(self, request: Request) -> Response:
        if self._session(request, Form()):
            return _moved(HOME)
        return self._ask_to_sign_in(request, onward(request.query_params.get("til", HOME)))

    async def sign_in(self, request: Request) -> Response:
        """Somebody gave a login and a password."""
        if not self._from_here(request):
            return self._trouble(request, FOREIGN, 403)
        try:
            form = await read_form(request)
        except TooBigError:
            return self._trouble(request, TOO_BIG, 413)
        return await run_in_threadpool(self._sign_in, request, form)

    def _sign_in(self, request: Request, form: Form) -> Response:
        door, to = request.cookies.get(self.door, ""), onward(form.values.get("til", HOME))
        if not door or not csrf_fits(door, form.csrf):
            return self._ask_to_sign_in(request, to, FOREIGN, 403)
        given = form.values.get("login"), form.values.get("adgangskode")
        outcome = sign_in(self.desk, *given, self._asker(request), self.clock(), self.lifetime)
        match outcome:
            case Refused(sentence, status):
                return self._ask_to_sign_in(request, to, sentence, status)
            case Entered():
                return self._let_in(request, outcome, to)

    def _let_in(self, request: Request, entered: Entered, to: str) -> Response:
        """Give the browser its new token; what it had before is worth nothing from now on."""
        if before := request.cookies.get(self.cookie):
            self.desk.store.end_session(before)
        response = _moved(to)
        self._give(response, self.cookie, entered.token)
        self._drop(response, self.door)
        return response

    def _ask_to_sign_in(self, request: Request, to: str, trouble: str = "", status: int = 200) -> Response:
        token = request.cookies.get(self.door) or fresh_token()
        page = {"to": to, "trouble": trouble, "nobody": not self.desk.store.users()}
        response = self._html(Shown("sign-in.html", page, status), Frame(csrf=csrf_of(token), path=SIGN_IN))
        self._give(response, self.door, token)
        return response

    def _to_sign_in(self, request: Request) -> Response:
        """Sign in first; and then back to the page one was on, where it can be asked for again."""
        if request.headers.get("sec-fetch-mode", "navigate") != "navigate":
            return PlainTextResponse("Log ind igen.", 401, headers=headers.PAGE)
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        back = here if request.method == "GET" else HOME
        return _moved(SIGN_IN if back == HOME else f"{SIGN_IN}?til={quote(back, safe='/')}")

    async def asset(self, request: Request) -> Response:
        """A style sheet or a script."""
        found = self.renderer.assets.by_address.get(request.url.path)
        if found is None:
            return self._trouble(request, NOWHERE, 404)
        return Response(found[0], headers={**headers.ASSET, "Content-Type": found[1]})

    # What is shared

    def _from_here(self, request: Request) -> bool:
        """Whether a form was sent by one of our own pages. Every browser says where a POST came from (Fetch)."""
        return request.headers.get("origin") == self.address.origin(request.headers.get("host", ""))

    def _asker(self, request: Request) -> str:
        peer = request.client.host if request.client else ""
        return self.address.asker(peer, request.headers.getlist("x-forwarded-for"))

    def _give(self, response: Response, name: str, token: str) -> None:
        """A cookie that goes when the browser is closed; the store says when the session is over."""
        response.set_cookie(name, token, path="/", secure=self.address.https, httponly=True, samesite="lax")

    def _drop(self, response: Response, name: str) -> None:
        response.delete_cookie(name, path="/", secure=self.address.https, httponly=True, samesite="lax")

    def _trouble(self, request: Request, sentence: str, status: int) -> Response:
        """A refusal to somebody we do not know."""
        return self._html(Shown("trouble.html", sentence, status), Frame(path=request.url.path))

    def _html(self, shown: Shown, frame: Frame) -> Response:
        text = self.renderer.html(shown.template, shown.page, frame)
        return HTMLResponse(text, shown.status, headers=headers.PAGE)

    def refused(self, request: Request, error: Exception) -> Response:
        """What routing refuses: an address or a method that no row has."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        return self._trouble(request, NOWHERE, status)

    def broke(self, request: Request, error: Exception) -> Response:
        """A fault of ours. Its text may hold anything, so nobody sees it; the log holds where it was."""
        log.error("page.broke", exc_info=error)
        return self._trouble(request, BROKEN, 500)


def site(
    desk: Desk,
    clock: Callable[[], datetime],
    address: Address,
    lifetime: Lifetime,
    rows: tuple[Row, ...] = ROWS,
) -> Starlette:
    """The web application."""
    folder = TEMPLATES / "review"
    whole = Site(desk, clock, address, lifetime, Renderer(folder, read_assets(folder / "static")))
    return Starlette(
        routes=[
            Route(f"{WHERE}{{name}}", whole.asset, methods=["GET"]),
            Route(SIGN_IN, whole.show_sign_in, methods=["GET"]),
            Route(SIGN_IN, whole.sign_in, methods=["POST"]),
            *(_route(whole, row) for row in rows),
        ],
        exception_handlers={HTTPException: whole.refused, Exception: whole.broke},
    )


def guarded(application: Starlette, address: Address) -> Guard:
    """The application behind its guard: what a server serves."""
    return Guard(application, address)


def _route(whole: Site, row: Row) -> Route:
    async def answer(request: Request) -> Response:
        return await whole.page(row, request)

    return Route(row.path, answer, methods=[row.method])


def _moved(to: str) -> Response:
    return RedirectResponse(to, 303, headers=headers.PAGE)


SHOWABLE = frozenset({"image/png", "image/jpeg", "image/webp", "application/json", "text/plain; charset=utf-8"})
"""What is shown in the browser; everything else can only be saved."""


def _file(content: bytes, kind: str, name: str) -> Response:
    way = f"attachment; filename*=UTF-8''{quote(name or 'fil')}" if name or kind not in SHOWABLE else "inline"
    return Response(content, headers={**headers.FILE, "Content-Type": kind, "Content-Disposition": way})


def _written(message: Message) -> Mapping[str, object]:
    return {"text": message.text, "undo": message.undo, "fields": message.fields, "trouble": message.trouble}


def _read(left: Mapping[str, object]) -> Message:
    fields = left["fields"]
    pairs = tuple((str(name), str(value)) for name, value in fields) if isinstance(fields, list) else ()
    return Message(str(left["text"]), str(left["undo"]), pairs, bool(left["trouble"]))
