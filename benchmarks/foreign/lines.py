"""Labels above ruled lines, and nothing in cells; about a topic. Drawn last, when the others were read well."""

from benchmarks.foreign.layouts import Layout, Pen, Spot
from cases.kinds import Kind

_LEFT, _RIGHT = 54.0, 541.0
_ROWS: tuple[tuple[float, tuple[tuple[str, str, float, float], ...]], ...] = (
    (120, (("Navn på skolen", "school", _LEFT, _RIGHT),)),
    (164, (("Kontaktperson", "contact_name", _LEFT, 300), ("Direkte telefon", "contact_phone", 316, _RIGHT))),
    (208, (("Arbejdsmail", "contact_email", _LEFT, 300), ("Skolens EAN-nummer", "", 316, _RIGHT))),
    (252, (("Tema", "topic", _LEFT, _RIGHT),)),
)
_TEXTS = (
    (296, 6, "Hvad drejer henvendelsen sig om?", "description"),
    (440, 5, "Hvad er der iværksat indtil videre?", "tried"),
    (562, 4, "Hvilket udbytte forventer I?", "goal"),
)
_STEP = 19.0


def _draw(pen: Pen, page: int) -> None:
    pen.text(_LEFT, 62, "Bestilling af oplæg eller forløb om et emne", 15, bold=True)
    pen.text(_LEFT, 82, "Udfyld alle felter. Vi vender tilbage inden for ti hverdage.", 9)
    for top, cells in _ROWS:
        for label, _, x0, x1 in cells:
            pen.text(x0, top, label, 8.5)
            pen.rule(x0, top + 24, x1, top + 24, 0.6)
    for top, count, label, _ in _TEXTS:
        pen.text(_LEFT, top, label, 8.5)
        for line in range(1, count + 1):
            pen.rule(_LEFT, top + 5 + line * _STEP, _RIGHT, top + 5 + line * _STEP, 0.6)
    pen.text(_LEFT, 700, "Sendes til postkassen for oplæg og forløb.", 8.5)


LINES = Layout(
    "oplaeg",
    Kind.TOPIC,
    "Bestilling af oplæg eller forløb om et emne",
    "Helvetica",
    1,
    _draw,
    (
        *(Spot(name, 1, (x0, top + 8, x1, top + 26)) for top, cells in _ROWS for _, name, x0, x1 in cells),
        *(
            Spot(name, 1, (_LEFT, top + 8, _RIGHT, top + 8 + count * _STEP), lines=_STEP)
            for top, count, _, name in _TEXTS
        ),
    ),
)
