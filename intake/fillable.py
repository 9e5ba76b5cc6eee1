"""What makes a drawn form fillable on screen and readable aloud: its form fields (AcroForm) and its structure (tags).

The rules are those of ISO 32000-1 (12.7 forms, 14.7 structure) and PDF/UA-1 (ISO 14289-1), as far as a decision page
says they are reached.
"""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String
from reportlab.pdfbase.ttfonts import TTFontFile

from intake.forms import FieldType, Form, FormField

TEXT_SIZE: Final = 10.0
"""Points: the size of what is typed on screen."""

_MULTILINE, _NO_SCROLL, _RADIO = 1 << 12, 1 << 23, 1 << 15
_PRINTED: Final = 4  # an annotation that is printed too
_GROUP_TIPS: Final = {"custody": "Forældremyndighed: vælg én mulighed"}


class Piece(NamedTuple):
    """One piece of a page's content, in the order of reading: its tag, and the field whose label it is."""

    tag: str
    field: FormField | None


def make_fillable(drawn: bytes, form: Form, pieces: Sequence[Sequence[Piece]]) -> bytes:
    """The drawn form with its fields, tooltips, order of tabs, language, title and structure; `pieces` are per page."""
    with pikepdf.open(BytesIO(drawn)) as pdf:
        widgets = _add_fields(pdf, form)
        _add_structure(pdf, pieces, widgets)
        _describe(pdf, form)
        out = BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()


# --- form fields


def _add_fields(pdf: Pdf, form: Form) -> dict[FormField, Object]:
    """A text field for each box, a group of buttons for each set of choices; a signature is made by hand, on paper."""
    fields: list[Object] = []
    widgets: dict[FormField, Object] = {}
    groups: dict[str, Object] = {}
    for field in sorted(form.fields, key=lambda field: (field.page, field.box[1], field.box[0])):
        if field.type is FieldType.SIGNATURE:
            continue
        widget = _widget(pdf, form, field)
        if field.type is FieldType.CHOICE:
            if field.name not in groups:
                groups[field.name] = _group(pdf, form, field.name)
                fields.append(groups[field.name])
            _make_choice(pdf, form, field, widget, groups[field.name])
        else:
            _make_text(pdf, field, widget)
            fields.append(widget)
        page = pdf.pages[field.page - 1].obj
        if "/Annots" not in page:
            page.Annots = Array()
        page.Annots.append(widget)
        widgets[field] = widget
    pdf.Root.AcroForm = Dictionary(
        Fields=Array(fields),
        DR=Dictionary(Font=Dictionary(Vera=_typing_font(pdf))),
        DA=String(f"/Vera {TEXT_SIZE:g} Tf 0 g"),
    )
    return widgets


def _widget(pdf: Pdf, form: Form, field: FormField) -> Object:
    x0, y0, x1, y1 = field.box
    rect = [x0 + 1, form.height - y1 + 1, x1 - 1, form.height - y0 - 1]
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            Rect=Array([round(number, 2) for number in rect]),
            F=_PRINTED,
            P=pdf.pages[field.page - 1].obj,
            TU=String(field.tip),
        )
    )


def _make_text(pdf: Pdf, field: FormField, widget: Object) -> None:
    widget.FT = Name.Tx
    widget.T = String(field.name)
    widget.DA = String(f"/Vera {TEXT_SIZE:g} Tf 0 g")
    widget.Ff = _NO_SCROLL | (_MULTILINE if field.type is FieldType.TEXT else 0)
    if field.type is FieldType.CPR:
        widget.MaxLen = 11
    widget.AP = Dictionary(N=_drawing(pdf, widget, b"/Tx BMC EMC"))


def _group(pdf: Pdf, form: Form, name: str) -> Object:
    return pdf.make_indirect(
        Dictionary(
            FT=Name.Btn,
            T=String(name),
            TU=String(_GROUP_TIPS.get(name, name)),
            Ff=_RADIO,
            V=Name.Off,
            Opt=Array([String(field.value) for field in form.choices(name)]),
            Kids=Array(),
        )
    )


def _make_choice(pdf: Pdf, form: Form, field: FormField, widget: Object, group: Object) -> None:
    width, height = _size(widget)
    cross = (
        f"1.6 w 1 J 2.2 2.2 m {width - 2.2:.2f} {height - 2.2:.2f} l 2.2 {height - 2.2:.2f} m {width - 2.2:.2f} 2.2 l S"
    )
    state = Name(f"/{form.choices(field.name).index(field)}")
    normal = Dictionary(Off=_drawing(pdf, widget, b""))
    normal[state] = _drawing(pdf, widget, cross.encode())
    widget.AP = Dictionary(N=normal)
    widget.AS = Name.Off
    widget.Parent = group
    group.Kids.append(widget)


def _drawing(pdf: Pdf, widget: Object, content: bytes) -> Object:
    drawing = pdf.make_stream(content)
    drawing.Type, drawing.Subtype = Name.XObject, Name.Form
    drawing.BBox = Array([0, 0, *(round(side, 2) for side in _size(widget))])
    drawing.Resources = Dictionary()
    return drawing


def _size(widget: Object) -> tuple[float, float]:
    x0, y0, x1, y1 = (float(number) for number in widget.Rect)
    return x1 - x0, y1 - y0


def _typing_font(pdf: Pdf) -> Object:
    """Vera, whole, as a simple font (WinAnsi), so that what is typed looks the same on every machine."""
    face = TTFontFile("Vera.ttf")
    codes = range(32, 256)
    letters = [bytes([code]).decode("cp1252", "replace") for code in codes]
    widths = [round(face.charWidths.get(ord(letter), face.defaultWidth)) for letter in letters]
    file = pdf.make_stream(Path(face.filename).read_bytes())
    file.Length1 = len(file.read_bytes())
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name.BitstreamVeraSans,
        Flags=32,  # an ordinary text font
        FontBBox=Array([round(number) for number in face.bbox]),
        ItalicAngle=0,
        Ascent=round(face.ascent),
        Descent=round(face.descent),
        CapHeight=round(face.capHeight),
        StemV=round(face.stemV),
        FontFile2=file,
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=Name.BitstreamVeraSans,
            Encoding=Name.WinAnsiEncoding,
            FirstChar=codes.start,
            LastChar=codes.stop - 1,
            Widths=Array(widths),
            FontDescriptor=pdf.make_indirect(descriptor),
        )
    )


# --- structure


def _add_structure(pdf: Pdf, pieces: Sequence[Sequence[Piece]], widgets: dict[FormField, Object]) -> None:
    """The tree that a screen reader follows: headings, paragraphs, and each field right after its label."""
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array()))
    root.K = Array([document])
    parents: list[Object] = []  # by number: a page's pieces, or the element of one widget
    for number, page in enumerate(pdf.pages):
        page.obj.StructParents = number
        page.obj.Tabs = Name.S
        parents.append(pdf.make_indirect(Array()))
    for number, (page, content) in enumerate(zip(pdf.pages, pieces, strict=True)):
        for place, piece in enumerate(content):
            element = _element(pdf, document, piece.tag, page.obj)
            element.K = place
            parents[number].append(element)
            if piece.field in widgets:
                widget = widgets[piece.field]
                entry = _element(pdf, document, "Form", page.obj)
                entry.Alt = widget.TU
                entry.K = Dictionary(Type=Name.OBJR, Obj=widget, Pg=page.obj)
                widget.StructParent = len(parents)
                parents.append(entry)
    numbers = Array()
    for number, parent in enumerate(parents):
        numbers.append(number)
        numbers.append(parent)
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    root.ParentTreeNextKey = len(parents)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _element(pdf: Pdf, parent: Object, tag: str, page: Object) -> Object:
    element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{tag}"), P=parent, Pg=page))
    parent.K.append(element)
    return element


# --- the document's own words


def _describe(pdf: Pdf, form: Form) -> None:
    pdf.Root.Lang = String("da-DK")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = form.title
        metadata["dc:language"] = {"da-DK"}
    pdf.trailer.Info = pdf.make_indirect(Dictionary(Title=String(form.title)))
