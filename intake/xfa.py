"""XFA: what was typed into a form made with Adobe LiveCycle, which lies as XML beside the PDF's pages.

Only the data is read (ISO 32000-1, 12.7.8: the packet `datasets`); the form's own program is never run.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass, field

import pikepdf

from cases.application import FIELDS, Answers, Source, Value
from cases.kinds import Kind
from intake.plain_xml import walk
from intake.reading import UnreadableError

_MOST = 4 << 20  # bytes of data
_KINDS = (("pupil_name", Kind.PUPIL), ("topic", Kind.TOPIC), ("class_name", Kind.CLASS))


@dataclass(frozen=True, slots=True)
class XfaForm:
    """What was typed (name, text); `hidden` when the pages only say that they must be opened in Adobe's own program."""

    typed: tuple[tuple[str, str], ...] = field(repr=False)
    hidden: bool


def xfa_form(content: bytes) -> XfaForm | None:
    """The XFA data of a PDF; None when it has none that can be read."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            packets = _packets(pdf)
            return XfaForm(_typed(packets), bool(pdf.Root.get("/NeedsRendering", False))) if packets else None
    except (pikepdf.PdfError, UnreadableError, AttributeError, KeyError, TypeError, ValueError):
        return None


def by_name(typed: Iterable[tuple[str, str]]) -> Answers | None:
    """The answers of fields that are called as ours are; None when there are not two."""
    values = {name: Value(text, 1.0, Source.FORM_FIELD) for name, text in typed if name in FIELDS}
    if len(values) < 2:
        return None
    kind = next((kind for name, kind in _KINDS if name in values), Kind.UNKNOWN)
    return Answers(None, kind, values)


def _packets(pdf: pikepdf.Pdf) -> bytes:
    """The XML of the data: a part of its own among named parts, or within one whole document."""
    xfa = pdf.Root.get("/AcroForm", pikepdf.Dictionary()).get("/XFA")
    if xfa is None:
        return b""
    if isinstance(xfa, pikepdf.Array):
        named = {str(xfa[at]): xfa[at + 1] for at in range(0, len(xfa) - 1, 2)}
        xfa = named.get("datasets")
    if not isinstance(xfa, pikepdf.Stream) or len(xfa.read_raw_bytes()) > _MOST // 8:
        return b""
    data = xfa.read_bytes()
    return data if len(data) <= _MOST else b""


def _typed(xml: bytes) -> tuple[tuple[str, str], ...]:
    """Every element within `data` that holds text and no other element."""
    found: list[tuple[str, str]] = []
    path: list[str] = []
    text: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        path.append(name.rpartition(":")[2])
        text.clear()

    def end(_: str) -> None:
        name, said = path.pop(), "".join(text).strip()
        if said and "data" in path:
            found.append((name, said))
        text.clear()

    walk(xml, start, end, text.append)
    return tuple(found)
