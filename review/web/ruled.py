"""What is ruled for a round over HTTP: a case pinned, kept from somebody or let off a need, places kept free."""

from cases.case import Case
from cases.errors import RefusedError
from cases.rounds import Round
from review import rulings
from review.decide import Decided, Word
from review.web.asked import Answer, Asked, MissingError, Moved, own_case
from review.web.numbers import number_of
from review.web.standing import address_of, round_named
from review.web.writing import write


def rule(asked: Asked) -> Answer:
    """Pin a case, keep an educator from one, or keep places free; what it moves is seen in the next plan."""
    round_, desk = round_named(asked, asked.form.get("runde")), asked.desk
    word = Word(asked.viewer.name, asked.form.get("hvorfor").strip(), asked.now)
    standing, educator = desk.store.rulings(round_.name), asked.form.get("vejleder")
    match asked.form.get("hvad"):
        case "reserver":
            count = _amount(asked.form.get("antal"))
            decided = rulings.reserve(
                round_.name, educator, count, word, desk.context(), desk.educators, standing, desk.planner.mode
            )
        case "fasthold":
            decided = rulings.pin(_in_round(asked, round_), educator, word, desk.educators, standing)
        case "udeluk":
            decided = rulings.forbid(_in_round(asked, round_), educator, word, desk.educators, standing)
        case "fritag":
            case, district = _in_round(asked, round_), "distrikt" in asked.form
            needs, needed = asked.form.all("krav"), rulings.needed_by(desk.planner.needs, case)
            decided = rulings.waive(case, needs, word, needed, standing, any_district=district)
        case _:
            raise RefusedError("Vælg, om en sag skal fastholdes, udelukkes eller fritages, eller pladser holdes fri.")
    return _written(asked, round_, decided, "Det er bestemt. Læg et nyt forslag for at se, hvad det flytter")


def _written(asked: Asked, round_: Round, decided: Decided, said: str) -> Answer:
    """The ruling with the case it is about, as it was before."""
    numbers = [case.number for case, _ in decided.changes]
    before = [case for number in numbers if (case := asked.desk.store.case(number))]
    return Moved(address_of(round_), write(asked, before, decided, said, back=address_of(round_)))


def _in_round(asked: Asked, round_: Round) -> Case:
    case = own_case(asked, asked.form.get("sag").strip().upper())
    if case.round != round_.name:
        raise RefusedError(f"{case.number} er ikke i runden {round_.name}.")
    return case


def _amount(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise RefusedError("Skriv, hvor mange pladser der skal holdes fri.") from None


def unrule(asked: Asked) -> Answer:
    """Undo a ruling of the round."""
    round_ = round_named(asked, asked.form.get("runde"))
    wanted = number_of(asked.form.get("bestemmelse"))
    one = next((ruling for ruling in asked.desk.store.rulings(round_.name) if ruling.id == wanted), None)
    if one is None:
        raise MissingError("Den bestemmelse gælder ikke mere.")
    case = asked.desk.store.case(one.case) if one.case else None
    decided = rulings.undo(one, case, Word(asked.viewer.name, "", asked.now))
    return _written(asked, round_, decided, "Bestemmelsen er ophævet. Læg et nyt forslag for at se, hvad den flytter")
