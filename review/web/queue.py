"""The queue over HTTP: a part of it, and a search. A search is posted, so that no name is in an address."""

from dataclasses import replace
from urllib.parse import parse_qsl

from cases.accounts import Role
from cases.cpr import WRITTEN
from cases.queue import Wanted
from review.queue import LENGTH, QueuePage, Registers, queue_page
from review.splits import PARTS, Part, address, wanted_of
from review.web.asked import Answer, Asked, Message, Moved, Shown
from review.web.viewer import PLACED, sees


def queue(asked: Asked) -> Answer:
    """A part of the queue."""
    part, wanted = wanted_by(asked)
    return Shown("queue.html", _page(asked, part, wanted, ticked="vaelg" in asked.query))


def search(asked: Asked) -> Answer:
    """A case by its number, a school's cases, or the cases about a name."""
    said = asked.form.get("q").strip()
    found = WRITTEN.search(said)
    if found:
        return Moved("/", Message("Der søges ikke på CPR-numre. Søg på navn, skole eller sagsnummer.", trouble=True))
    case = asked.desk.store.case(said.upper())
    if case and sees(asked.viewer, case):
        return Moved(f"/sager/{said.upper()}")
    school = next((one.name for one in asked.desk.schools if one.name.casefold() == said.casefold()), None)
    if school:
        return Moved(address(PARTS[0], Wanted(asked.today, school=school)))
    if not said:
        return Moved("/")
    wanted = replace(own(asked, Wanted(asked.today)), names=tuple(said.split()))
    part = Part("", f"Søgning på “{said}”", frozenset(), "Ingen sager passer. Prøv med færre ord, eller et helt navn.")
    return Shown("queue.html", _page(asked, part, wanted))


def wanted_by(asked: Asked) -> tuple[Part, Wanted]:
    """What the address asks for, and may be shown."""
    part, wanted = wanted_of(asked.query, asked.today)
    return part, own(asked, wanted)


def came_from(asked: Asked) -> tuple[Part, Wanted]:
    """The part of the queue that a form was sent from; it says so in its field `koe`."""
    return wanted_of(parse_qsl(asked.form.get("koe").partition("?")[2]), asked.today)


def own(asked: Asked, wanted: Wanted) -> Wanted:
    """An educator sees her own cases, whatever she asks for."""
    if asked.viewer.role is Role.EDUCATOR:
        statuses = wanted.statuses & PLACED if wanted.statuses else PLACED
        mine = asked.viewer.educator or ""
        return replace(wanted, educator=mine if statuses else "", statuses=statuses)  # "" is nobody's id
    return wanted


def _page(asked: Asked, part: Part, wanted: Wanted, *, ticked: bool = False) -> QueuePage:
    store, desk = asked.desk.store, asked.desk
    lines, counts = store.lines(wanted, LENGTH + 1), store.counts(own(asked, replace(wanted, statuses=frozenset())))
    if asked.viewer.role is Role.EDUCATOR:
        counts = {status: number for status, number in counts.items() if status in PLACED}
    registers = Registers(desk.rounds, desk.schools, desk.educators)
    views, newcomer = store.views(asked.viewer.id), not store.has_looked(asked.viewer.id)
    return queue_page(
        part, wanted, lines, counts, registers, asked.now,
        ticked=ticked, newcomer=newcomer, views=views, troubles=desk.troubles() if asked.viewer.decides else (),
    )  # fmt: skip
