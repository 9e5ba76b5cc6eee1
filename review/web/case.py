"""One case over HTTP: the page, its papers as pictures, the crops, the mail that brought it. Every look is logged.

A CPR number is painted over on a form that we know, where the form asks for it and wherever it was read. On any other
page it may stand anywhere, so the page is blurred. To see it, or the file itself, is to see the number: that is for who
decides, and logged as such.
"""

from cases.accounts import Purpose, Role
from cases.letters import Use
from review.asked_school import asked_school
from review.called import names_of
from review.casepage import case_page, covered_boxes
from review.splits import address
from review.web.asked import Answer, Asked, DeniedError, MissingError, Sent, Shown, access_log, open_case, own_case
from review.web.numbers import number_of
from review.web.queue import came_from, wanted_by
from review.web.writing import unconfirmed

GONE = "Det papir findes ikke her. Gå tilbage til sagen."
NOT_SHOWN = "CPR-nummeret vises kun for koordinatoren. Spørg hende, hvis du har brug for det."


def case(asked: Asked) -> Answer:
    """The case, with its CPR number covered."""
    return _case(asked, reveal=False)


def reveal(asked: Asked) -> Answer:
    """The case with its CPR number, which the access log is told."""
    return _case(asked, reveal=True)


def _case(asked: Asked, *, reveal: bool) -> Answer:
    number, store = asked.path["number"], asked.desk.store
    found = open_case(asked, number, Purpose.REVEALED if reveal else Purpose.OPENED)
    others = store.look(number, asked.viewer.name, asked.now) if asked.viewer.decides else ()
    history, mails, context = store.history(number), store.mails(case=number), asked.desk.context()
    page = case_page(
        found,
        store.sheets(number),
        history,
        mails,
        store.brought(number),
        educators=names_of(asked.desk.educators.values()),
        hold=next((one for one in store.holds() if one.case == number), None),
        asked=asked_school(found, history, mails, context),
        others=others,
        unconfirmed=unconfirmed(asked, found) if asked.viewer.decides else (),
        reveal=reveal,
    )
    part, wanted = came_from(asked) if reveal else wanted_by(asked)
    here = {
        "case": page,
        "queue": address(part, wanted),
        "seen": asked.now.isoformat(),
        "placed": bool(found.round),
        "schools": sorted(context.schools),
        "rounds": [one.name for one in asked.desk.rounds if one.name != found.round],
        "educators": sorted((one.id, one.name) for one in asked.desk.educators.values()),
    }
    return Shown("case.html", here)


def page_picture(asked: Asked) -> Answer:
    """One page of a paper as a picture: what may show a CPR number is covered unless it is asked for."""
    number, sheet_id, page = asked.path["number"], number_of(asked.path["sheet"]), number_of(asked.path["page"])
    case = own_case(asked, number)
    sheet = next((one for one in asked.desk.store.sheets(case.number) if one.id == sheet_id), None)
    if sheet is None:
        raise MissingError(GONE)
    shows = "cpr" in asked.query
    if shows and not asked.viewer.decides:
        raise DeniedError(NOT_SHOWN)
    access_log(asked, number, Purpose.REVEALED if shows else Purpose.PAPER)
    covered = None if shows else covered_boxes(sheet, page)
    png = asked.desk.pictures.page(sheet_id, lambda: asked.desk.store.content(number, sheet_id), page, covered)
    if png is None:
        raise MissingError(GONE)
    return Sent(png, "image/png")


def paper(asked: Asked) -> Answer:
    """The paper itself, as it was sent: saved, never opened by us. A CPR number in it is there to be seen."""
    number, sheet_id = asked.path["number"], number_of(asked.path["sheet"])
    open_case(asked, number, Purpose.REVEALED, "hele filen")
    sheet = next((one for one in asked.desk.store.sheets(number) if one.id == sheet_id), None)
    content = asked.desk.store.content(number, sheet_id)
    if sheet is None or content is None or sheet.use is Use.IGNORED:
        raise MissingError(GONE)
    return Sent(content, "application/octet-stream", sheet.name)


def crop(asked: Asked) -> Answer:
    """A signature box as the program saw it."""
    found = open_case(asked, asked.path["number"], Purpose.PAPER)
    boxes, position = found.application.signatures, number_of(asked.path["position"])
    if not 1 <= position <= len(boxes) or not boxes[position - 1].crop:
        raise MissingError(GONE)
    return Sent(boxes[position - 1].crop, "image/png")


def letter(asked: Asked) -> Answer:
    """The mail that brought the case, as plain text: nothing in it is run or fetched."""
    number, letter_id = asked.path["number"], number_of(asked.path["letter"])
    open_case(asked, number, Purpose.LETTER)
    if letter_id not in {one.letter for one in asked.desk.store.brought(number)}:
        raise MissingError(GONE)
    row = asked.desk.store.letter(letter_id)
    if asked.viewer.role is Role.EDUCATOR and row is not None and len(row.cases) > 1:
        raise MissingError("Mailen handler også om andre sager. Spørg koordinatoren, hvad der står i den.")
    raw = asked.desk.store.raw_letter(letter_id)
    if raw is None:
        raise MissingError("Mailen er slettet, fordi sagen er gammel.")
    return Shown("letter.html", {"number": number, "mail": asked.desk.mail_text(raw)})
