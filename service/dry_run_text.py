"""What `tovholder read` says to a person: what each file is, what stands in it, and what is lacking. In Danish."""

from collections.abc import Iterator, Mapping

from cases.application import FIELDS, SignatureBox, Value
from cases.cpr import masked
from cases.kinds import Kind
from cases.letters import Use
from intake.interpret import DETAIL_FIELD
from replies.compose import FIELD_WORDS
from review.why import in_words
from review.words import INK, SOURCES, WEIGHTS, briefly, how_sure
from service.dry_result import Read, Result

TYPES: Mapping[str, str] = {
    "mail": "mail", "pdf": "PDF", "image": "billede", "office": "Office-fil", "zip": "zip-fil", "executable": "program",
    "calendar": "kalenderfil", "text": "tekstfil",
}  # fmt: skip
USES: Mapping[Use, str] = {
    Use.APPLICATION: "ansøgning", Use.SUPPLEMENT: "supplement", Use.IGNORED: "ses bort fra", Use.REFUSED: "ikke læst",
}  # fmt: skip
CONSENT: Mapping[str, str] = {
    "given": "underskrifterne er der", "missing": "mangler", "uncertain": "usikkert – et menneske skal se på det",
    "not-required": "kræves ikke",
}  # fmt: skip
VERIFIED: Mapping[str, str] = {
    "verified": "afsenderen er bekræftet", "weak": "afsenderen er svagt bekræftet", "failed": "afsenderen er ikke ægte",
    "unknown": "afsenderen er ikke undersøgt",
}  # fmt: skip


def described(result: Result, *, reveal: bool) -> str:
    """The file as a few lines, ending with an empty one."""
    return "\n".join([*_lines(result, reveal), ""])


def _lines(result: Result, reveal: bool) -> Iterator[str]:
    yield f"{result.path.name} – {TYPES.get(result.type, 'en fil, vi ikke kender')}"
    if result.type == "mail" and result.look:
        yield from _letter(result)
    for number, one in enumerate(result.applications, start=1):
        yield from _application(one, number if len(result.applications) > 1 else 0, reveal)
    for name, unread in result.unread:
        yield f"  Kunne ikke læses: {name}" if name != result.path.name else "  Kunne ikke læses"
        yield f"    {unread.why}"
    if not result.applications and not result.unread:
        why = {
            in_words(read.reading.nature) for read in (result.look.papers if result.look else ()) if read.reading.nature
        }
        yield f"  Ingen ansøgning fundet: {', '.join(sorted(why))}." if why else "  Ingen ansøgning fundet."


def _letter(result: Result) -> Iterator[str]:
    look = result.look
    if look is None:
        return
    unsure = "en af flere skoler" if look.registered else "ikke en skole i registret"
    school = look.school.name if look.school else unsure
    yield f"  Fra {look.letter.sender or 'ukendt'}: {school} ({VERIFIED.get(look.verified, look.verified)})"
    yield "  Må besvares automatisk" if look.why_not is None else f"  Besvares ikke automatisk ({look.why_not})"
    for paper in result.papers:
        kind = TYPES.get(paper.type, "fil")
        yield f"  Bilag: {paper.name} ({kind}, {max(1, round(paper.bytes / 1000))} kB) – {USES[paper.use]}"


def _application(one: Read, number: int, reveal: bool) -> Iterator[str]:
    app = one.application
    title = "Ansøgning af ukendt slags" if app.kind is Kind.UNKNOWN else f"Ansøgning: {app.kind}"
    form = f"skema {app.form}" if app.form else "ikke et skema, vi kender"
    yield f"  {f'{number}. ' if number else ''}{title} ({form})"
    shown = {"school": app.school, DETAIL_FIELD.get(app.kind, ""): app.detail}
    yield f"    {'skole':<28}{_main('school', app.school, app.values)}"
    yield f"    {'gælder':<28}{_main(DETAIL_FIELD.get(app.kind, ''), app.detail, app.values)}"
    for name in sorted(app.values, key=FIELDS.index):
        value = app.values[name]
        if shown.get(name) != " ".join(value.text.split()):
            yield f"    {FIELD_WORDS.get(name, name):<28}{_value(name, value, reveal)}"
    for box in app.signatures:
        yield f"    {_box_name(box):<28}{INK[box.state]}"
    yield f"    {'samtykke':<28}{CONSENT[one.consent_state]}"
    for finding in one.findings:
        yield f"    {WEIGHTS[finding.weight]}: {briefly(finding)}"


def _main(name: str, text: str | None, values: Mapping[str, Value]) -> str:
    """What it is about, with how sure it is when a field says just that."""
    value = values.get(name)
    if text is None:
        return "ukendt"
    return _value(name, value, True) if value and " ".join(value.text.split()) == text else text


def _value(name: str, value: Value, reveal: bool) -> str:
    readings = [value.text, *([value.other] if value.other else [])]
    shown = [masked(text) if name == "cpr" and not reveal else " ".join(text.split()) for text in readings]
    proof = ", bekræftet" if value.verified else ""
    return f"{'  eller: '.join(shown)}  ({how_sure(value.confidence)}, {SOURCES[value.source]}{proof})"


def _box_name(box: SignatureBox) -> str:
    return f"underskrift {box.name.rpartition('_')[2]}"
