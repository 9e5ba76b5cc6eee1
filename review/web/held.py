"""Cases that are kept though their time is over, over HTTP: which, and a person who sets it or lifts it.

Who runs the program sees no child: the list has a case's number, since when and by whom; why stands on the case itself.
What is decided and its line in the access log are written together, or neither; what is refused leaves no line.
"""

from cases.accounts import Purpose, Role
from cases.case import Actor, Who
from cases.errors import RefusedError
from cases.keeping import Hold
from review.web.asked import Answer, Asked, Message, Moved, Shown, access_log
from review.words import moment

PAGE = "/bevarede"


def page(asked: Asked) -> Answer:
    """The cases that are kept, oldest first."""
    rows = [(one.case, moment(one.at), one.by) for one in asked.desk.store.holds()]
    return Shown("held.html", rows)


def keep(asked: Asked) -> Answer:
    """Keep a case until somebody lifts it."""
    number, why = _asked_for(asked)
    with asked.desk.store.together():
        asked.desk.store.hold(Hold(number, asked.now, asked.viewer.name, why))
        access_log(asked, number, Purpose.KEPT)
    return _back(asked, number, f"{number} bevares, til nogen ophæver det.")


def let_go(asked: Asked) -> Answer:
    """Let it go again."""
    number, why = _asked_for(asked)
    with asked.desk.store.together():
        asked.desk.store.lift(number, Actor(Who.PERSON, asked.viewer.name), asked.now, why)
        access_log(asked, number, Purpose.KEPT)
    return _back(asked, number, f"{number} bevares ikke mere. Er dens tid gået, slettes den inden for et døgn.")


def _asked_for(asked: Asked) -> tuple[str, str]:
    number, why = asked.form.get("nummer").strip().upper(), asked.form.get("hvorfor").strip()
    if asked.desk.store.case(number) is None:
        raise RefusedError("Der er ingen sag med det nummer. Skriv det som T-2026-0142.")
    if not why:
        raise RefusedError("Skriv en begrundelse: den står i sagens historik.")
    return number, why


def _back(asked: Asked, number: str, said: str) -> Answer:
    """To the case that one came from, if one may see it, else to the list."""
    from_case = "sag" in asked.form and asked.viewer.role is Role.COORDINATOR
    return Moved(f"/sager/{number}" if from_case else PAGE, Message(said))
