"""The text of a Word or ODT file, row by row: opened with limits, and without believing what its XML asks for.

Only the body's own text is taken (.docx: ECMA-376 part 1, 17.3; .odt: ODF 1.3 part 3, 5): no macro, link, picture or
template is ever followed. A file that declares entities is damaged, for no office program writes them.
"""

import io
import zipfile
from dataclasses import dataclass, field
from typing import Final

from intake.plain_xml import walk
from intake.reading import UnreadableError

MAX_TEXT: Final = 32 << 20
"""Bytes of XML that are opened at most."""

Row = tuple[str, ...]
"""The cells of a table's row; a paragraph outside of tables is a row of one."""

_BODIES: Final = ("word/document.xml", "content.xml")
_PARAGRAPHS: Final = frozenset({"w:p", "text:p", "text:h"})
_CELLS: Final = frozenset({"w:tc", "table:table-cell", "table:covered-table-cell"})
_ROWS: Final = frozenset({"w:tr", "table:table-row"})
_SPACES: Final = {"w:tab": "\t", "text:tab": "\t", "text:s": " ", "w:br": "\n", "w:cr": "\n", "text:line-break": "\n"}
_SKIPPED: Final = frozenset(
    {"mc:Fallback", "w:instrText", "w:delText", "w:del", "office:annotation", "text:tracked-changes", "text:note"}
)
_PLACEHOLDER: Final = "w:showingPlcHdr"  # in the head of a field that nobody has filled in


def is_office_text(content: bytes) -> bool:
    """Whether it is a zip with the body of a Word or ODT file in it."""
    return content.startswith(b"PK") and _body(content) is not None


def office_rows(content: bytes) -> tuple[Row, ...]:
    """The text in its order, empty paragraphs left out. Raises UnreadableError: damaged, too-big, locked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(_body(content) or "") as stream:
            text = stream.read(MAX_TEXT + 1)
    except RuntimeError:  # zipfile's word for a password
        raise UnreadableError("locked") from None
    except Exception:  # noqa: BLE001  zipfile raises a dozen kinds on hostile bytes
        raise UnreadableError("damaged") from None
    if len(text) > MAX_TEXT:
        raise UnreadableError("too-big")
    return _rows(text)


def _body(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return next((name for name in archive.namelist() if name in _BODIES), None)
    except (zipfile.BadZipFile, ValueError, OSError):
        return None


def _rows(text: bytes) -> tuple[Row, ...]:
    taken = _Taken(word=b"wordprocessingml" in text[:4096])
    walk(text, taken.start, taken.end, taken.characters)
    return tuple(taken.rows)


@dataclass(slots=True)
class _Taken:
    """The text as it is taken; `cells` is the row at hand, None outside of tables (of nested ones, the outermost)."""

    word: bool
    rows: list[Row] = field(default_factory=list)
    cells: list[str] | None = None
    pieces: list[str] = field(default_factory=list)
    skipped: int = 0  # how deep we are in what is not text of its own
    rows_open: int = 0
    writing: bool = False
    empty_field: bool = False

    def start(self, name: str, _: dict[str, str]) -> None:
        if self.skipped or name in _SKIPPED or (self.empty_field and name == "w:sdtContent"):
            self.skipped += 1
            self.empty_field = False
        elif name == _PLACEHOLDER:
            self.empty_field = True
        elif name in _ROWS:
            self.rows_open += 1
            if self.rows_open == 1:
                self.cells = []
        elif name in _PARAGRAPHS:
            self.writing = not self.word
        elif name == "w:t":
            self.writing = True
        elif name in _SPACES:
            self.pieces.append(_SPACES[name])

    def end(self, name: str) -> None:
        if self.skipped:
            self.skipped -= 1
        elif name == "w:t":
            self.writing = False
        elif name in _PARAGRAPHS:
            self._paragraph()
        elif name in _CELLS and self.rows_open == 1 and self.cells is not None:
            self.cells.append(self._text())
        elif name in _ROWS:
            self.rows_open -= 1
            if self.rows_open == 0:
                self._row(tuple(self.cells or ()))
                self.cells = None

    def characters(self, text: str) -> None:
        if self.writing and not self.skipped:
            self.pieces.append(text)

    def _paragraph(self) -> None:
        self.writing = False
        if self.cells is None:
            self._row((self._text(),))
        else:
            self.pieces.append("\n")

    def _text(self) -> str:
        text, self.pieces = "".join(self.pieces), []
        return "\n".join(line.strip() for line in text.splitlines() if line.strip())

    def _row(self, row: Row) -> None:
        if any(row):
            self.rows.append(row)
