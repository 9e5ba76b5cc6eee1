"""Word and ODT files with a given text, as small as they can be, and a page with none."""

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

from PIL import Image

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def docx(*lines: str) -> bytes:
    """A Word file of paragraphs."""
    return docx_of("".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines))


def docx_of(body: str) -> bytes:
    """A Word file with this body."""
    text = f'<?xml version="1.0"?><w:document xmlns:w="{_W}" xmlns:mc="m"><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": text})


def table(*rows: tuple[str, ...]) -> str:
    """A table as Word writes it."""
    cells = ("".join(f"<w:tc><w:p><w:r><w:t>{escape(c)}</w:t></w:r></w:p></w:tc>" for c in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{each}</w:tr>' for each in cells)}</w:tbl>"


def odt(body: str) -> bytes:
    """An ODT file with this body."""
    spaces = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "text", "table"))
    text = f'<?xml version="1.0"?><office:document-content {spaces}>{body}</office:document-content>'
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": text})


def blank_page() -> bytes:
    """The back of a sheet, scanned."""
    out = BytesIO()
    Image.new("L", (1240, 1754), 245).save(out, "PNG")
    return out.getvalue()


def zipped(parts: dict[str, str]) -> bytes:
    """A zip of these files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()
