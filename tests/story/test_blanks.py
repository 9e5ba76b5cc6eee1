"""Another office's form made known in a real browser, by mouse and by keyboard; the next paper is read by it."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, expect

from benchmarks.foreign.filled import filled
from benchmarks.foreign.ruled import RULED
from intake.child import ChildReader
from review.web.passwords import hashed
from service.blanks import FormBlanks
from storage import open_store
from tests.review.web.office import Office
from tests.servers.pages import chromium, faults, served
from tests.storage.examples import KEYS

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

PASSWORD = "fire gode ord på rad"
PAPER = filled(RULED, 7)


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with chromium() as running:
        yield running


@dataclass
class Room:
    """An office whose blanks are opened in a real child, which also reads its papers, as a running program has it."""

    office: Office
    reader: ChildReader
    root: Path
    at: str = ""


@pytest.fixture(scope="module")
def room(upgraded_file, tmp_path_factory) -> Iterator[Room]:
    root = tmp_path_factory.mktemp("skemaer")
    store = open_store(f"sqlite:///{shutil.copy(upgraded_file, root / 'tovholder.db')}", KEYS)
    with ChildReader(forms=root) as reader:
        office = Office(store, blanks=FormBlanks(root, reader))
        karen = store.user("karen")
        store.change_user(
            type(karen)(karen.id, karen.login, karen.name, karen.role, password=hashed(PASSWORD)), office.now
        )
        with served(office.app) as address:
            yield Room(office, reader, root, address)
    store.close()


def _enter(room: Room, browser: Chromium, **context) -> Page:
    page = browser.new_context(locale="da-DK", **context).new_page()
    page.goto(f"{room.at}/log-ind?til=/skemaer")
    page.get_by_label("Login").fill("karen")
    page.get_by_label("Adgangskode").fill(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page


def _learn(page: Page, name: str) -> None:
    page.get_by_label(re.compile("^Det tomme skema")).set_input_files(
        {"name": "x.pdf", "mimeType": "application/pdf", "buffer": RULED.blank()}
    )
    page.get_by_label(re.compile("^Kaldes")).fill(name)
    page.get_by_role("button", name="Find felterne").click()
    page.wait_for_url(re.compile(f"/skemaer/{name}-1$"))


def _numbers(row: Locator) -> list[float]:
    return [float(row.locator(f"[name={name}]").input_value()) for name in ("x", "y", "bredde", "hoejde")]


def _press(page: Page, what: Locator) -> None:
    """By keyboard alone: Tab to it, and Enter."""
    for _ in range(600):
        if what.evaluate("one => one === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError("no Tab leads there")


def test_a_form_is_learned_by_mouse_and_the_next_paper_is_read_by_it(room: Room, browser: Chromium) -> None:
    [before] = room.reader.read(PAPER.pdf).answers
    assert before.form is None
    page = _enter(room, browser, viewport={"width": 1400, "height": 1000})
    _learn(page, "mus")
    page.wait_for_function("document.querySelector('svg image').getBBox().width > 500")
    assert page.locator("[data-place]").count() == page.locator(".place-row").count() == 19
    for picture in page.locator("svg image").all():
        address = picture.get_attribute("href")
        assert page.request.get(f"{room.at}{address}").headers["content-type"] == "image/png"

    row, rect = page.locator("[data-row-of='0']"), page.locator("[data-place='0']")
    x, y, wide, high = _numbers(row)
    rect.scroll_into_view_if_needed()
    place = rect.bounding_box()
    scale = wide / place["width"]
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] / 2 + 3, place["y"] + place["height"] / 2 + 2, steps=3)
    page.mouse.up()
    moved = _numbers(row)
    assert moved == pytest.approx([x + 3 * scale, y + 2 * scale, wide, high], abs=0.2)
    corner = rect.bounding_box()
    page.mouse.move(corner["x"] + corner["width"] - 1, corner["y"] + corner["height"] - 1)
    page.mouse.down()
    page.mouse.move(corner["x"] + corner["width"] - 6, corner["y"] + corner["height"] - 1, steps=3)
    page.mouse.up()
    assert _numbers(row)[2] == pytest.approx(wide - 5 * scale, abs=0.3)

    row.locator("[name=x]").fill(str(x))
    row.locator("[name=y]").fill(str(y))
    row.locator("[name=bredde]").fill(str(wide))
    assert float(rect.get_attribute("x")) == x
    page.get_by_role("button", name="Gem, og tag skemaet i brug").first.click()
    expect(page.locator("#live")).to_contain_text("kendes nu")
    expect(page.locator("tr", has_text="mus-1")).to_contain_text("i brug")

    [after] = room.reader.read(PAPER.pdf).answers
    assert after.form == "mus-1"
    assert {name: " ".join(value.text.split()) for name, value in after.values.items()} == PAPER.said
    page.context.close()


def test_boxes_are_moved_sized_added_and_removed_by_keyboard_alone(room: Room, browser: Chromium) -> None:
    page = _enter(room, browser)
    _learn(page, "taster")
    row, rect = page.locator("[data-row-of='0']"), page.locator("[data-place='0']")
    x, y, wide, high = _numbers(row)
    rect.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Shift+ArrowLeft", "Shift+ArrowDown"):
        page.keyboard.press(key)
    assert _numbers(row) == pytest.approx([x + 2, y + 1, wide - 1, high + 1])
    page.keyboard.press("Enter")
    expect(row.locator("[name=x]")).to_be_focused()
    _press(page, page.locator("[data-row-of='2'] summary"))
    _press(page, page.get_by_role("button", name="Fjern felt 3", exact=True))
    expect(page.locator(".place-row")).to_have_count(18)
    assert _numbers(page.locator("[data-row-of='0']")) == pytest.approx([x + 2, y + 1, wide - 1, high + 1])
    _press(page, page.get_by_role("button", name="Tilføj et felt på side 1"))
    expect(page.locator(".place-row")).to_have_count(19)
    page.locator("[data-row-of='18'] [name=tekst]").focus()
    page.keyboard.press("Enter")  # saves, and removes nothing
    expect(page.locator("#live")).to_contain_text("Kladden er gemt")
    expect(page.locator(".place-row")).to_have_count(19)
    page.context.close()


def test_without_a_script_the_numbers_are_enough(room: Room, browser: Chromium) -> None:
    page = _enter(room, browser, java_script_enabled=False)
    _learn(page, "uden")
    page.locator("[data-row-of='0'] summary").click()
    page.locator("[data-row-of='0'] [name=x]").fill("77.5")
    page.get_by_role("button", name="Gem kladden").first.click()
    expect(page.locator("[data-place='0']")).to_have_attribute("x", "77.5")
    page.context.close()


def _faulty(room: Room) -> str:
    """A draft with doubts, and with something that is to be mended."""
    blanks = room.office.blanks
    drafts = [one.key for one in blanks.listed() if one.key.startswith("axe")]
    if drafts:
        return drafts[0]
    key = blanks.learn(RULED.blank(), "axe")
    draft = blanks.draft(key)
    blanks.save(replace(draft, places=(*draft.places, replace(draft.places[0], box=(20.0, 20.0, 90.0, 40.0)))))
    return key


@pytest.mark.parametrize(
    "size", [{"width": 1280, "height": 900}, {"width": 320, "height": 640}], ids=["desktop", "320 px"]
)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_forms_and_of_the_calendar(room: Room, browser: Chromium, size, dark) -> None:
    page = _enter(room, browser, viewport=size, color_scheme="dark" if dark else "light")
    found = {"forms": faults(page)}
    page.goto(f"{room.at}/skemaer/{_faulty(room)}")
    page.evaluate("document.querySelectorAll('details.place-row').forEach(one => one.open = true)")
    expect(page.get_by_role("heading", name="Det skal rettes, før skemaet kan bruges")).to_be_visible()
    found["draft"] = faults(page)
    page.goto(f"{room.at}/kalender")
    page.get_by_role("button", name=re.compile("^Lav ")).click()
    expect(page.get_by_label("Din adresse")).to_be_visible()
    found["calendar"] = faults(page)
    page.context.close()
    assert {name: one for name, one in found.items() if one} == {}
