"""A table with a border around everything: labels in cells of their own, parents in columns."""

from itertools import pairwise

from benchmarks.foreign.layouts import Layout, Pen, Spot
from cases.consent import Custody
from cases.kinds import Kind

_LEFT, _RIGHT = 40.0, 555.0
_SHORT = 22.0
_ROWS: tuple[tuple[float, tuple[tuple[str, str, float, float], ...]], ...] = (
    (112, (("Barnets navn", "pupil_name", 130, 350), ("CPR-nr.", "cpr", 410, _RIGHT))),
    (134, (("Skole", "school", 130, 350), ("Klassetrin", "class_name", 410, _RIGHT))),
    (156, (("Adresse", "", 130, _RIGHT),)),
    (200, (("Navn", "contact_name", 130, 350), ("Stilling", "", 410, _RIGHT))),
    (222, (("Mailadresse", "contact_email", 130, 350), ("Tlf.", "contact_phone", 410, _RIGHT))),
)
_TEXTS = (
    (266, 370, "Hvad er baggrunden for henvendelsen?", "description"),
    (370, 452, "Hvilke tiltag er allerede afprøvet?", "tried"),
    (452, 524, "Hvad ønsker I at opnå med støtten?", "goal"),
)
_HEADS = (
    (90, "Oplysninger om barnet"),
    (178, "Kontaktperson på skolen"),
    (244, "Beskrivelse"),
    (524, "Forældremyndighed (sæt kryds)"),
    (572, "Samtykke"),
)
_TICKS = (
    (52.0, "Fælles - bor sammen", Custody.JOINT_TOGETHER),
    (214.0, "Fælles - bor ikke sammen", Custody.JOINT_APART),
    (402.0, "Kun én forælder", Custody.SOLE),
)
_PARENTS = (
    (646, 22, "Navn", "guardian_{}_name"),
    (668, 22, "Dato", "signed_date_{}"),
    (690, 46, "Underskrift", "signature_{}"),
)
_COLUMNS = (140.0, 347.0, _RIGHT)


def _draw(pen: Pen, page: int) -> None:
    pen.text(_LEFT, 56, "Ansøgning om PPR-støtte", 17, bold=True)
    pen.text(_LEFT, 74, "Børn og Unge, Fjordby Kommune. Skemaet udfyldes af skolen og sendes med sikker post.", 8.5)
    for top, head in _HEADS:
        pen.box(_LEFT, top, _RIGHT, top + _SHORT, grey=0.14)
        pen.text(_LEFT + 5, top + 15, head, 10, bold=True)
    for top, cells in _ROWS:
        x = _LEFT
        for label, _, x0, x1 in cells:
            pen.box(x, top, x0, top + _SHORT)
            pen.box(x0, top, x1, top + _SHORT)
            pen.text(x + 5, top + 15, label, 9)
            x = x1
    for top, foot, label, _ in _TEXTS:
        pen.box(_LEFT, top, _RIGHT, foot)
        pen.text(_LEFT + 5, top + 13, label, 9)
    pen.box(_LEFT, 546, _RIGHT, 572)
    for x, label, _ in _TICKS:
        pen.box(x, 553, x + 11, 564, 0.9)
        pen.text(x + 16, 562, label, 9)
    pen.box(_LEFT, 594, _RIGHT, 624)
    pen.paragraph(_LEFT + 5, 606, "Vi giver samtykke til, at skolen og PPR udveksler de oplysninger, der er nødvendige "
                  "for sagen, indtil den er afsluttet.", 500, 9)  # fmt: skip
    for number, (x0, x1) in enumerate(pairwise(_COLUMNS), 1):
        pen.box(x0, 624, x1, 646, grey=0.14)
        pen.text(x0 + 5, 639, f"Forældremyndighedsindehaver {number}", 9)
    pen.box(_LEFT, 624, _COLUMNS[0], 646, grey=0.14)
    for top, height, label, _ in _PARENTS:
        for x0, x1 in pairwise((_LEFT, *_COLUMNS)):
            pen.box(x0, top, x1, top + height)
        pen.text(_LEFT + 5, top + 15, label, 9)
    pen.text(_LEFT, 752, "Skemaet gemmes i barnets sag. Spørgsmål rettes til PPR på 00 00 00 00.", 8)


RULED = Layout(
    "stoette",
    Kind.PUPIL,
    "Ansøgning om PPR-støtte",
    "Helvetica",
    1,
    _draw,
    (
        *(Spot(name, 1, (x0, top, x1, top + _SHORT)) for top, cells in _ROWS for _, name, x0, x1 in cells),
        *(Spot(name, 1, (_LEFT, top + 18, _RIGHT, foot)) for top, foot, _, name in _TEXTS),
        *(Spot("custody", 1, (x, 553, x + 11, 564), value.value) for x, _, value in _TICKS),
        *(
            Spot(name.format(number), 1, (_COLUMNS[number - 1], top, _COLUMNS[number], top + height))
            for top, height, _, name in _PARENTS
            for number in (1, 2)
        ),
    ),
)
