"""Other offices' forms over HTTP: a blank is sent, its boxes are put right, and then the form is known."""

from dataclasses import replace

from cases.errors import RefusedError
from review.blanks import KINDS, MEANS, NAMES, TYPES, Draft, Written, added, corrected, removed
from review.web.asked import Answer, Asked, Message, MissingError, Moved, Sent, Shown
from review.web.numbers import number_of

_COLUMNS = ("navn", "type", "side", "x", "y", "bredde", "hoejde", "tekst", "betyder", "indgang", "tip")


def forms(asked: Asked) -> Answer:
    """The forms that are known, the drafts, and where a blank is sent."""
    blanks = asked.desk.blanks
    return Shown("forms.html", {"able": blanks.able, "forms": blanks.listed()})


def learn(asked: Asked) -> Answer:
    """A blank that was sent becomes a draft."""
    sent = asked.files.get("fil")
    if sent is None or not sent.content:
        raise RefusedError("Vælg en fil med det tomme skema (PDF eller billede) først.")
    key = asked.desk.blanks.learn(sent.content, asked.form.get("kaldes").strip() or sent.name)
    said = "Skemaet er læst. Se felterne igennem, og ret dem, der er forkerte; det bruges først, når du siger til."
    return Moved(f"/skemaer/{key}", Message(said))


def page(asked: Asked) -> Answer:
    """A draft with its pages and boxes."""
    key, blanks = asked.path["key"], asked.desk.blanks
    draft = blanks.draft(key)
    faults, remarks = blanks.faults(key)
    here = {
        "draft": draft,
        "faults": faults,
        "remarks": remarks,
        "names": NAMES,
        "types": TYPES,
        "means": MEANS,
        "fresh": "nyt" in asked.query,
        "kinds": [kind.value for kind in KINDS],
    }
    return Shown("form.html", here)


def picture(asked: Asked) -> Answer:
    """A page of the blank."""
    png = asked.desk.blanks.picture(asked.path["key"], number_of(asked.path["page"]))
    if png is None:
        raise MissingError("Den side findes ikke. Gå tilbage til skemaet.")
    return Sent(png, "image/png")


def save(asked: Asked) -> Answer:
    """The draft as it was written; and then a box more or less, taken into use, or thrown away."""
    key, form, blanks = asked.path["key"], asked.form, asked.desk.blanks
    if "kasser" in form:
        blanks.discard(key)
        return Moved("/skemaer", Message("Kladden er kasseret."))
    was = blanks.draft(key)
    draft = corrected(was, form.get("slags"), form.get("titel"), _written(asked))
    if "fjern" in form:
        draft = removed(draft, number_of(form.get("fjern")) - 1)
    if "tilfoej" in form:
        draft = added(draft, number_of(form.get("tilfoej")))
    blanks.save(_as_seen(asked, draft))
    if "brug" in form:
        blanks.use(key)
        return Moved("/skemaer", Message(f"{draft.title} kendes nu: det næste, der kommer, læses felt for felt."))
    return Moved(f"/skemaer/{key}{'?nyt=1#nyt' if 'tilfoej' in form else ''}", Message("Kladden er gemt."))


def reopen(asked: Asked) -> Answer:
    """A form in use is corrected, or used no more."""
    key, away = asked.path["key"], "ud" in asked.form
    asked.desk.blanks.reopen(key, away=away)
    said = (
        "Skemaet bruges ikke mere. Det ligger som kladde." if away else "Skemaet bruges, som det er, til du er færdig."
    )
    return Moved(f"/skemaer/{key}", Message(said))


def _as_seen(asked: Asked, draft: Draft) -> Draft:
    """The draft, to be written over what the person saw."""
    return replace(draft, seen=asked.form.get("set"))


def _written(asked: Asked) -> list[Written]:
    columns = [asked.form.all(name) for name in _COLUMNS]
    if len({len(column) for column in columns}) > 1:
        raise RefusedError("Siden kom ikke helt frem. Gå tilbage, og prøv igen.")
    return [Written(*row) for row in zip(*columns, strict=True)]
