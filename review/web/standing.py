"""The round that a page is about, as it stands: found by name or by its case, with what the board is drawn from."""

from dataclasses import replace
from urllib.parse import urlencode

from cases.case import Case
from cases.errors import RefusedError
from cases.rounds import Round
from review.board import Setting, over_capacity
from review.called import called, names_of
from review.ways import worded
from review.web.asked import Asked, MissingError
from routing.answer import read_plan


def round_named(asked: Asked, name: str) -> Round:
    """The round of that name; without one, the next whose answers are not given yet."""
    all_ = sorted(asked.desk.rounds, key=lambda one: one.deadline)
    if name:
        found = next((one for one in all_ if one.name == name), None)
        if found is None:
            raise MissingError("Den runde findes ikke.")
        return found
    today = asked.today
    coming = next((one for one in all_ if one.answer_date >= today), all_[-1] if all_ else None)
    if coming is None:
        raise MissingError("Der er ingen runder endnu. Tilføj en under Registre.")
    return coming


def round_of(asked: Asked, case: Case) -> Round:
    """The round that the case is in."""
    if not case.round:
        raise RefusedError(f"{case.number} er ikke i nogen runde: flyt den til en først.")
    return round_named(asked, case.round)


def address_of(round_: Round) -> str:
    """The page of the round."""
    return f"/runde?{urlencode({'runde': round_.name})}"


def setting(asked: Asked, round_: Round) -> Setting:
    """What the round's board is drawn from."""
    store, desk = asked.desk.store, asked.desk
    kept = store.plan(round_.name)
    after = [one.name for one in desk.rounds if one.deadline > round_.deadline]
    it = Setting(
        round=round_,
        rounds=desk.rounds,
        cases=store.cases(round_name=round_.name),
        educators=desk.educators,
        instance=None,
        plan=read_plan(kept.result) if kept else None,
        standing=store.rulings(round_.name),
        must=tuple({word for words in desk.planner.needs.values() for word in words}),
        later=[case for name in after for case in store.cases(round_name=name)],
    )
    try:
        return replace(it, instance=desk.planner.instance(round_.name, it.cases))
    except RefusedError as error:
        return replace(it, trouble=named(asked, worded(error)))


def named(asked: Asked, text: str) -> str:
    """The text with the educators' names where it has their initials."""
    return called(text, names_of(asked.desk.educators.values()))


def beyond(asked: Asked, case: Case, educator: str, reason: str) -> str:
    """How giving the case to the educator goes over what there is room for, to be told; "" when it does not.

    RefusedError when it does and there is no reason.
    """
    if educator not in asked.desk.educators or not case.round:
        return ""
    over = over_capacity(setting(asked, round_of(asked, case)), educator, case)
    if over and not reason:
        raise RefusedError(f"{over}. Skriv en begrundelse for at gå ud over det.")
    return over
