"""A spreadsheet's cells as text, whatever it was saved as: CSV in its many ways, or XLSX; and back to XLSX.

Semicolon, comma or tab, UTF-8 or Windows' own letters: what Excel writes is read. Of a workbook the first sheet counts.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime

MOST_ROWS = 20_000
"""No register is longer; a sheet whose empty rows were coloured can claim a million."""

MOST_BYTES = 200_000_000
"""What a workbook may unpack to."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class SheetError(Exception):
    """The file is no spreadsheet we read; the message says what to do."""


def sheet_rows(content: bytes, most: int = MOST_ROWS) -> list[tuple[int, list[str]]]:
    """The rows with their numbers as a spreadsheet shows them, cells as text; raises SheetError.

    A workbook may have `most` rows.
    """
    if content.startswith(_OLE):
        raise SheetError("filen er et gammelt eller låst Excel-ark: gem den som .xlsx uden adgangskode, eller som CSV")
    return _of_workbook(content, most) if content.startswith(_ZIP) else _of_csv(content)


def _of_csv(content: bytes) -> list[tuple[int, list[str]]]:
    """A row that goes over several lines has the number of its last."""
    text = _text(content)
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";\t,", key=first.count))
    try:
        return [(reader.line_num, cells) for cells in reader]
    except csv.Error:
        raise SheetError(f"række {reader.line_num}: kan ikke læses: er et anførselstegn ikke lukket?") from None


def _text(content: bytes) -> str:
    """UTF-8 (with or without a mark), else what Windows writes."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _of_workbook(content: bytes, most: int) -> list[tuple[int, list[str]]]:
    """Values as they were last computed; openpyxl warns of what it leaves out, which no cell's value needs."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _refuse_a_bomb(content)
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            rows = [[_shown(cell) for cell in row] for row in sheet.iter_rows(max_row=most + 1, values_only=True)]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError, TypeError, SyntaxError):
        raise SheetError("filen kan ikke læses som Excel-ark: åbn den, og gem den igen som .xlsx eller CSV") from None
    if len(rows) > most:
        raise SheetError(f"arket har flere end {most} rækker: slet de tomme rækker nederst, eller gem det som CSV")
    return [(number, cells) for number, cells in enumerate(rows, 1) if number == 1 or any(cells)]


def _refuse_a_bomb(content: bytes) -> None:
    """A small file can claim to unpack to gigabytes; what is unpacked is never more than what it claims."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_BYTES:
            raise SheetError("arket er for stort: gem kun registret selv, eller gem det som CSV")


def _shown(cell: object) -> str:
    """What people see in the cell: a day without its midnight, a whole number without ".0"."""
    match cell:
        case None:
            return ""
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float():
            return f"{cell:.10g}"
        case _:
            return str(cell)


def workbook(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The cells as XLSX, every one a text: what begins with "=" is not a formula."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    for cells in (titles, *rows):
        sheet.append(list(cells))
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s" if cell.value else "n"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
