"""The registers as CSV: schools, educators and rounds, as a spreadsheet saves them.

The first row names the columns, in any order, with Danish or English names; several values in a cell are separated by
"|". Semicolon, comma or tab, UTF-8 or Windows' own letters: what Excel writes is read. Every fault of a file is
reported at once, each with its row.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cases.people import Absence, Educator, School
from cases.rounds import Round

EMAIL = r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+$"
"""A plain address: enough to catch what is certainly none."""

_SENDER = re.compile(r"^([^@\s,;<>]+)?@[^@\s,;<>]+\.[^@\s,;<>]+$")


class CellFaultError(ValueError):
    """A cell is wrong; the message says what to write there."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Danish title, the field it fills, how text becomes a value and back, whether it may be empty."""

    title: str
    field: str
    parse: Callable[[str], object]
    show: Callable[[object], str] = str
    needed: bool = False
    default: object = ""


def _email(text: str) -> str:
    if not re.match(EMAIL, text):
        raise CellFaultError('skriv en mailadresse, fx "navn@kommune.dk"')
    return text


def _number(text: str) -> float:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = -1
    if not 0 <= number <= 1000:
        raise CellFaultError("skriv et antal mellem 0 og 1000, fx 4")
    return number


def _day(text: str) -> date:
    for pattern, order in ((r"(\d{4})-(\d\d?)-(\d\d?)", (1, 2, 3)), (r"(\d\d?)[-./](\d\d?)[-./](\d{4})", (3, 2, 1))):
        if match := re.fullmatch(pattern, text):
            year, month, day = (int(match[group]) for group in order)
            try:
                return date(year, month, day)
            except ValueError:
                break
    raise CellFaultError("skriv en dato som 2026-12-02")


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _senders(text: str) -> tuple[str, ...]:
    senders = _several(text)
    if not all(_SENDER.match(sender) for sender in senders):
        raise CellFaultError('skriv mailadresser eller hele domæner, fx "kontor@skole.dk|@skole.dk"')
    return tuple(sender.casefold() for sender in senders)


def _absences(text: str) -> tuple[Absence, ...]:
    absences = []
    for part in _several(text):
        first, _, last = (half.strip() for half in part.partition("/"))
        absences.append(Absence(_day(first), _day(last or first)))
    if any(absence.last < absence.first for absence in absences):
        raise CellFaultError("skriv perioder som 2026-01-05/2026-02-01")
    return tuple(absences)


def _show_several(values: object) -> str:
    return "|".join(map(str, values)) if isinstance(values, tuple) else ""


def _show_absences(values: object) -> str:
    return "|".join(f"{a.first}/{a.last}" for a in values) if isinstance(values, tuple) else ""


def _show_number(value: object) -> str:
    return f"{value:g}"


SCHOOL_COLUMNS = (
    Column("navn", "name", str, needed=True),
    Column("type", "type", str),
    Column("aliaser", "aliases", _several, _show_several, default=()),
    Column("distrikt", "district", lambda text: text or None, lambda value: str(value or ""), default=None),
    Column("afsendere", "senders", _senders, _show_several, default=()),
)
EDUCATOR_COLUMNS = (
    Column("id", "id", str, needed=True),
    Column("navn", "name", str, needed=True),
    Column("mail", "email", _email, needed=True),
    Column("telefon", "phone", str),
    Column("pladser", "capacity", _number, _show_number, needed=True),
    Column("kompetencer", "competences", _several, _show_several, default=()),
    Column("distrikter", "districts", _several, _show_several, default=()),
    Column("faste skoler", "attached", _several, _show_several, default=()),
    Column("ikke skoler", "conflicts", _several, _show_several, default=()),
    Column("fravær", "absences", _absences, _show_absences, default=()),
)
ROUND_COLUMNS = (
    Column("navn", "name", str, needed=True),
    Column("frist", "deadline", _day, needed=True),
    Column("svardato", "answer_date", _day, needed=True),
    Column("støtte fra", "support_start", _day, needed=True),
    Column("støtte til", "support_end", _day, needed=True),
)


def read_schools(content: bytes) -> tuple[tuple[School, ...], tuple[str, ...]]:
    """The schools of a CSV file and its faults ("række 7: …")."""
    rows, faults = _read(content, SCHOOL_COLUMNS)
    schools = [(number, School(**values)) for number, values in rows]
    names = ((number, word) for number, school in schools for word in {school.name, *school.aliases})
    return tuple(school for _, school in schools), (*faults, *_twice(names, "navn"))


def read_educators(content: bytes) -> tuple[tuple[Educator, ...], tuple[str, ...]]:
    """The educators of a CSV file and its faults."""
    rows, faults = _read(content, EDUCATOR_COLUMNS)
    educators = [(number, Educator(**values)) for number, values in rows]
    twice = _twice(((number, educator.id) for number, educator in educators), "id")
    return tuple(educator for _, educator in educators), (*faults, *twice)


def read_rounds(content: bytes) -> tuple[tuple[Round, ...], tuple[str, ...]]:
    """The rounds of a CSV file and its faults."""
    rows, faults = _read(content, ROUND_COLUMNS)
    rounds = [(number, Round(**values)) for number, values in rows]
    disordered = [f"række {number}: {fault}" for number, entry in rounds if (fault := _disorder(entry))]
    twice = _twice(((number, entry.name) for number, entry in rounds), "navn")
    return tuple(entry for _, entry in rounds), (*faults, *disordered, *twice)


def unknown_words(educators: Iterable[Educator], schools: Sequence[School]) -> tuple[str, ...]:
    """Schools and districts that educators name and the school register lacks; one sentence each."""
    names = {school.name for school in schools}
    districts = {school.district for school in schools if school.district}
    faults = []
    for educator in educators:
        lacking = [name for name in (*educator.attached, *educator.conflicts) if name not in names]
        faults += [f'{educator.id}: "{name}" er ikke en skole i skoleregistret' for name in lacking]
        lacking = [name for name in educator.districts if districts and name not in districts]
        faults += [f'{educator.id}: "{name}" er ikke et distrikt i skoleregistret' for name in lacking]
    return tuple(faults)


def write_register(entries: Sequence[School | Educator | Round], columns: Sequence[Column]) -> str:
    """The register as CSV with semicolons, as a Danish spreadsheet opens it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(column.title for column in columns)
    writer.writerows([column.show(getattr(entry, column.field)) for column in columns] for entry in entries)
    return out.getvalue()


def _disorder(entry: Round) -> str | None:
    if entry.answer_date < entry.deadline:
        return "svardato: datoen ligger før fristen"
    if entry.support_start < entry.deadline:
        return "støtte fra: datoen ligger før fristen"
    return "støtte til: datoen ligger før støttens start" if entry.support_end < entry.support_start else None


def _read(content: bytes, columns: Sequence[Column]) -> tuple[list[tuple[int, dict[str, Any]]], list[str]]:
    text = _text(content)
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";\t,", key=first.count))
    titles = [title.strip().casefold() for title in next(reader, [])]
    found, faults = _columns(titles, columns)
    rows: list[tuple[int, dict[str, Any]]] = []
    if faults:
        return rows, faults
    for cells in reader:
        if any(cell.strip() for cell in cells):
            values, wrong = _row(cells, found, columns)
            faults += [f"række {reader.line_num}: {fault}" for fault in wrong]
            rows += [] if wrong else [(reader.line_num, values)]
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


def _text(content: bytes) -> str:
    """UTF-8 (with or without a mark), else what Windows writes."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


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
