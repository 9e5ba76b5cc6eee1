"""Everything that is held on one child, in a zip that a person can read: the right of access (GDPR article 15).

    indsigt.html                    the page to begin with: all of it in words, with links to the files
    T-2026-0142/sag.json            the case with its fields, history, rulings, plans and accesses, for a program
    T-2026-0142/bilag/1-….pdf       papers        underskrifter/1.png   crops        svar/7.eml   our mails
    breve/3.eml                     the mails as they came       breve/3-svar-8.eml   our answer to one about no case

What speaks of other people too is left out, and named. Who looked is told by role: a child's parents learn that and
why it was opened, not which employee it was (Court of Justice, C-579/21).
"""

import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cases.accounts import Access
from cases.case import Case, Event
from cases.errors import RefusedError
from cases.letters import LetterRow
from cases.mails import MailRow
from review.words import moment
from service.commands.console import plain
from service.export_page import Page, Whole, answer_name, crop_name, html, letters_tables, paper_name, part_of
from service.person import Person
from service.withheld import Withheld, own_row, sentences, withheld

if TYPE_CHECKING:
    from service.wiring import App


def export(app: "App", person: Person, event: Event, target: Path) -> str:
    """Write it all, and note on each case that it was handed out; gives what is left out, in sentences, empty when
    there is nothing. A file that could not be written whole is removed.
    """
    now, left = app.clock(), withheld(app.store, person)
    letters, told = [one for one in person.letters if one not in left.letters], " ".join(sentences(person, left))
    try:
        app.store.change([(one, (event,)) for one in person.cases], (), now)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            wholes = [_whole(app, number, left) for number in person.numbers]
            for whole in wholes:
                _write_case(archive, whole)
            answers = _answers(app, letters)
            archive.writestr("indsigt.html", html(_page(app, letters, answers, told, wholes, now)))
            for letter in letters:
                if (raw := app.store.raw_letter(letter)) is not None:
                    archive.writestr(f"breve/{letter}.eml", raw)
            for answer in answers:
                archive.writestr(answer_name(answer), answer.raw)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return told


def fresh(target: Path) -> Path:
    """A new file that its owner alone can read."""
    try:
        target.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise RefusedError(f"{target} findes allerede og overskrives ikke: vælg et andet navn.") from None
    except OSError:
        raise RefusedError(f"{target} kan ikke skrives: ret stien.") from None
    return target


def _whole(app: "App", number: str, left: Withheld) -> Whole:
    store = app.store
    case = store.case(number)
    assert case is not None
    return Whole(
        case=case,
        history=store.history(number),
        papers=tuple(
            (place, one) for place, one in enumerate(store.papers(number), 1) if (number, place) not in left.papers
        ),
        mails=tuple(one for one in store.mails(case=number, opened=True) if one.id not in left.mails),
        rulings=store.ruled(number),
        plans=tuple(own_row(one, number) for one in store.planned(number)),
        accesses=tuple(map(_by_role, store.accesses(case=number))),
        hold=next((one for one in store.holds() if one.case == number), None),
    )


def _answers(app: "App", letters: Sequence[int]) -> tuple[MailRow, ...]:
    """Our answers to these letters that no case has; none whose text was erased."""
    alone = (one.id for one in app.store.mails() if one.letter in letters and not one.cases)
    return tuple(mail for mail in map(app.store.mail, alone) if mail is not None and mail.raw)


def _by_role(access: Access) -> Access:
    return replace(access, user=0, login="")


def _write_case(archive: zipfile.ZipFile, whole: Whole) -> None:
    number = whole.case.number
    document = {
        "case": _without_crops(whole.case), "history": whole.history, "rulings": whole.rulings, "plans": whole.plans,
        "accesses": whole.accesses, "hold": whole.hold,
        "papers": [replace(one, content=b"") for _, one in whole.papers],
        "mails": [replace(one, raw=b"") for one in whole.mails],
    }  # fmt: skip
    archive.writestr(f"{number}/sag.json", json.dumps(document, default=plain, ensure_ascii=False, indent=2))
    for place, box in enumerate(whole.case.application.signatures, start=1):
        if box.crop:
            archive.writestr(f"{number}/underskrifter/{crop_name(place)}", box.crop)
    for place, paper in whole.papers:
        archive.writestr(f"{number}/bilag/{paper_name(place, paper)}", paper.content)
    for mail in whole.mails:
        archive.writestr(f"{number}/svar/{mail.id}.eml", mail.raw)


def _without_crops(case: Case) -> Case:
    """The crops are files of their own."""
    boxes = tuple(replace(box, crop=b"") for box in case.application.signatures)
    return replace(case, application=replace(case.application, signatures=boxes))


def _page(
    app: "App",
    letters: Sequence[int],
    answers: Sequence[MailRow],
    left_out: str,
    wholes: Sequence[Whole],
    now: datetime,
) -> Page:
    settings, educators = app.settings, {one.id: one.name for one in app.registers().educators}
    rows: dict[int, LetterRow] = {row.id: row for row in app.store.letters(opened=True)}
    looks = (_by_role(one) for one in app.store.accesses() if one.letter in letters)
    return Page(
        when=moment(now),
        municipality=settings.municipality.name,
        contact=f"{settings.coordinator.name}, {settings.coordinator.email}, {settings.coordinator.phone}",
        months=settings.retention.months,
        access_months=settings.retention.access_months,
        left_out=left_out,
        parts=tuple(part_of(whole, educators) for whole in wholes),
        letters=letters_tables((rows[letter] for letter in letters), answers, looks),
    )
