"""The pages on a real store with invented cases: `office`, for tests that ask as a coordinator or an educator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache

from cases.accounts import Role, User
from cases.application import Unread
from cases.case import Case, Status
from cases.consent import Consent, ConsentState, Policy
from cases.errors import RefusedError
from cases.findings import Finding, Weight
from cases.letters import KeptPaper, PlanRow
from cases.people import Educator, School
from cases.registers import Registers
from cases.rounds import COPENHAGEN, Round
from intake import document
from intake.learn import Proposal
from intake.page_picture import PagePicture
from intake.reading import Reading, UnreadableError, unread
from intake.recheck import recheck
from replies.facts import Context, Sender
from review.correct import Rechecked
from review.planner import Draft, Taken
from review.rounds import has_proposal
from review.rulings import bound
from review.undo import Undos
from review.web.desk import Desk, MailText
from review.web.places import Address
from review.web.site import site
from review.web.tokens import Lifetime, fresh_token
from routing.answer import whole_dict
from routing.difference import Difference, difference
from routing.instance import Instance, Mode, PlanSettings
from routing.parse import instance_json
from routing.problem import Registers as Bound
from routing.problem import problem
from routing.propose import proposed
from routing.route import solve, what_if
from routing.why import Why, why
from service.blanks import FormBlanks
from service.registry import Registry
from service.settings import EXAMPLES, Settings, load
from service.sheets import RegisterSheets
from service.shown_settings import shown
from service.specimens import specimens
from service.spreadsheet import workbook
from storage.store import Store
from tests.review.web.browser import Browser
from tests.storage.examples import a_case, a_paper, an_application, an_opening, an_outcome, claimed

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=COPENHAGEN)
WINTER = Round("2. runde", date(2026, 12, 2), date(2026, 12, 18), date(2027, 1, 4), date(2027, 3, 26))
SPRING = Round("3. runde", date(2027, 3, 3), date(2027, 3, 19), date(2027, 4, 5), date(2027, 6, 25))
SCHOOLS = (School("Vestre Skole", senders=("@skole.example",)), School("Ærø Skole"), School("Åby Skole"))
ANNE = Educator("ae", "Anne Elm", "anne@kommune.example", capacity=2)
BO = Educator("bb", "Bo Birk", "bo@kommune.example", capacity=1)
SETTINGS = PlanSettings()
SENDER = Sender("ansoegning@kommune.example", "Læringsvejlederne", "Karen Holm", "89701000", "kh@kommune.example")
PICTURE = b"\x89PNG picture"
PEOPLE = {
    "karen": User(0, "karen", "Karen Holm", Role.COORDINATOR),
    "lone": User(0, "lone", "Lone Lind", Role.COORDINATOR),
    "anne": User(0, "anne", "Anne Elm", Role.EDUCATOR, "ae"),
    "rie": User(0, "rie", "Rie Ravn", Role.READER),
    "ib": User(0, "ib", "Ib Iversen", Role.ADMINISTRATOR),
}


class Drawn:
    """Pictures that remember what was to be painted over."""

    def __init__(self) -> None:
        self.covered: list[tuple[int, int | None]] = []

    def page(self, sheet, content, page, covered) -> bytes | None:
        self.covered.append((page, None if covered is None else len(covered)))
        return PICTURE if content() and page <= 2 else None


@cache
def _proposed(content: bytes, name: str, version: int) -> Proposal:
    return document.proposed(content, (name, version))


class Proposing:
    """What reads a blank, in this process; the real one is a child. A file that is no blank is told so."""

    def learn(self, content: bytes, name: str, version: int) -> Proposal | Unread:
        try:
            return _proposed(content, name, version)
        except UnreadableError as error:
            return unread(error.code)

    def read(self, content: bytes) -> Reading:
        return Reading("pdf", 1)

    def pictures(self, content: bytes) -> tuple[PagePicture, ...]:
        return (PagePicture(1, None, PICTURE),)


@dataclass
class Here:
    """A planner that plans in this process: `service.planner` without settings and a child."""

    office: "Office"
    mode: Mode = Mode.SLOTS
    needs: Mapping[str, Sequence[str]] = field(default_factory=lambda: {"elev": ("sprog",)})

    def instance(self, name: str, cases: Sequence[Case]) -> Instance:
        return problem(self._round(name), cases, self._registers(name), SETTINGS)

    def draft(self, name: str) -> Draft:
        cases = self.office.store.cases(round_name=name)
        plan = solve(self.instance(name, cases))
        changes = proposed(cases, plan, self.office.now, pinned=self._registers(name).pinned)
        after = {case.number: case for case in (*cases, *(case for case, _ in changes))}
        before = {case.number: case.educator for case in cases if case.educator}
        proposal = tuple(case for case in after.values() if has_proposal(case))
        return Draft(plan, difference(before, (), plan), proposal)

    def take(self, name: str, seal: str) -> Taken:
        made = self.draft(name)
        if made.seal != seal:
            raise RefusedError("Runden er ændret.")
        cases = self.office.store.cases(round_name=name)
        row = PlanRow(0, name, self.office.now, instance_json(self.instance(name, cases)), whole_dict(made.plan))
        changes = proposed(cases, made.plan, self.office.now, pinned=self._registers(name).pinned)
        kept = self.office.store.keep_plan(row, self.office.now, changes)
        return Taken(made, kept, tuple(case.number for case, _ in changes))

    def suppose(self, name: str, changes) -> Difference:
        instance = self.instance(name, self.office.store.cases(round_name=name))
        return what_if(instance, solve(instance), changes)

    def why(self, name: str, number: str) -> Why:
        instance = self.instance(name, self.office.store.cases(round_name=name))
        return why(instance, solve(instance), number)

    def _registers(self, name: str) -> Bound:
        whole = Bound(self.office.educators, SCHOOLS, (), (WINTER, SPRING))
        return bound(whole, self.office.store.rulings(name), self.office.now.date())

    def _round(self, name: str) -> Round:
        return next(one for one in (WINTER, SPRING) if one.name == name)


@dataclass
class Office:
    """The application, its store, and a clock that stands still until it is moved."""

    store: Store
    now: datetime = NOW
    pictures: Drawn = field(default_factory=Drawn)
    count: int = 0
    educators: tuple[Educator, ...] = (ANNE, BO)
    schools: tuple[School, ...] = SCHOOLS
    troubles: tuple[str, ...] = ()
    blanks: FormBlanks = field(default_factory=lambda: FormBlanks(None, Proposing()))

    def __post_init__(self) -> None:
        for user in PEOPLE.values():
            self.store.add_user(user, NOW)
        self.registers = Registry(self.store, Registers(self.schools, self.educators, (WINTER, SPRING))).now
        desk = Desk(
            store=self.store,
            registers=self.registers,
            context=self.context,
            recheck=lambda case: Rechecked(*recheck(case, Policy.CUSTODY)),
            pictures=self.pictures,
            mail_text=lambda raw: MailText("sekretaer@skole.example", "Et emne", raw.decode(), ()),
            undos=Undos(fresh_token),
            expiring=(("Adgangen til postkassen", date(2026, 12, 1)),),
            planner=Here(self),
            workbook=workbook,
            sheets=RegisterSheets(),
            settings=lambda: shown(_example()),
            specimens=lambda: specimens(_example(), self.now),
            blanks=self.blanks,
            troubles=lambda: self.troubles,
        )
        address = Address()
        self.app = site(desk, lambda: self.now, address=address, lifetime=Lifetime())

    def context(self) -> Context:
        return _context(self.registers(), self.now)

    def browser(self, login: str = "karen") -> Browser:
        """A browser that somebody is signed in with."""
        token = fresh_token()
        self.store.open_session(token, self.store.user(login), self.now, self.now)
        return Browser(self.app, cookies={"tovholder": token})

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def open(self, about: str = "Asta Eksempelsen", paper: KeptPaper | None = None, **changes) -> Case:
        """A new case, by default a pupil's that a person must look at."""
        self.count += 1
        wanted = {
            "application": an_application(detail=about),
            "status": Status.REVIEW,
            "round": WINTER.name,
            **DOUBTFUL,
        }
        case = a_case(**{**wanted, "received": NOW - timedelta(days=2, minutes=-self.count), **changes})
        opening = replace(an_opening(), case=case, identity=f"sag {self.count}")
        outcome = an_outcome(openings=(opening,), papers=(paper or a_paper(pages=2),))
        key = replace(outcome.facts, content_key=f"mail {self.count}", message_id=f"<{self.count}@skole.example>")
        work = claimed(self.store, self.count)
        (opened,) = self.store.finish_letter(work, replace(outcome, facts=key), lambda _: (), NOW)
        return self.case(opened.number)

    def case(self, number: str) -> Case:
        found = self.store.case(number)
        assert found is not None
        return found


def _example() -> Settings:
    return load(EXAMPLES / "silkeborg.toml", {}, secrets=False)


def _context(registers: Registers, now: datetime) -> Context:
    names = frozenset(school.name for school in registers.schools)
    senders = frozenset(sender for school in registers.schools for sender in school.senders)
    return Context(SENDER, now, registers.rounds, names, senders)


DOUBTFUL = {
    "educator": None,
    "reasons": (),
    "waited": 0,
    "consent": Consent(ConsentState.UNCERTAIN, 2, 1),
    "findings": (Finding("consent-uncertain", Weight.DOUBTS),),
}
CLEAN = {
    **DOUBTFUL,
    "consent": Consent(ConsentState.GIVEN, 2, 2),
    "findings": (Finding("form-unknown", Weight.DOUBTS),),
}
READY = {**CLEAN, "findings": (), "status": Status.READY}
