"""The coordinator's whole day in a real browser, on the real program: once with the mouse, once by keyboard alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cases.accounts import Role, User
from cases.application import Ink
from cases.case import Status
from cases.consent import Consent, ConsentState
from cases.findings import Finding, Weight
from cases.kinds import Kind
from review.web.passwords import hashed
from review.web.places import Address
from review.web.site import site
from review.web.tokens import Lifetime
from service.pages import desk_of
from service.samples.papers import fillable
from tests.servers.pages import chromium, faults, served
from tests.story.world import EMNE, SCHOOL, World, a_mail, elev

pytestmark = pytest.mark.slow

PASSWORD = "fire gode ord på rad"
ANNA, BO = "akb@kommune.example", "bml@kommune.example"
PEOPLE = (
    User(0, "karen", "Karen Holm", Role.COORDINATOR),
    User(0, "lone", "Lone Lind", Role.COORDINATOR),
    User(0, "anna", "Anna Kjær Birk", Role.EDUCATOR, "akb"),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@dataclass
class Office:
    """A world with its pages, and the cases of the day: one to look at, three topics that are ready."""

    world: World
    at: str
    doubtful: str
    topics: list[str]


@pytest.fixture
def office(world: World) -> Iterator[Office]:
    password = hashed(PASSWORD)
    for user in PEOPLE:
        world.app.store.add_user(replace(user, password=password), world.app.clock())
    world.send(a_mail(("Gødvadskolen - Emma Sørensen.pdf", elev())))
    for topic in ("trivsel", "klasseledelse", "fravær"):
        world.send(a_mail((f"Gødvadskolen - {topic}.pdf", fillable(Kind.TOPIC, EMNE | {"topic": topic}))))
    world.run()
    pupil = next(case for case in world.app.store.cases() if case.application.kind is Kind.PUPIL)
    _make_doubtful(world, pupil.number)
    topics = [case.number for case in world.app.store.cases() if case.application.kind is Kind.TOPIC]
    pages = site(desk_of(world.app, world.servers.reader), world.app.clock, address=Address(), lifetime=Lifetime())
    with served(pages) as address:
        yield Office(world, address, pupil.number, topics)


def _make_doubtful(world: World, number: str) -> None:
    """As if the second signature had been a scrawl, whatever the model of the day makes of it."""
    case = world.app.store.case(number)
    boxes = tuple(replace(box, state=Ink.UNCERTAIN) for box in case.application.signatures)
    changed = replace(
        case,
        application=replace(case.application, signatures=boxes),
        status=Status.REVIEW,
        consent=Consent(ConsentState.UNCERTAIN, 2, 0),
        findings=(Finding("consent-uncertain", Weight.DOUBTS),),
    )
    world.app.store.change([(changed, ())], (), world.app.clock())


@dataclass
class Hand:
    """How a person does it: `keys` alone, or with the mouse too."""

    page: Page
    keys: bool

    def press(self, what: Locator) -> None:
        """Press a button, follow a link, open a part."""
        if not self.keys:
            what.click()
            return
        self.reach(what)
        self.page.keyboard.press("Enter")

    def key(self, key: str) -> None:
        """Press a single key on a page that has come."""
        self.page.wait_for_load_state("load")
        self.page.keyboard.press(key)

    def reach(self, what: Locator) -> None:
        """Go there by Tab, from where the focus is."""
        expect(what).to_be_visible()
        for _ in range(400):
            if what.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError("no Tab leads there")

    def write(self, where: Locator, text: str) -> None:
        if not self.keys:
            where.fill(text)
            return
        self.reach(where)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, where: Locator, label: str) -> None:
        if not self.keys:
            where.select_option(label=where.locator("option", has_text=label).first.inner_text())
            return
        self.reach(where)
        self.page.keyboard.type(label.split()[0])


def _sign_in(hand: Hand, login: str) -> None:
    hand.write(hand.page.get_by_label("Login"), login)
    hand.write(hand.page.get_by_label("Adgangskode"), PASSWORD)
    with hand.page.expect_navigation():
        hand.page.keyboard.press("Enter")


def _button(page: Page, name: str | re.Pattern[str]) -> Locator:
    return page.get_by_role("button", name=name)


@pytest.mark.parametrize("keys", [False, True], ids=["mouse", "keyboard"])
def test_a_whole_day(office: Office, browser: Browser, keys: bool) -> None:
    """From a link while signed out to the mails in the mailboxes."""
    world, store = office.world, office.world.app.store
    page = browser.new_context(locale="da-DK").new_page()
    hand = Hand(page, keys)

    page.goto(f"{office.at}/sager/{office.doubtful}")
    _sign_in(hand, "karen")
    assert page.url == f"{office.at}/sager/{office.doubtful}"

    # the paper and both crops are there to be seen
    expect(page.locator("figure.ink img")).to_have_count(2)
    for picture in page.locator("figure.ink img").all():
        assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") > 300
    page.wait_for_function("document.querySelectorAll('.sheet image').length === 2")

    # a field is put right
    row = page.locator(".field", has=page.get_by_role("link", name="klasse", exact=True))
    hand.press(row.locator("summary"))
    hand.write(row.get_by_label("Rigtig værdi"), "5.a")
    hand.press(row.get_by_role("button", name="Gem"))
    expect(page.locator("#live")).to_contain_text(f"{office.doubtful} er rettet")
    assert store.case(office.doubtful).application.text("class_name") == "5.a"

    # what is missing is asked for, seen first, sent, and undone
    hand.press(page.get_by_text("Bed skolen om det, der mangler"))
    if keys:
        hand.reach(page.get_by_role("checkbox", name=re.compile("forældrene har underskrevet")))
        page.keyboard.press("Space")
    else:
        page.get_by_role("checkbox", name=re.compile("forældrene har underskrevet")).check()
    hand.press(_button(page, "Se mailen først"))
    expect(page.get_by_text(SCHOOL)).to_be_visible()
    hand.press(_button(page, "Send, og vis den næste"))
    expect(page.locator("#live")).to_contain_text("Skolen bliver bedt om det")
    assert store.case(office.doubtful).status is Status.LACKING
    hand.press(_button(page, "Fortryd"))
    expect(page.locator("#live")).to_contain_text("er, som den var")
    assert page.url == f"{office.at}/sager/{office.doubtful}"
    assert store.case(office.doubtful).status is Status.REVIEW

    # the signatures are looked at, with one key
    hand.key("s")
    page.wait_for_url(f"{office.at}/")
    case = store.case(office.doubtful)
    assert (case.status, case.consent.state, case.consent.decided_by) == (
        Status.READY,
        ConsentState.GIVEN,
        "Karen Holm",
    )

    # the round is planned: shown first, then taken
    hand.press(page.get_by_role("link", name="Runde"))
    hand.press(_button(page, "Lav et forslag"))
    expect(page.get_by_text("Intet er gemt endnu")).to_be_visible()
    hand.press(_button(page, "Tag forslaget"))
    expect(page.locator("#live")).to_contain_text("Forslaget er lagt")

    # one is moved by the menu, one by drag (the keyboard has the menu for both)
    _move_by_menu(hand)
    if not keys:
        _move_by_drag(page)
    hand.press(page.locator(".card summary", has_text="Hvorfor").first)
    hand.press(page.get_by_role("link", name=re.compile("Alle andre muligheder")).first)
    expect(page.get_by_role("heading", name=re.compile("Hvorfor T-"))).to_be_visible()
    hand.press(page.get_by_role("link", name=re.compile("^Tilbage til")))

    # approved, after every mail has been seen; and the mails are in the mailboxes
    hand.press(_button(page, "Se alle mails først"))
    hand.press(_button(page, "Godkend, og giv besked"))
    expect(page.locator("#live")).to_contain_text("godkendt")
    world.answer()
    assert not any("fordelt" in subject for subject in world.subjects())
    world.later = timedelta(seconds=40)
    world.answer()
    placed = [one for one in store.cases() if one.status is Status.ASSIGNED]
    assert len(placed) == 3
    for one in placed:
        assert f"Jeres ansøgning er fordelt – sag {one.number}" in world.subjects()
        assert f"Ny sag til dig – {one.number}" in world.subjects(f"{one.educator}@kommune.example")
    page.context.close()


def _move_by_menu(hand: Hand) -> None:
    """The first case of Anna's goes to Bo, who is full: with a reason."""
    card = hand.page.locator("[data-column=akb] .card").first
    number = card.get_attribute("data-card")
    hand.press(card.get_by_role("link", name=re.compile("Giv til en anden")))
    hand.choose(hand.page.get_by_label("Vejleder"), "Bo")
    hand.write(hand.page.get_by_label(re.compile("^Begrundelse")), "kender klassen")
    hand.press(_button(hand.page, "Giv sagen"))
    expect(hand.page.locator(f"[data-column=bml] [data-card='{number}']")).to_be_visible()


def _move_by_drag(page: Page) -> None:
    """One of Bo's goes to Anna, who has room now."""
    card = page.locator("[data-column=bml] .card").first
    number = card.get_attribute("data-card")
    with page.expect_navigation():
        card.drag_to(page.locator("[data-column=akb]"))
    expect(page.locator(f"[data-column=akb] [data-card='{number}']")).to_be_visible()


def test_two_at_once_are_told_and_an_educator_sees_her_own(office: Office, browser: Browser) -> None:
    """What Karen has decided stands; Lone is told of it, and Anna never sees the case."""
    pages = {}
    for login in ("karen", "lone", "anna"):
        pages[login] = browser.new_context(locale="da-DK").new_page()
        pages[login].goto(f"{office.at}/log-ind")
        _sign_in(Hand(pages[login], False), login)
    case = f"{office.at}/sager/{office.doubtful}"
    pages["lone"].goto(case)
    pages["karen"].goto(case)
    expect(pages["karen"].get_by_text("Lone Lind ser på sagen lige nu")).to_be_visible()
    Hand(pages["karen"], True).key("x")
    expect(pages["karen"].locator("#live")).to_contain_text("er afgjort")
    Hand(pages["lone"], True).key("s")
    expect(pages["lone"].get_by_role("alert")).to_contain_text("Karen Holm satte samtykket til “mangler”")
    assert office.world.app.store.case(office.doubtful).consent.state is ConsentState.MISSING
    assert pages["anna"].goto(case).status == 404
    assert pages["anna"].goto(f"{office.at}/runde").status == 403


WEDNESDAY = "2099-11-25"


def _see_batch(hand: Hand, at: str, day: str) -> None:
    """The first two cases that are ready are to be put off to that day; it is shown what happens."""
    page = hand.page
    page.goto(f"{at}/?del=klar")
    for key in ("j", "v", "j", "v", "b"):
        hand.key(key)
    expect(page.locator("summary", has_text="Gør det samme")).to_contain_text("(2 valgt)")
    hand.choose(page.get_by_label("Sagerne med flueben"), "Læg væk")
    page.get_by_label("Dag, hvis de lægges væk").fill(day)
    hand.press(_button(page, "Se, hvad der sker"))
    expect(page.get_by_text("Intet er gemt endnu")).to_be_visible()


def test_several_cases_are_put_off_at_once_by_keyboard_and_taken_back(office: Office, browser: Browser) -> None:
    """Ticked, seen, done and undone, without the mouse."""
    store = office.world.app.store
    page = browser.new_context(locale="da-DK").new_page()
    page.goto(f"{office.at}/log-ind")
    hand = Hand(page, True)
    _sign_in(hand, "karen")
    _see_batch(hand, office.at, WEDNESDAY)
    hand.key("g")
    expect(page.get_by_role("heading", name="2 sager er afgjort.")).to_be_visible()
    assert [str(one.put_off) for one in store.cases() if one.put_off] == [WEDNESDAY] * 2
    hand.key("z")
    expect(page.locator("#live")).to_contain_text("2 sager er, som de var.")
    assert [one for one in store.cases() if one.put_off] == []
    page.context.close()


def _open_all(page: Page) -> None:
    """Everything that can be folded out is looked at too."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desktop", "320 px"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_any_page(office: Office, browser: Browser, size: dict, dark: bool) -> None:
    """Nor must any page be scrolled sideways."""
    context = browser.new_context(viewport=size, color_scheme="dark" if dark else "light", locale="da-DK")
    page = context.new_page()
    page.goto(f"{office.at}/log-ind")
    assert faults(page) == []
    _sign_in(Hand(page, False), "karen")
    letter = office.world.app.store.brought(office.doubtful)[0].letter
    mail = office.world.app.store.mails()[0].id
    case = f"/sager/{office.doubtful}"
    paths = ("/", "/?del=klar", "/?del=lukket", case, f"{case}/mail/{letter}", "/runde", "/indbakke",
             f"/indbakke/{letter}", "/svar", f"/svar/{mail}", "/overblik", "/runde/print", "/findes-ikke",
             "/rundtur", f"{case}/samme",
             f"/runde/giv/{office.topics[0]}", f"/sager/{office.topics[0]}/hvorfor", "/registre",
             "/registre/skoler", "/registre/vejledere/en?hvem=akb", "/registre/runder/historik",
             "/registre/mails", "/registre/indstillinger", "/skemaer", "/kalender", "/bevarede")  # fmt: skip
    found = {}
    for path in paths:
        page.goto(f"{office.at}{path}")
        _open_all(page)
        found[path] = faults(page)
    _see_batch(Hand(page, False), office.at, WEDNESDAY)
    found["batch"] = faults(page)
    Hand(page, True).key("g")
    expect(page.get_by_role("heading", name="2 sager er afgjort.")).to_be_visible()
    found["batch done"] = faults(page)
    page.goto(f"{office.at}/runde")
    page.get_by_role("button", name=re.compile("forslag")).click()
    expect(page.get_by_role("button", name="Tag forslaget")).to_be_visible()
    found["draft"] = faults(page)
    page.get_by_role("button", name="Tag forslaget").click()
    expect(page.locator("#live")).to_contain_text("Forslaget er lagt")
    _open_all(page)
    found["board"] = faults(page)
    page.goto(f"{office.at}/")
    Hand(page, True).key("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    found["help"] = faults(page)
    context.close()
    assert {path: one for path, one in found.items() if one} == {}
