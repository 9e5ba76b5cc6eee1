"""An application on accounts in memory, with a few pages of its own, for tests of the frame."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from starlette.types import ASGIApp

from cases.accounts import Purpose, Role, User
from cases.case import Case
from cases.errors import RefusedError, StaleError, StoreError
from cases.people import Educator
from review.web.asked import Asked, Message, Moved, Sent, Shown, access_log, open_case
from review.web.doors import Elsewhere
from review.web.places import Address
from review.web.site import site
from review.web.table import DECIDING, EVERYBODY, RUNNING, WITH_CASES, Row, sign_out, sign_out_everywhere
from review.web.tokens import Lifetime
from tests.fakes.accounts import FakeAccounts
from tests.review.web.browser import Browser

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=1)
ANNA = Educator("ahk", "Anna Krog", "anna@silkeborg.example")


@dataclass
class Shelf(FakeAccounts):
    """Accounts, and the cases there are."""

    held: tuple[Case, ...] = ()

    def case(self, number: str) -> Case | None:
        return next((case for case in self.held if case.number == number), None)


def a_case_page(asked: Asked) -> Shown:
    case = open_case(asked, asked.path["number"])
    return Shown("trouble.html", f"Sag {case.number}")


def reveal(asked: Asked) -> Moved:
    case = open_case(asked, asked.path["number"], Purpose.REVEALED, asked.form.get("why"))
    return Moved(f"/sag/{case.number}", Message(f"{case.number} <b>", undo="/fortryd", fields=(("version", "7"),)))


def refusing(asked: Asked) -> Shown:
    raise {"stale": StaleError, "refused": RefusedError, "store": StoreError, "bug": ValueError}[
        asked.query.get("how")
    ]("Ida Testesen" if asked.query.get("how") == "bug" else "Sagen er en anden nu.")


def picture(asked: Asked) -> Sent:
    access_log(asked, "T-2026-0142", Purpose.PAPER)
    return Sent(b"<script>", asked.query.get("type"), asked.query.get("name"))


def away(asked: Asked) -> Moved:
    return Moved(asked.form.get("to"))


PAGES = (
    Row("GET", "/", lambda asked: Shown("trouble.html", f"Forsiden for {asked.viewer.name}"), EVERYBODY),
    Row("GET", "/sag/{number}", a_case_page, WITH_CASES),
    Row("POST", "/sag/{number}/cpr", reveal, DECIDING),
    Row("GET", "/drift", lambda asked: Shown("trouble.html", "Drift"), RUNNING),
    Row("GET", "/fejl", refusing, EVERYBODY),
    Row("GET", "/billede", picture, EVERYBODY),
    Row("POST", "/videre", away, EVERYBODY),
    Row("POST", "/log-ud", sign_out, EVERYBODY),
    Row("POST", "/log-ud/alle", sign_out_everywhere, EVERYBODY),
)


@dataclass
class World:
    """The application, its accounts, and a clock that can be set."""

    store: Shelf = field(default_factory=Shelf)
    now: datetime = NOW
    address: Address = field(default_factory=Address)
    elsewhere: Elsewhere | None = None
    rows: tuple[Row, ...] = PAGES

    @property
    def app(self) -> ASGIApp:
        desk = SimpleNamespace(store=self.store, educators={ANNA.id: ANNA})
        more = {"address": self.address, "lifetime": Lifetime(), "elsewhere": self.elsewhere, "rows": self.rows}
        return site(desk, lambda: self.now, **more)

    def account(self, role: Role = Role.COORDINATOR, **more) -> User:
        user = User(0, f"{role.name.lower()}{len(self.store.people)}", "Karen Holm", role, **more)
        return self.store.add_user(user, NOW)

    def browser(self, user: User | None = None, **more) -> Browser:
        """A browser, signed in as this person."""
        browser = Browser(self.app, **more)
        if user is not None:
            token = f"token-{len(self.store.live)}"
            self.store.open_session(token, user, self.now, LONG_AGO)
            browser.cookies["__Host-tovholder" if self.address.https else "tovholder"] = token
        return browser
