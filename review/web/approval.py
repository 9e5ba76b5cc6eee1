"""A round's proposals approved over HTTP, after every mail has been seen; and the round on paper and as a sheet."""

import csv
import io
from collections.abc import Sequence

from cases.accounts import Purpose
from cases.case import Case
from cases.errors import StaleError
from cases.rounds import Round
from review import rounds
from review.board import board
from review.columns import harmless
from review.decide import Decided, Word
from review.outgoing import as_read
from review.web.asked import Answer, Asked, Moved, Sent, Shown, UnfilledError, access_log
from review.web.standing import address_of, named, round_named, setting
from review.web.writing import write


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
    return Moved(address_of(round_), write(asked, chosen, decided, said))


def printed(asked: Asked) -> Answer:
    """The round on paper; with names only when asked for, and then it is logged."""
    round_ = round_named(asked, asked.query.get("runde"))
    it = setting(asked, round_)
    names = {}
    if "navne" in asked.query:
        for case in it.cases:
            access_log(asked, case.number, Purpose.EXPORTED)
        names = {case.number: case.application.detail or "" for case in it.cases}
    return Shown("round-print.html", {"board": board(it, asked.now), "names": names})


def export(asked: Asked) -> Answer:
    """The round as a sheet: numbers, schools, kinds and educators, never a name."""
    round_ = round_named(asked, asked.query.get("runde"))
    titles = ("sag", "skole", "slags", "status", "vejleder", "begrundelse")
    rows = [
        (
            case.number,
            case.application.school or "",
            str(case.application.kind),
            str(case.status),
            named(asked, case.educator or ""),
            named(asked, " ".join(case.reasons)),
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


def _chosen(asked: Asked) -> tuple[Round, list[Case]]:
    """The cases that were ticked, each as it was seen; StaleError when one has changed since."""
    round_ = round_named(asked, asked.form.get("runde"))
    there = {case.number: case for case in asked.desk.store.cases(round_name=round_.name) if rounds.has_proposal(case)}
    seen = [text.partition(":") for text in asked.form.all("sag")]
    changed = [number for number, _, version in seen if number not in there or str(there[number].version) != version]
    if changed:
        raise StaleError(f"{', '.join(changed)} er ændret, siden du åbnede siden; intet er godkendt. Se runden igen.")
    if not seen:
        raise UnfilledError("Sæt flueben ved de forslag, der skal godkendes.", address_of(round_))
    return round_, [there[number] for number, _, _ in seen]


def _approved(asked: Asked, round_: Round, chosen: Sequence[Case]) -> Decided:
    word = Word(asked.viewer.name, asked.form.get("hvorfor").strip(), asked.now)
    standing = asked.desk.store.rulings(round_.name)
    return rounds.approve(chosen, word, asked.desk.context(), asked.desk.educators, standing)
