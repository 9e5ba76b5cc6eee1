"""The parts of the queue, and the queue's address: which lines are wanted, written so that a link can be kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from cases.case import Status
from cases.kinds import Kind
from cases.queue import Order, Wanted


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the queue: its name in the address, its title, the statuses in it, and what to say when it is empty."""

    slug: str
    title: str
    statuses: frozenset[Status]
    empty: str


_LIVE: tuple[Part, ...] = (
    Part("gennemsyn", "Til gennemsyn", frozenset({Status.REVIEW, Status.RECEIVED}),
         "Der er ikke noget at se på lige nu. Nye ansøgninger, som programmet er i tvivl om, kommer her."),
    Part("mangler", "Mangler noget", frozenset({Status.LACKING}),
         "Ingen sager venter på, at skolen sender noget."),
    Part("klar", "Klar til fordeling", frozenset({Status.READY}),
         "Ingen sager er klar. En sag bliver klar, når samtykket er der, og intet mangler."),
    Part("foreslaaet", "Foreslået", frozenset({Status.PROPOSED}),
         "Der er ikke lagt noget forslag. Det gør du under Runde."),
    Part("venteliste", "Venteliste", frozenset({Status.WAITING}),
         "Ingen sager venter på en plads."),
    Part("fordelt", "Fordelt", frozenset({Status.ASSIGNED, Status.RUNNING}),
         "Ingen sager er fordelt endnu."),
)  # fmt: skip

PARTS: tuple[Part, ...] = (
    *_LIVE,
    Part(
        "lukket", "Lukket", frozenset(Status).difference(*(part.statuses for part in _LIVE)),
        "Ingen sager er lukket endnu.",
    ),
)  # fmt: skip
"""Every status is in exactly one, in the order the coordinator works."""

BY_SLUG: Mapping[str, Part] = {part.slug: part for part in PARTS}


def wanted_of(pairs: Iterable[tuple[str, str]], today: date) -> tuple[Part, Wanted]:
    """What an address asks for. What it cannot mean is not asked for: an old link never fails."""
    said = dict(reversed([pair for pair in pairs if pair[1]]))
    part = BY_SLUG.get(said.get("del", ""), PARTS[0])
    wanted = Wanted(
        today=today,
        statuses=part.statuses,
        round=said.get("runde"),
        kind=next((kind for kind in Kind if kind.value == said.get("slags")), None),
        school=said.get("skole"),
        educator=said.get("vejleder"),
        put_off="lagt-vaek" in said,
        order=next((order for order in Order if order.value == said.get("orden")), Order.ARRIVAL),
        backwards="omvendt" in said,
        after=said.get("efter"),
    )
    return part, wanted


def address(part: Part, wanted: Wanted, path: str = "/") -> str:
    """The address that asks for it. Names that were searched for are left out: they are personal."""
    said = {
        "del": part.slug if part is not PARTS[0] else None,
        "runde": wanted.round,
        "slags": wanted.kind,
        "skole": wanted.school,
        "vejleder": wanted.educator,
        "lagt-vaek": "1" if wanted.put_off else None,
        "orden": wanted.order if wanted.order is not Order.ARRIVAL else None,
        "omvendt": "1" if wanted.backwards else None,
        "efter": wanted.after,
    }
    query = urlencode({name: str(value) for name, value in said.items() if value is not None})
    return f"{path}?{query}" if query else path


def first_page(wanted: Wanted) -> Wanted:
    """The same, from its beginning."""
    return replace(wanted, after=None)
