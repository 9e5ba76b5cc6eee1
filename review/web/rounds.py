"""A round over HTTP: the board, why a case is where it is, and a case given to another educator."""

from review import decide
from review.board import board
from review.decide import Word
from review.web.asked import Answer, Asked, Moved, Shown, own_case
from review.web.standing import address_of, beyond, named, round_named, round_of, setting
from review.web.writing import refuse_stale, write
from routing.why import why_text


def page(asked: Asked) -> Answer:
    """The board."""
    return Shown("round.html", board(setting(asked, round_named(asked, asked.query.get("runde"))), asked.now))


def why(asked: Asked) -> Answer:
    """Why a case is where it is, and what every other educator would cost."""
    case = own_case(asked, asked.path["number"])
    told = asked.desk.planner.why(round_of(asked, case).name, case.number)
    return Shown(
        "why.html", {"number": case.number, "round": case.round, "lines": named(asked, why_text(told)).splitlines()}
    )


def give(asked: Asked) -> Answer:
    """Whom to give a case of the board to."""
    case = own_case(asked, asked.path["number"])
    shown = board(setting(asked, round_of(asked, case)), asked.now)
    return Shown("give.html", {"case": case, "school": case.application.school or "ukendt skole", "board": shown})


def move(asked: Asked) -> Answer:
    """Give a case of the board to another educator; over what there is room for only with a reason."""
    case = own_case(asked, asked.form.get("sag"))
    refuse_stale(asked, case)
    round_ = round_of(asked, case)
    educator, reason = asked.form.get("vejleder"), asked.form.get("hvorfor").strip()
    over = beyond(asked, case, educator, reason)
    word = Word(asked.viewer.name, reason, asked.now)
    standing = asked.desk.store.rulings(round_.name)
    decided = decide.assign(case, educator, word, asked.desk.context(), asked.desk.educators, standing)
    name = asked.desk.educators[educator].name
    said = f"{case.number} er givet til {name}{f'. Der var ikke plads: {over}' if over else ''}"
    return Moved(address_of(round_), write(asked, [case], decided, said, back=address_of(round_)))
