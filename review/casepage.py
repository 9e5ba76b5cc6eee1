"""One case as a value: the papers at the left, what was read at the right, the evidence of consent, the history. Pure.

(case, its papers, history, mails, what may be shown) ─case_page→ CasePage
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cases.application import FIELDS, Box, SignatureBox, Source, Value
from cases.case import Case, Event
from cases.cpr import WRITTEN, masked
from cases.dossier import Brought, Sheet
from cases.keeping import Hold
from cases.letters import Use
from cases.mails import MailRow
from replies.compose import FIELD_WORDS, finding_sentence, remark_sentence
from replies.owed import title_of
from replies.words import day
from review.asked_school import AskedSchool
from review.called import called
from review.caseshown import CasePage, FieldShown, HoldShown, InkShown, MailShown, PageShown, PaperShown, Remark, Spot
from review.history import Told, told
from review.queue import heaviest_first
from review.why import in_words
from review.words import CONSENT, INK, SOURCES, WEIGHTS, how_sure, moment

_DIGITS = frozenset({"cpr"})
_LONG = frozenset({"description", "tried", "goal"})


def case_page(
    case: Case,
    sheets: Sequence[Sheet],
    history: Sequence[Event],
    mails: Sequence[MailRow],
    brought: Sequence[Brought],
    *,
    educators: Mapping[str, str],
    asked: AskedSchool | None = None,
    hold: Hold | None = None,
    others: Sequence[str] = (),
    unconfirmed: Sequence[str] = (),
    reveal: bool = False,
) -> CasePage:
    """The case as it is; `educators` are names by id, `asked` what its school was asked for, `hold` says that it is
    kept, `others` who else has it open, `unconfirmed` the addresses that mails are held back for until a person
    confirms them, `reveal` shows the CPR number.
    """
    about = case.application
    spots = dict(_spots(case, sheets))
    return CasePage(
        number=case.number,
        version=case.version,
        title=about.detail or "ikke læst",
        kind=about.kind.value,
        school=about.school or "ukendt skole",
        round=case.round or "ingen åben runde",
        status=case.status,
        received=moment(case.received),
        educator=educators.get(case.educator or "", case.educator or ""),
        reasons=tuple(called(reason, educators) for reason in case.reasons if reason),
        put_off=day(case.put_off) if case.put_off else "",
        remarks=tuple(
            Remark(one.weight.value, "Set" if one.settled else WEIGHTS[one.weight], remark_sentence(one), one.settled,
                   one.code, finding_sentence(one))
            for one in heaviest_first(case.findings)
        ),
        asked=asked,
        held=HoldShown(moment(hold.at), hold.by, _covered(hold.why, reveal)) if hold else None,
        papers=tuple(_paper(case.number, sheet, spots) for sheet in sheets),
        fields=tuple(_fields(case, spots, reveal)),
        inks=tuple(_ink(case.number, position, box, spots) for position, box in enumerate(about.signatures, 1)),
        consent=case.consent.state.value,
        consent_says=_consent(case),
        consent_by=case.consent.decided_by or "",
        consent_why=_covered(case.consent.why, reveal),
        history=tuple(_told(event, educators) for event in reversed(history)),
        mails=tuple(
            MailShown(
                title_of(row.name), str(row.state), moment(row.sent or row.created),
                in_words(row.why) if row.why else "",
            )
            for row in mails
        ),
        brought=tuple(
            (one.letter, moment(one.received), one.sender, _covered(one.subject, reveal)) for one in brought
        ),
        others=tuple(others),
        unconfirmed=tuple(unconfirmed),
        revealed=reveal,
    )  # fmt: skip


def _told(event: Event, educators: Mapping[str, str]) -> Told:
    """What happened, with the educators' names."""
    line = told(event)
    return replace(line, what=called(line.what, educators))


def _consent(case: Case) -> str:
    consent, word = case.consent, CONSENT[case.consent.state]
    if consent.decided_by or not consent.needed:
        return f"Samtykke: {word}."
    needed = "1 underskrift" if consent.needed == 1 else f"{consent.needed} underskrifter"
    return f"Samtykke: {word}. {needed} kræves, {consent.signed} er fundet."


# --- papers and the boxes on them


def _spots(case: Case, sheets: Sequence[Sheet]) -> Iterator[tuple[str, tuple[int, int, Spot]]]:
    """For each field and signature: on which paper and page its box is. The newest paper that says it counts."""
    for sheet in sheets:
        for answers in sheet.answers:
            if answers.form is None:
                continue
            for name, value in answers.values.items():
                if value.page and value.box and case.application.text(name):
                    yield name, (sheet.id, value.page, Spot(f"felt-{name}", value.box, FIELD_WORDS.get(name, name)))
            for box in answers.signatures:
                yield box.name, (sheet.id, box.page, Spot(f"felt-{box.name}", box.box, _box_word(box)))


def _paper(number: str, sheet: Sheet, spots: Mapping[str, tuple[int, int, Spot]]) -> PaperShown:
    here = f"/sager/{number}/bilag/{sheet.id}"
    pages = tuple(
        PageShown(
            page,
            f"{here}/side/{page}",
            tuple(spot for paper, on, spot in spots.values() if (paper, on) == (sheet.id, page)),
        )
        for page in range(1, sheet.pages + 1)
    )
    note = sheet.unread.why if sheet.unread else ""
    if not note and sheet.use is Use.IGNORED:
        note = f"Programmet så bort fra filen: {in_words(sheet.why)}." if sheet.why else "Programmet så bort fra filen."
    return PaperShown(sheet.id, _covered(sheet.name, False), here, pages, note, _blurred(sheet))


def _blurred(sheet: Sheet) -> bool:
    """Whether a page of it is of no form that we know."""
    return sum(len(answers.pages) for answers in sheet.answers if answers.form is not None) < sheet.pages


def covered_boxes(sheet: Sheet, page: int) -> tuple[Box, ...]:
    """The boxes on a page of a known form that hold a CPR number: painted over until somebody asks to see it."""
    return tuple(
        value.box
        for answers in sheet.answers
        if answers.form is not None
        for name, value in answers.values.items()
        if value.page == page and value.box and (name in _DIGITS or WRITTEN.search(value.text))
    )


# --- what was read


def _fields(case: Case, spots: Mapping[str, tuple[int, int, Spot]], reveal: bool) -> Iterator[FieldShown]:
    for name in FIELDS:
        value = case.application.values.get(name)
        if value is None and name not in _EXPECTED:
            continue
        shown = _field(name, value or Value("", 0.0, Source.OCR), spots, reveal)
        known = case.application.form is not None
        yield shown if known or not shown.text else _by_its_label(shown, value)


_EXPECTED = frozenset({"school", "contact_name", "description"})


def _field(name: str, value: Value, spots: Mapping[str, tuple[int, int, Spot]], reveal: bool) -> FieldShown:
    hides = not reveal and (name in _DIGITS or bool(WRITTEN.search(value.text)))
    person = value.source is Source.PERSON
    return FieldShown(
        name=name,
        word=FIELD_WORDS.get(name, name),
        text=_covered(value.text, reveal, whole=name in _DIGITS),
        hidden=hides and bool(value.text),
        long=name in _LONG,
        sure="" if person or not value.text else how_sure(value.confidence),
        source=SOURCES[value.source] if value.text else "ikke fundet",
        spot=f"felt-{name}" if name in spots else "",
        other=_covered(value.other, reveal, whole=name in _DIGITS),
        verified=value.verified and value.source is Source.OCR,
        doubtful=bool(value.text) and not person and not value.verified and value.confidence < 0.9,
    )


def _by_its_label(shown: FieldShown, value: Value | None) -> FieldShown:
    """Of a layout that the program does not know: however clear the words are, they may be another field's."""
    if value is None or value.source not in _ON_PAPER:
        return shown
    found = "læst" if value.source is Source.TEXT else f"{shown.source}, fundet"
    sure = "usikker" if shown.doubtful else ""
    return replace(shown, sure=sure, source=f"{found} efter ledeteksten", verified=False)


_ON_PAPER = frozenset({Source.FORM_FIELD, Source.TEXT, Source.OCR})


def _covered(text: str, reveal: bool, *, whole: bool = False) -> str:
    if reveal or not text:
        return text
    return masked(text) if whole else WRITTEN.sub(lambda found: masked(found.group()), text)


def _ink(number: str, position: int, box: SignatureBox, spots: Mapping[str, tuple[int, int, Spot]]) -> InkShown:
    return InkShown(
        word=_box_word(box),
        state=box.state.value,
        state_word=INK[box.state],
        why=box.why,
        crop=f"/sager/{number}/underskrift/{position}" if box.crop else "",
        spot=f"felt-{box.name}" if box.name in spots else "",
        method=box.method.value,
    )


def _box_word(box: SignatureBox) -> str:
    return f"underskrift {box.name.rpartition('_')[2]}"
