"""A workbook gives the same register as the CSV file; one that cannot be read says what to do."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from cases.people import Absence, Educator, RoundCapacity, School
from review.columns import EDUCATOR_COLUMNS, SCHOOL_COLUMNS
from service.cli import tovholder
from service.init import write_files
from service.registers import read_educators, read_rounds, read_schools, write_register, write_workbook
from service.settings import EXAMPLES
from service.spreadsheet import SheetError, sheet_rows


def saved(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def run(*words: str) -> Result:
    return CliRunner().invoke(tovholder, words, prog_name="tovholder")


def test_numbers_days_and_percents_are_read_as_people_see_them() -> None:
    head = ("navn", "frist", "svardato", "støtte fra", "støtte til")
    days = (datetime(2026, 9, 25), date(2026, 10, 9), "26-10-2026", "2026-12-22")
    (entry,), faults = read_rounds(saved(head, ("1. runde", *days)))
    assert (entry.deadline, entry.support_start, faults) == (date(2026, 9, 25), date(2026, 10, 26), ())
    (educator,), faults = read_educators(
        saved(("Id", "Navn", "Mail", "Pladser", "Andel", "Telefon"), ("a", "Anna", "a@b.example", 4.0, 0.8, 70123461))
    )
    assert (educator.capacity, educator.share, educator.phone, faults) == (4, 0.8, "70123461", ())


def test_every_fault_of_a_workbook_is_told_with_its_row() -> None:
    rows = (("id", "navn", "mail", "pladser"), ("a", "A", "a@b.example", 4), (), (None, "B", "b", "mange"))
    educators, faults = read_educators(saved(*rows))
    assert [educator.id for educator in educators] == ["a", "række 4"]
    assert [fault.partition(":")[0] for fault in faults] == ["række 4", "række 4", "række 4"]


@pytest.mark.parametrize("name", ["silkeborg-laeringsvejledere", "fredericia-laeringsmiljoepaedagoger"])
def test_a_register_written_as_a_workbook_is_read_again_as_it_was(name: str) -> None:
    educators, _ = read_educators((EXAMPLES / f"{name}.csv").read_bytes())
    assert read_educators(write_workbook(educators, EDUCATOR_COLUMNS)) == (educators, ())


def test_what_looks_like_a_formula_stays_a_text() -> None:
    schools = (School("=1+1", aliases=("=HYPERLINK(1)",)), School("Ans Skole"))
    assert read_schools(write_workbook(schools, SCHOOL_COLUMNS)) == (schools, ())


def test_everything_of_an_educator_survives_both_ways() -> None:
    educator = Educator(
        "ab", "Anna", "a@b.example", "70", 2.5, ("a",), ("d",), ("Ans",), ("X",),
        (Absence(date(2026, 1, 5), date.max),), 0.625, ("arabisk", "polsk"), (RoundCapacity("2. runde", 0),),
    )  # fmt: skip
    assert read_educators(write_workbook([educator], EDUCATOR_COLUMNS)) == ((educator,), ())
    assert read_educators(write_register([educator], EDUCATOR_COLUMNS).encode()) == ((educator,), ())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "gem den som .xlsx uden adgangskode"),
        (b"PK\x03\x04 not a zip", "åbn den, og gem den igen"),
        (saved(("id",))[:200], "åbn den, og gem den igen"),
    ],
    ids=["old", "torn", "cut"],
)
def test_a_file_that_is_no_workbook_we_read_says_what_to_do(content: bytes, says: str) -> None:
    with pytest.raises(SheetError, match=says):
        sheet_rows(content)
    assert says in read_educators(content)[1][0]


@pytest.mark.parametrize("suffix", [".docx", ".zip"])
def test_another_kind_of_package_is_no_workbook(suffix: str, tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / f"x{suffix}", "w") as package:
        package.writestr("word/document.xml", "<w/>")
    with pytest.raises(SheetError, match="åbn den, og gem den igen"):
        sheet_rows((tmp_path / f"x{suffix}").read_bytes())


def test_an_endless_sheet_is_refused() -> None:
    content = saved(*((number,) for number in range(5)))
    assert len(sheet_rows(content, most=5)) == 5
    with pytest.raises(SheetError, match="flere end 4 rækker"):
        sheet_rows(content, most=4)


def test_a_workbook_is_imported_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path / "tovholder.toml", "fredericia", {})
    target = tmp_path / "fredericia-laeringsmiljoepaedagoger.csv"
    before = target.read_text("utf-8")
    head = ("id", "navn", "mail", "pladser", "distrikter", "ikke skoler", "pladser i runder")
    anna = ("ann", "Anna Birk", "ann@fredericia.example", 3, "Erritsø", "Bøgehaven", "2. kvartal 2027=1")
    wrong = ("bo", "Bo Lind", "bo@fredericia.example", 3, "Nord", "Voel Skole", "5. kvartal=1")
    (tmp_path / "ny.xlsx").write_bytes(saved(head, anna, (), wrong))
    refused = run("educators", "import", "ny.xlsx")
    assert (refused.exit_code, target.read_text("utf-8")) == (2, before)
    assert refused.stderr.splitlines()[1:] == [
        '  række 4: bo: "Voel Skole" er ikke en skole i skoleregistret',
        '  række 4: bo: "Nord" er ikke et distrikt i skoleregistret',
        '  række 4: bo: "5. kvartal" er ikke en af runderne',
    ]
    (tmp_path / "ny.xlsx").write_bytes(saved(head, anna))
    assert run("educators", "import", "ny.xlsx").exit_code == 0
    (educator,), faults = read_educators(target.read_bytes())
    assert (educator.capacity_in("1. kvartal 2027"), educator.capacity_in("2. kvartal 2027"), faults) == (3, 1, ())


def test_a_register_is_exported_as_a_workbook_that_can_be_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path / "tovholder.toml", "silkeborg", {})
    for name in ("schools", "educators"):
        assert run(name, "export", "-o", f"{name}.xlsx").exit_code == 0
        assert run(name, "import", f"{name}.xlsx").exit_code == 0
    assert read_educators((tmp_path / "educators.xlsx").read_bytes()) == read_educators(
        (EXAMPLES / "silkeborg-laeringsvejledere.csv").read_bytes()
    )


@pytest.mark.slow
def test_a_small_file_that_unpacks_to_an_endless_one_is_refused_unread() -> None:
    """200 MB of the same letter are packed into 200 kB."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/x.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(201):
            part.write(b"x" * 1_000_000)
    with pytest.raises(SheetError, match="for stort"):
        sheet_rows(out.getvalue())
