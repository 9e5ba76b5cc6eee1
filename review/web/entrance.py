"""The sign-in over HTTP: what is open to people we do not know yet.

A browser gets a token of its own with the sign-in page (the door cookie): the form's CSRF token comes from it, and a
sign-in by the municipality's login can only come back to the browser that began it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from cases.errors import RefusedError
from review.web.asked import Shown, Values
from review.web.doors import STRANGE, Doors, Entered, Refused
from review.web.forms import Form, TooBigError, read_form
from review.web.places import HOME, onward
from review.web.render import Frame
from review.web.reply import Reply, moved
from review.web.tokens import csrf_fits, csrf_of, fresh_token

SIGN_IN = "/log-ind"
"""Where one signs in; `?til=` is where one was."""
ELSEWHERE = "/log-ind/kommunen"
BACK = "/log-ind/svar"

FOREIGN = "Siden var for gammel, eller formularen kom et andet sted fra. Gå tilbage, hent siden igen, og prøv så."
TOO_BIG = "Det, der blev sendt, er for stort."


@dataclass(frozen=True, slots=True)
class SignInPage:
    """What the sign-in page shows. `elsewhere` is what the municipality's login is called, empty without one."""

    to: str
    trouble: str
    nobody: bool
    elsewhere: str


@dataclass(frozen=True, slots=True)
class Entrance:
    """The sign-in pages."""

    doors: Doors
    reply: Reply
    clock: Callable[[], datetime]

    async def show(self, request: Request) -> Response:
        """The sign-in page."""
        return await run_in_threadpool(self._show, request)

    def _show(self, request: Request) -> Response:
        to = onward(request.query_params.get("til", HOME))
        if self.doors.who(request.cookies.get(self.reply.cookie, ""), self.clock()):
            return moved(to)
        return self._ask(request, to)

    async def sign_in(self, request: Request) -> Response:
        """Somebody gave a login and a password."""
        if not self.reply.from_here(request):
            return self.reply.trouble(request, FOREIGN, 403)
        try:
            form = await read_form(request)
        except TooBigError:
            return self.reply.trouble(request, TOO_BIG, 413)
        return await run_in_threadpool(self._sign_in, request, form)

    def _sign_in(self, request: Request, form: Form) -> Response:
        door, to = request.cookies.get(self.reply.door_cookie, ""), onward(form.values.get("til", HOME))
        if not door or not csrf_fits(door, form.csrf):
            return self._ask(request, to, Refused(FOREIGN))
        given = form.values.get("login"), form.values.get("adgangskode")
        return self._let_in(request, self.doors.sign_in(*given, self._asker(request), to, self.clock()), to)

    async def begin(self, request: Request) -> Response:
        """Somebody wants to sign in by the municipality's login."""
        return await run_in_threadpool(self._begin, request)

    def _begin(self, request: Request) -> Response:
        to = onward(request.query_params.get("til", HOME))
        door = request.cookies.get(self.reply.door_cookie) or fresh_token()
        elsewhere = self.doors.elsewhere
        if elsewhere is None:
            return self._ask(request, to)
        try:
            response = moved(self.doors.begin(elsewhere, door, self._back(request), to, self.clock()))
        except RefusedError as refusal:
            return self._ask(request, to, Refused(str(refusal), 503))
        self.reply.give(response, self.reply.door_cookie, door)
        return response

    async def back(self, request: Request) -> Response:
        """The browser comes back from the municipality's login."""
        return await run_in_threadpool(self._come_back, request)

    def _come_back(self, request: Request) -> Response:
        door, elsewhere = request.cookies.get(self.reply.door_cookie, ""), self.doors.elsewhere
        if not door or elsewhere is None:
            return self._ask(request, HOME, Refused(STRANGE))
        said = Values(tuple(request.query_params.multi_items()))
        return self._let_in(request, self.doors.finish(elsewhere, said, door, self._back(request), self.clock()), HOME)

    def _let_in(self, request: Request, outcome: Entered | Refused, to: str) -> Response:
        """Give the browser its new token; what it had before is worth nothing from now on."""
        if isinstance(outcome, Refused):
            return self._ask(request, to, outcome)
        if before := request.cookies.get(self.reply.cookie):
            self.doors.desk.store.end_session(before)
        response = moved(onward(outcome.to))
        self.reply.give(response, self.reply.cookie, outcome.token)
        self.reply.drop(response, self.reply.door_cookie)
        return response

    def _ask(self, request: Request, to: str, refused: Refused | None = None) -> Response:
        """The sign-in page, with what went wrong."""
        door = request.cookies.get(self.reply.door_cookie) or fresh_token()
        sentence, status = (refused.sentence, refused.status) if refused else ("", 200)
        elsewhere = self.doors.elsewhere.login.name if self.doors.elsewhere else ""
        page = SignInPage(
            to, sentence, not elsewhere and all(user.disabled for user in self.doors.desk.store.users()), elsewhere
        )
        response = self.reply.html(Shown("sign-in.html", page, status), Frame(csrf=csrf_of(door), path=SIGN_IN))
        self.reply.give(response, self.reply.door_cookie, door)
        return response

    def _back(self, request: Request) -> str:
        return self.reply.address.origin(request.headers.get("host", "")) + BACK

    def _asker(self, request: Request) -> str:
        peer = request.client.host if request.client else ""
        return self.reply.address.asker(peer, request.headers.getlist("x-forwarded-for"))
