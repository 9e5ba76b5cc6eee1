"""Boxes with a small caption in the corner, as printed blanks of offices have them; about a class, so nobody signs."""

from benchmarks.foreign.layouts import Layout, Pen, Spot
from cases.kinds import Kind

_LEFT, _RIGHT = 50.0, 545.0
_FIRST = (
    ("Skole/institution", "school", _LEFT, 330.0),
    ("Klasse", "class_name", 330.0, 430.0),
    ("Antal elever", "", 430.0, _RIGHT),
)
_ROWS: tuple[tuple[float, float, tuple[tuple[str, str, float, float], ...]], ...] = (
    (110, 34, _FIRST),
    (144, 34, (("Ansøgers navn", "contact_name", _LEFT, 330), ("Telefonnummer", "contact_phone", 330, _RIGHT))),
    (178, 34, (("E-mailadresse", "contact_email", _LEFT, 330), ("Skoleleder", "", 330, _RIGHT))),
    (240, 160, (("Beskriv kort situationen i klassen", "description", _LEFT, _RIGHT),)),
    (400, 130, (("Hvad er der gjort hidtil?", "tried", _LEFT, _RIGHT),)),
    (530, 110, (("Formålet med konsultationen", "goal", _LEFT, _RIGHT),)),
)  # fmt: skip


def _draw(pen: Pen, page: int) -> None:
    pen.box(_LEFT, 44, _RIGHT, 92, grey=0.08)
    pen.text(_LEFT + 10, 74, "Ansøgning om konsultation i en klasse", 16, bold=True)
    pen.text(_LEFT, 230, "Om klassen", 11, bold=True)
    for top, height, cells in _ROWS:
        for label, _, x0, x1 in cells:
            pen.box(x0, top, x1, top + height, 0.9)
            pen.text(x0 + 4, top + 9, label, 7)
    pen.paragraph(_LEFT, 670, "Skriv ikke navne eller CPR-numre på enkelte elever. Ansøgningen behandles på det "
                  "første møde efter fristen, og skolen får svar pr. mail.", _RIGHT - _LEFT, 9)  # fmt: skip


CAPTIONS = Layout(
    "konsult",
    Kind.CLASS,
    "Ansøgning om konsultation i en klasse",
    "Helvetica",
    1,
    _draw,
    tuple(Spot(name, 1, (x0, top + 11, x1, top + height)) for top, height, cells in _ROWS for _, name, x0, x1 in cells),
)
