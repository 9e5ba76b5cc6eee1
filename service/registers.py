"""The registers as spreadsheets: schools, educators and rounds, as CSV or XLSX.

The first row names the columns, in any order, with Danish or English names; several values in a cell are separated by
"|". Every fault of a file is reported at once, each with its row. The entries of a file with faults are not whole: they
are only there so that what does not fit with the other registers is found in the same go.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from cases.people import Educator, School
from cases.registers import Registers
from cases.rounds import Round
from review.columns import EDUCATOR_COLUMNS, ROUND_COLUMNS, SCHOOL_COLUMNS, CellFaultError, Column
from review.fitting import disorder, unknown
from service.spreadsheet import SheetError, sheet_rows, workbook


def read_schools(content: bytes) -> tuple[tuple[School, ...], tuple[str, ...]]:
    """The schools of a file and its faults ("række 7: …")."""
    rows, faults = _read(content, SCHOOL_COLUMNS)
    schools = [(number, School(**values)) for number, values, _ in rows]
    names = ((number, word) for number, school in schools for word in {school.name, *school.aliases})
    return tuple(school for _, school in schools), (*faults, *_twice(names, "navn"))


def read_educators(content: bytes) -> tuple[tuple[Educator, ...], tuple[str, ...]]:
    """The educators of a file and its faults."""
    rows, faults = _read(content, EDUCATOR_COLUMNS)
    educators = [(number, Educator(**values)) for number, values, _ in rows]
    torn = [
        f'række {number}: ikke skoler: "{name}" står også under faste skoler'
        for number, educator in educators
        for name in educator.conflicts
        if name in educator.attached
    ]
    twice = _twice(((number, educator.id) for number, educator in educators), "id")
    return tuple(educator for _, educator in educators), (*faults, *torn, *twice)


def read_rounds(content: bytes) -> tuple[tuple[Round, ...], tuple[str, ...]]:
    """The rounds of a file and its faults."""
    rows, faults = _read(content, ROUND_COLUMNS)
    rounds = [(number, Round(**values), clean) for number, values, clean in rows]
    disordered = [f"række {number}: {told}" for number, entry, clean in rounds if clean and (told := _disorder(entry))]
    twice = _twice(((number, entry.name) for number, entry, _ in rounds), "navn")
    return tuple(entry for _, entry, _ in rounds), (*faults, *disordered, *twice)


def unknown_words(
    educators: Sequence[Educator], schools: Sequence[School], rounds: Sequence[Round], rows: Sequence[int] = ()
) -> tuple[str, ...]:
    """What educators name and no register has, a sentence each; `rows` says in which row of a file each stands."""
    known = Registers(tuple(schools), (), tuple(rounds))
    return tuple(
        f'{_called(educator.id, row)}: "{name}" er ikke {told}'
        for educator, row in zip_longest(educators, rows)
        for _, name, told in unknown(educator, known)
    )


def _called(id_: str, row: int | None) -> str:
    return id_ if row is None or id_ == _nameless(row) else f"række {row}: {id_}"


def row_numbers(content: bytes, columns: Sequence[Column]) -> tuple[int, ...]:
    """In which row of the file each of its entries stands."""
    return tuple(number for number, _, _ in _read(content, columns)[0])


def write_register(entries: Sequence[School | Educator | Round], columns: Sequence[Column]) -> str:
    """The register as CSV with semicolons, as a Danish spreadsheet opens it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(column.title for column in columns)
    writer.writerows([column.show(getattr(entry, column.field)) for column in columns] for entry in entries)
    return out.getvalue()


def write_workbook(entries: Sequence[School | Educator | Round], columns: Sequence[Column]) -> bytes:
    """The register as XLSX."""
    cells = ([column.show(getattr(entry, column.field)) for column in columns] for entry in entries)
    return workbook([column.title for column in columns], cells)


def _disorder(entry: Round) -> str | None:
    wrong = disorder(entry)
    title = next(column.title for column in ROUND_COLUMNS if column.field == wrong[0]) if wrong else ""
    return f"{title}: {wrong[1]}" if wrong else None


def _nameless(number: int) -> str:
    """What a row is called in which the first column, by which it would be known, is empty or wrong."""
    return f"række {number}"


def _read(content: bytes, columns: Sequence[Column]) -> tuple[list[tuple[int, dict[str, Any], bool]], list[str]]:
    """Each row's number, its values, and whether every cell of it could be read; and the faults of the cells."""
    try:
        (_, titles), *lines = sheet_rows(content) or [(1, [])]
    except SheetError as broken:
        return [], [str(broken)]
    found, faults = _columns([title.strip().casefold() for title in titles], columns)
    rows: list[tuple[int, dict[str, Any], bool]] = []
    if faults:
        return rows, faults
    for number, cells in lines:
        if any(cell.strip() for cell in cells):
            values, wrong = _row(cells, found, columns)
            faults += [f"række {number}: {fault}" for fault in wrong]
            key = columns[0].field
            rows.append((number, values | {key: values[key] or _nameless(number)}, not wrong))
    return rows, faults


def _columns(titles: list[str], columns: Sequence[Column]) -> tuple[dict[int, Column], list[str]]:
    known = {word: column for column in columns for word in (column.title, column.field)}
    found = {position: known[title] for position, title in enumerate(titles) if title in known}
    faults = [f'række 1: "{title}" er ikke en kolonne' for title in titles if title and title not in known]
    lacking = [column.title for column in columns if column.needed and column not in found.values()]
    return found, faults + [f"række 1: kolonnen {title} mangler" for title in lacking]


def _row(cells: list[str], found: Mapping[int, Column], columns: Sequence[Column]) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {column.field: column.default for column in columns}
    faults = []
    for position, column in found.items():
        text = cells[position].strip() if position < len(cells) else ""
        if not text and column.needed:
            faults.append(f"{column.title}: mangler")
        elif text:
            try:
                values[column.field] = column.parse(text)
            except CellFaultError as fault:
                faults.append(f"{column.title}: {fault}")
    return values, faults


def _twice(words: Iterable[tuple[int, str]], title: str) -> list[str]:
    """A word that stands for two entries cannot be looked up."""
    first: dict[str, int] = {}
    faults = []
    for number, word in words:
        before = first.setdefault(word.casefold(), number)
        if before != number:
            faults.append(f'række {number}: {title}: "{word}" står også i række {before}')
    return faults


def replace_file(target: Path, text: str) -> None:
    """Put `text` in the place of the file, whole or not at all; what was there before stays as `<name>.bak`."""
    fresh = target.with_name(target.name + ".ny")
    fresh.write_text(text, "utf-8-sig")
    if target.exists():
        target.with_name(target.name + ".bak").write_bytes(target.read_bytes())
    fresh.replace(target)
