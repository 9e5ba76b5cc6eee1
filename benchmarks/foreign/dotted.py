"""Two pages of prose with dotted lines, ticks one below the other, and lines to sign on with the label beneath."""

from benchmarks.foreign.layouts import Layout, Pen, Spot
from cases.consent import Custody
from cases.kinds import Kind

_LEFT, _RIGHT, _STEP = 62.0, 533.0, 21.0
_LINES: tuple[tuple[float, tuple[tuple[str, str, float, float], ...]], ...] = (
    (158, (("Skolens navn:", "school", _LEFT, _RIGHT),)),
    (184, (("Elevens fulde navn:", "pupil_name", _LEFT, 400), ("Klasse:", "class_name", 408, _RIGHT))),
    (210, (("Personnummer:", "cpr", _LEFT, 300), ("Modersmål:", "", 308, _RIGHT))),
    (252, (("Udfyldt af:", "contact_name", _LEFT, 330), ("Telefon:", "contact_phone", 338, _RIGHT))),
    (278, (("E-mail:", "contact_email", _LEFT, 400),)),
)
_TEXTS = (
    (1, 322, 8, "1. Beskriv elevens vanskeligheder:", "description"),
    (1, 532, 8, "2. Hvad har skolen gjort indtil nu?", "tried"),
    (2, 84, 5, "3. Hvad er målet med indsatsen?", "goal"),
)
_TICKS = (
    (252, "Forældrene har fælles forældremyndighed og bor sammen", Custody.JOINT_TOGETHER),
    (274, "Forældrene har fælles forældremyndighed, men bor ikke sammen", Custody.JOINT_APART),
    (296, "Den ene forælder har forældremyndigheden alene", Custody.SOLE),
)
_SIGNED = ((440, 1), (528, 2))
_UNDER = (("Dato", "signed_date_{}", 62, 152), ("Navn med blokbogstaver", "guardian_{}_name", 170, 330),
          ("Forælders underskrift", "signature_{}", 348, 533))  # fmt: skip


def _labelled(pen: Pen, foot: float, label: str, x: float) -> float:
    return pen.text(x, foot, label, 11) + 4


def _draw(pen: Pen, page: int) -> None:
    (_first if page == 1 else _second)(pen)
    pen.text(280, 812, f"- {page} -", 9)


def _first(pen: Pen) -> None:
    pen.text(150, 74, "Indstilling til læringsvejleder", 18, bold=True)
    pen.paragraph(_LEFT, 102, "Skemaet udfyldes af elevens klasselærer i samråd med skolens ressourceperson. Skriv så "
                  "konkret som muligt, og husk, at forældrene skal have læst indstillingen, før den sendes.",
                  _RIGHT - _LEFT, 11)  # fmt: skip
    for foot, parts in _LINES:
        for label, _, x0, x1 in parts:
            pen.rule(_labelled(pen, foot, label, x0), foot + 1, x1, foot + 1, 1.0, dots=True)
    _texts(pen, 1)


def _second(pen: Pen) -> None:
    _texts(pen, 2)
    pen.text(_LEFT, 226, "Forældremyndighed (sæt ét kryds)", 11, bold=True)
    for foot, label, _ in _TICKS:
        pen.box(_LEFT, foot - 9, _LEFT + 10, foot + 1, 0.8)
        pen.text(_LEFT + 20, foot, label, 11)
    pen.text(_LEFT, 336, "Samtykke", 11, bold=True)
    pen.paragraph(_LEFT, 354, "Med min underskrift giver jeg samtykke til, at skolen indstiller mit barn, og at skole "
                  "og læringsvejleder taler sammen om de oplysninger, der er nødvendige. Samtykket kan altid trækkes "
                  "tilbage.", _RIGHT - _LEFT, 11)  # fmt: skip
    for foot, _ in _SIGNED:
        for label, _, x0, x1 in _UNDER:
            pen.rule(x0, foot, x1, foot, 0.7)
            pen.text(x0, foot + 11, label, 8.5)


def _texts(pen: Pen, page: int) -> None:
    for at, foot, count, label, _ in _TEXTS:
        if at == page:
            pen.text(_LEFT, foot, label, 11)
            for line in range(1, count + 1):
                pen.rule(_LEFT, foot + line * _STEP + 1, _RIGHT, foot + line * _STEP + 1, 1.0, dots=True)


def _after(label: str, x: float) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(x + stringWidth(label, "Times-Roman", 11) + 6)


DOTTED = Layout(
    "indstil",
    Kind.PUPIL,
    "Indstilling til læringsvejleder",
    "Times",
    2,
    _draw,
    (
        *(
            Spot(name, 1, (_after(label, x0), foot - 15, x1, foot + 3))
            for foot, parts in _LINES
            for label, name, x0, x1 in parts
        ),
        *(
            Spot(name, page, (_LEFT, foot + 4, _RIGHT, foot + count * _STEP + 4), lines=_STEP)
            for page, foot, count, _, name in _TEXTS
        ),
        *(Spot("custody", 2, (_LEFT, foot - 9, _LEFT + 10, foot + 1), value.value) for foot, _, value in _TICKS),
        *(
            Spot(name.format(number), 2, (x0, foot - (36 if "signature" in name else 17), x1, foot + 2))
            for foot, number in _SIGNED
            for _, name, x0, x1 in _UNDER
        ),
    ),
)
