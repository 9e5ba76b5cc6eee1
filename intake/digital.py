"""Digital signatures in a PDF, validated: good only when intact, valid, by an issuer we trust, over the whole document.

Nothing is fetched: a child has no network, so a withdrawn certificate is known only from what the file itself brings.
The signed bytes are never rewritten (ISO 32000-2, 12.8; ETSI EN 319 142-1).
"""

from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from cases.application import Box
from cases.rounds import COPENHAGEN

UNREADABLE = "Filen har en digital underskrift, som ikke kan læses."
BROKEN = "Filen har en digital underskrift, men filen er ændret, eller underskriften er ikke gyldig."
CHANGED = "Filen er ændret, efter at den blev underskrevet digitalt."
STRANGER = "Filen har en digital underskrift fra en udsteder, som ikke er på kommunens liste."
"""Why a digital signature is not believed, as a person is told."""

_MANY, _DEEP = 10_000, 20  # fields in all; pages within pages, fields within fields


@dataclass(frozen=True, slots=True)
class DigitalSignature:
    """One signature: the name of its field, whether it may be believed, and why; where it is shown, if it is.

    `page` counts from 1, `box` is in points from the page's top left. `why` may name the signer: it belongs in
    the stored evidence, never in a log.
    """

    name: str
    good: bool
    why: str = field(repr=False)
    page: int | None = None
    box: Box | None = None


def digital_signatures(content: bytes, trusted: Path | str | None) -> tuple[DigitalSignature, ...]:
    """Every digital signature in a PDF. `trusted` is a folder of certificates (PEM); without one, nobody is trusted.

    Never raises over the content: what can't be validated is not good.
    """
    roots = _roots(str(trusted) if trusted else "")
    try:
        reader = PdfFileReader(BytesIO(content), strict=False)
        embedded = tuple(reader.embedded_regular_signatures)
        places = dict(_places(reader))
    except Exception:  # noqa: BLE001 - a stranger's file; any fault means that nothing is proven
        return (DigitalSignature("", False, UNREADABLE),)
    return tuple(_validated(each, roots, places) for each in embedded)


@lru_cache(maxsize=4)
def _roots(folder: str) -> tuple[Any, ...]:
    """The certificates in a folder of PEM files."""
    files = sorted(Path(folder).glob("*.pem")) if folder else ()
    return tuple(load_certs_from_pemder(str(file) for file in files))  # type: ignore[no-untyped-call]  # pyHanko's


def _validated(
    embedded: EmbeddedPdfSignature,
    roots: Sequence[Any],
    places: dict[str, tuple[int, Box | None]],
) -> DigitalSignature:
    name = embedded.field_name or ""
    page, box = places.get(name, (None, None))
    try:
        context = ValidationContext(trust_roots=list(roots), allow_fetching=False)
        status = _finished(async_validate_pdf_signature(embedded, context))
        why = _fault(embedded, status)
        signed = _signed_by(embedded, status)
    except Exception:  # noqa: BLE001 - as above: what fails to be validated is not believed
        return DigitalSignature(name, False, BROKEN, page, box)
    return DigitalSignature(name, why is None, why or signed, page, box)


def _finished(validation: Coroutine[Any, Any, PdfSignatureStatus]) -> PdfSignatureStatus:
    """What a validation gives that has nothing to wait for: an event loop would open sockets, which a child may not."""
    try:
        validation.send(None)
    except StopIteration as done:
        status: PdfSignatureStatus = done.value
        return status
    finally:
        validation.close()
    raise RuntimeError("a validation without network waits for something")


def _fault(embedded: EmbeddedPdfSignature, status: PdfSignatureStatus) -> str | None:
    """Why the signature is not believed; None when it is."""
    if not (status.intact and status.valid):
        return BROKEN
    if not _covers_all(embedded, status):
        return CHANGED
    if not status.trusted or status.revoked:
        return STRANGER
    return None if status.bottom_line else BROKEN


def _covers_all(embedded: EmbeddedPdfSignature, status: PdfSignatureStatus) -> bool:
    """Whether nothing was added after it but other signatures: two guardians sign one after the other."""
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    changes = status.diff_result
    if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION or not isinstance(changes, DiffResult):
        return False
    then = embedded.reader.get_historical_root(embedded.signed_revision)
    written = dict(_written(then)) == dict(_written(embedded.reader.root))
    return written and changes.modification_level <= ModificationLevel.FORM_FILLING


def _written(root: Any) -> Iterator[tuple[str, str]]:
    """What is written in the form's fields, signatures aside: pairs of a name and a value."""
    fields = [("", "", each.get_object()) for each in root.get("/AcroForm", {}).get("/Fields", ())]
    while fields and len(fields) < _MANY:
        above, kind, field = fields.pop()
        name, kind = f"{above}.{field.get('/T', '')}", str(field.get("/FT", kind))
        if "/V" in field and kind != "/Sig":
            yield name, str(field["/V"])
        fields += [(name, kind, each.get_object()) for each in field.get("/Kids", ())]


def _signed_by(embedded: EmbeddedPdfSignature, status: PdfSignatureStatus) -> str:
    names = embedded.signer_cert.subject.native
    signer = str(names.get("common_name") or names.get("organization_name") or "ukendt navn")
    when = status.signer_reported_dt
    at = f" {when.astimezone(COPENHAGEN):%d.%m.%Y kl. %H.%M}" if when else ""
    return f"Underskrevet digitalt af {signer}{at}. Filen er ikke ændret siden."


def _places(reader: PdfFileReader) -> Iterator[tuple[str, tuple[int, Box | None]]]:
    """Where each signature field is shown: its page, and its box from the page's top left; none when invisible."""
    for number, page in enumerate(_pages(reader.root["/Pages"], 0), 1):
        left, _, _, top = (float(edge) for edge in page.get("/CropBox", page.get("/MediaBox", (0, 0, 0, 0))))
        for reference in page.get("/Annots", ()):
            annotation = reference.get_object()
            if annotation.get("/Subtype") != "/Widget" or "/Rect" not in annotation:
                continue
            xa, ya, xb, yb = (float(edge) for edge in annotation["/Rect"])
            seen = xa != xb and ya != yb
            box = (min(xa, xb) - left, top - max(ya, yb), max(xa, xb) - left, top - min(ya, yb))
            yield _called(annotation), (number, box if seen else None)


def _pages(node: Any, depth: int) -> Iterator[Any]:
    """The pages below a node, with the boxes they inherit (ISO 32000-2, 7.7.3)."""
    if "/Kids" not in node:
        yield node
        return
    for reference in node["/Kids"] if depth < _DEEP else ():
        kid = reference.get_object()
        for key in ("/MediaBox", "/CropBox"):
            if key in node and key not in kid:
                kid[key] = node[key]
        yield from _pages(kid, depth + 1)


def _called(annotation: Any) -> str:
    """A field's whole name: its parents' names and its own, with dots between."""
    names: list[str] = []
    node = annotation
    for _ in range(_DEEP):
        if "/T" in node:
            names.append(str(node["/T"]))
        if "/Parent" not in node:
            break
        node = node["/Parent"]
    return ".".join(reversed(names))
