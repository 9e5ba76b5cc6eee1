"""A school's own Word file with the form's questions and answers: the smallest that Word opens (.docx, ECMA-376)."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape

from cases.kinds import Kind
from intake.forms import FieldType, load_forms, newest_form

_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE: Final = "http://schemas.openxmlformats.org"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_WORD_DOCUMENT: Final = (
    f'{_XML}<w:document xmlns:w="{_OFFICE}/wordprocessingml/2006/main"><w:body>{{}}</w:body></w:document>'
)
_WORD_PARTS: Final = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_OFFICE}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_OFFICE}/package/2006/relationships"><Relationship Id="rId1" Target='
        f'"word/document.xml" Type="{_OFFICE}/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    ),
}


def word(kind: str, values: Mapping[str, str]) -> bytes:
    """The form's questions and answers typed in Word (.docx, ECMA-376): a heading and one paragraph for each."""
    form = newest_form(load_forms(), Kind(kind))
    lines = [form.title]
    asked: set[str] = set()
    for field in form.fields:
        if field.name in values and field.name not in asked:
            asked.add(field.name)
            question = "Forældremyndighed" if field.type is FieldType.CHOICE else field.label
            lines.append(f"{question}: {values[field.name]}")
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    parts = {**_WORD_PARTS, "word/document.xml": _WORD_DOCUMENT.format(paragraphs)}
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return out.getvalue()
