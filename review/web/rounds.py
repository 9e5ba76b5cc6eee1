"""A round over HTTP: the board, a plan shown before it is taken, what if, moves, and approval with its mails."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from cases.accounts import Purpose
from cases.case import Case
from cases.errors import RefusedError, StaleError
from cases.rounds import Round
from review import decide, rounds, rulings
from review.board import Setting, board, over_capacity
from review.columns import harmless
from review.decide import Decided, Word
from review.outgoing import as_read
from review.web.asked import Answer, Asked, Message, MissingError, Moved, Sent, Shown, access_log, own_case
from review.web.decisions import refuse_stale, write
from review.web.numbers import number_of
from routing.answer import read_plan
from routing.changes import Change, change_of
from routing.difference import difference_text
from routing.why import why_text


def page(asked: Asked) -> Answer:
    """The board."""
    return Shown("round.html", board(_setting(asked, _round(asked, asked.query.get("runde"))), asked.now))


def draft(asked: Asked) -> Answer:
    """A plan, shown before it is taken."""
    round_ = _round(asked, asked.form.get("runde"))
    made = asked.desk.planner.draft(round_.name)
    shown = {
        "round": round_.name,
        "seal": made.seal,
        "moves": difference_text(made.difference).splitlines()[1:],
        "news": rounds.news_text(made.proposal).splitlines()[1:],
        "placed": len(made.plan.assignments),
        "waiting": len(made.plan.unplaced),
        "proved": made.plan.proved,
    }
    return Shown("draft.html", shown)


def take(asked: Asked) -> Answer:
    """Take the plan that was shown."""
    round_ = _round(asked, asked.form.get("runde"))
    made = asked.desk.planner.take(round_.name, asked.form.get("segl"))
    said = f"Forslaget er lagt: {len(made.plan.assignments)} sager har en plads, {len(made.plan.unplaced)} venter."
    return Moved(_address(round_), Message(said))


def what_if(asked: Asked) -> Answer:
    """What a change would do; nothing is taken."""
    round_ = _round(asked, asked.form.get("runde"))
    change = _change(asked)
    told = asked.desk.planner.suppose(round_.name, [change])
    lines = difference_text(told, [change]).splitlines()
    return Shown("what-if.html", {"round": round_.name, "title": lines[0], "lines": lines[1:]})


def why(asked: Asked) -> Answer:
    """Why a case is where it is, and what every other educator would cost."""
    case = own_case(asked, asked.path["number"])
    told = asked.desk.planner.why(_of_case(asked, case).name, case.number)
    return Shown("why.html", {"number": case.number, "round": case.round, "lines": why_text(told).splitlines()})


def give(asked: Asked) -> Answer:
    """Whom to give a case of the board to."""
    case = own_case(asked, asked.path["number"])
    shown = board(_setting(asked, _of_case(asked, case)), asked.now)
    return Shown("give.html", {"case": case, "school": case.application.school or "ukendt skole", "board": shown})


def move(asked: Asked) -> Answer:
    """Give a case of the board to another educator; over what there is room for only with a reason."""
    case = own_case(asked, asked.form.get("sag"))
    refuse_stale(asked, case)
    round_ = _of_case(asked, case)
    educator, reason = asked.form.get("vejleder"), asked.form.get("hvorfor").strip()
    if educator in asked.desk.educators and not reason:
        over = over_capacity(_setting(asked, round_), educator, case)
        if over:
            raise RefusedError(f"{over}. Skriv en begrundelse for at gå ud over det.")
    word = Word(asked.viewer.name, reason, asked.now)
    standing = asked.desk.store.rulings(round_.name)
    decided = decide.assign(case, educator, word, asked.desk.context(), asked.desk.educators, standing)
    name = asked.desk.educators[educator].name
    return Moved(_address(round_), write(asked, [case], decided, f"{case.number} er givet til {name}"))


def rule(asked: Asked) -> Answer:
    """Pin a case, keep an educator from one, or keep places free; what it moves is seen in the next plan."""
    round_, desk = _round(asked, asked.form.get("runde")), asked.desk
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
        case _:
            raise RefusedError("Vælg, om en sag skal fastholdes eller udelukkes, eller pladser holdes fri.")
    desk.store.change(decided.changes, decided.mails, asked.now, {}, decided.rulings)
    return Moved(_address(round_), Message("Det er bestemt. Læg et nyt forslag for at se, hvad det flytter."))


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
    round_ = _round(asked, asked.form.get("runde"))
    wanted = number_of(asked.form.get("bestemmelse"))
    one = next((ruling for ruling in asked.desk.store.rulings(round_.name) if ruling.id == wanted), None)
    if one is None:
        raise MissingError("Den bestemmelse gælder ikke mere.")
    case = asked.desk.store.case(one.case) if one.case else None
    decided = rulings.undo(one, case, Word(asked.viewer.name, "", asked.now))
    asked.desk.store.change(decided.changes, decided.mails, asked.now, {}, decided.rulings)
    return Moved(_address(round_), Message("Bestemmelsen er ophævet. Læg et nyt forslag for at se, hvad den flytter."))


def mails(asked: Asked) -> Answer:
    """Every mail that approving would send; nothing is written."""
    round_, chosen = _chosen(asked)
    decided = _approved(asked, round_, chosen)
    shown = {
        "round": round_.name,
        "mails": [as_read(mail) for mail in decided.mails],
        "chosen": [f"{case.number}:{case.version}" for case in chosen],
    }
    return Shown("round-mails.html", shown)


def approve(asked: Asked) -> Answer:
    """Approve the chosen proposals; schools and educators are told."""
    round_, chosen = _chosen(asked)
    decided = _approved(asked, round_, chosen)
    said = f"{len(chosen)} {'sag' if len(chosen) == 1 else 'sager'} godkendt"
    return Moved(_address(round_), write(asked, chosen, decided, said))


def printed(asked: Asked) -> Answer:
    """The round on paper; with names only when asked for, and then it is logged."""
    round_ = _round(asked, asked.query.get("runde"))
    it = _setting(asked, round_)
    names = {}
    if "navne" in asked.query:
        for case in it.cases:
            access_log(asked, case.number, Purpose.EXPORTED)
        names = {case.number: case.application.detail or "" for case in it.cases}
    return Shown("round-print.html", {"board": board(it, asked.now), "names": names})


def export(asked: Asked) -> Answer:
    """The round as a sheet: numbers, schools, kinds and educators, never a name."""
    round_ = _round(asked, asked.query.get("runde"))
    titles = ("sag", "skole", "slags", "status", "vejleder", "begrundelse")
    rows = [
        (
            case.number,
            case.application.school or "",
            str(case.application.kind),
            str(case.status),
            case.educator or "",
            " ".join(case.reasons),
        )
        for case in asked.desk.store.cases(round_name=round_.name)
    ]
    if asked.query.get("som") == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return Sent(asked.desk.workbook(titles, rows), kind, "runde.xlsx")
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(
        [titles, *([harmless(cell) for cell in row] for row in rows)]
    )
    return Sent(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", "runde.csv")


def _round(asked: Asked, name: str) -> Round:
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


def _of_case(asked: Asked, case: Case) -> Round:
    if not case.round:
        raise RefusedError(f"{case.number} er ikke i nogen runde: flyt den til en først.")
    return _round(asked, case.round)


def _setting(asked: Asked, round_: Round) -> Setting:
    store, desk = asked.desk.store, asked.desk
    kept = store.plan(round_.name)
    it = Setting(
        round=round_,
        rounds=desk.rounds,
        cases=store.cases(round_name=round_.name),
        educators=desk.educators,
        instance=None,
        plan=read_plan(kept.result) if kept else None,
        standing=store.rulings(round_.name),
    )
    try:
        return replace(it, instance=desk.planner.instance(round_.name, it.cases))
    except RefusedError as error:
        return replace(it, trouble=str(error))


def _chosen(asked: Asked) -> tuple[Round, list[Case]]:
    """The cases that were ticked, each as it was seen; StaleError when one has changed since."""
    round_ = _round(asked, asked.form.get("runde"))
    there = {case.number: case for case in asked.desk.store.cases(round_name=round_.name) if rounds.has_proposal(case)}
    seen = [text.partition(":") for text in asked.form.all("sag")]
    changed = [number for number, _, version in seen if number not in there or str(there[number].version) != version]
    if changed:
        raise StaleError(f"{', '.join(changed)} er ændret, siden du åbnede siden; intet er godkendt. Se runden igen.")
    if not seen:
        raise RefusedError("Sæt flueben ved de forslag, der skal godkendes.")
    return round_, [there[number] for number, _, _ in seen]


def _approved(asked: Asked, round_: Round, chosen: Sequence[Case]) -> Decided:
    why_waits = {case.number: case.reasons[0] for case in chosen if case.reasons}
    word = Word(asked.viewer.name, asked.form.get("hvorfor").strip(), asked.now)
    standing = asked.desk.store.rulings(round_.name)
    return rounds.approve(chosen, word, asked.desk.context(), asked.desk.educators, why_waits, standing)


def _change(asked: Asked) -> Change:
    what, about = asked.form.get("hvad"), asked.form.get("hvem")
    extra = [asked.form.get("antal")] if what == "plads" else []
    return change_of([what, about, *[one for one in extra if one]], what)


def _address(round_: Round) -> str:
    return f"/runde?{urlencode({'runde': round_.name})}"
