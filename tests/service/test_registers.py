"""The registers come in as spreadsheets save them; every fault of a file is told with its row."""

from datetime import date
from pathlib import Path

import pytest

from cases.people import Absence, Educator, RoundCapacity, School
from cases.registers import Register, Registers
from cases.rounds import Round
from review.columns import EDUCATOR_COLUMNS, ROUND_COLUMNS, SCHOOL_COLUMNS
from service.registers import (
    read_educators,
    read_rounds,
    read_schools,
    replace_file,
    row_numbers,
    unknown_words,
    write_register,
)
from service.sheets import RegisterSheets

ANS = School("Ans Skole", "folkeskole", ("Ans",), None, ("kontor@ans.example", "@ans.example"))
ROW = "Ans Skole;folkeskole;Ans;;Kontor@ans.example|@ans.example"


@pytest.mark.parametrize(
    "content",
    [
        f"navn;type;aliaser;distrikt;afsendere\n{ROW}\n".encode(),
        f"\ufeffNavn;Type;Aliaser;Distrikt;Afsendere\r\n{ROW}\r\n;;;;\r\n".encode(),
        f"name;type;aliases;district;senders\n{ROW}\n".encode(),
        f"navn;type;aliaser;distrikt;afsendere\n{ROW}\n".replace(";", "\t").encode(),
        f"navn;type;aliaser;distrikt;afsendere\n{ROW}\n".replace(";", ",").encode(),
        "afsendere;navn;type;aliaser\n@ans.example;Ans Skole;folkeskole;Ans\n"
        .replace("@ans", "kontor@ans.example|@ans", 1).encode(),
    ],
    ids=["semicolon", "bom-crlf", "english", "tab", "comma", "other-order"],
)  # fmt: skip
def test_a_spreadsheets_ways_of_saving_all_give_the_same_school(content: bytes) -> None:
    assert read_schools(content) == ((ANS,), ())


def test_windows_own_letters_are_read() -> None:
    schools, faults = read_schools("navn;aliaser\nGødvadskolen;Gødvad|Gødvadsk.\n".encode("cp1252"))
    assert (schools[0].name, schools[0].aliases, faults) == ("Gødvadskolen", ("Gødvad", "Gødvadsk."), ())


def test_every_fault_of_a_file_is_told_with_its_row() -> None:
    rows = (
        "id;navn;mail;pladser;fravær",
        "ab;Anna Birk;anna@kommune.example;4;2026-01-05/2026-02-01",
        ";Bo Lind;bo;mange;i morgen",
        "ab;Carl Dam;carl@kommune.example;2000;2026-02-01/2026-01-05",
        "",
        "AB;Else Kær;else@kommune.example;2,5;",
    )
    educators, faults = read_educators("\n".join(rows).encode())
    assert [educator.id for educator in educators] == ["ab", "række 3", "ab", "AB"]
    assert faults == (
        "række 3: id: mangler",
        'række 3: mail: skriv en mailadresse, fx "navn@kommune.dk"',
        "række 3: pladser: skriv et antal mellem 0 og 1000, fx 4",
        "række 3: fravær: skriv en dato som 2026-12-02, eller en periode som 2026-01-05/2026-02-01",
        "række 4: pladser: skriv et antal mellem 0 og 1000, fx 4",
        "række 4: fravær: den sidste dag ligger før den første: skriv en periode som 2026-01-05/2026-02-01",
        'række 4: id: "ab" står også i række 2',
        'række 6: id: "AB" står også i række 2',
    )


@pytest.mark.parametrize(
    ("head", "faults"),
    [
        ("navn;farve", ('række 1: "farve" er ikke en kolonne',)),
        ("type", ("række 1: kolonnen navn mangler",)),
        ("", ("række 1: kolonnen navn mangler",)),
    ],
)
def test_a_wrong_head_is_told_before_any_row(head: str, faults: tuple[str, ...]) -> None:
    assert read_schools(f"{head}\nx;y\n".encode()) == ((), faults)


def test_two_schools_may_not_share_a_name() -> None:
    _, faults = read_schools(b"navn;aliaser\nAns Skole;Ans\nAnsgarskolen;ans\n")
    assert faults == ('række 3: navn: "ans" står også i række 2',)


@pytest.mark.parametrize("sender", ["ans.example", "@", "en to@ans.example", "a@b@c.example"])
def test_a_sender_is_an_address_or_a_domain(sender: str) -> None:
    _, faults = read_schools(f"navn;afsendere\nAns Skole;{sender}\n".encode())
    assert faults[0].startswith("række 2: afsendere: skriv mailadresser")


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        ("25-09-2026;2026-09-01;2026-10-26;2026-12-22", "række 2: svardato: datoen ligger før fristen"),
        ("25-09-2026;2026-10-09;2026-09-01;2026-12-22", "række 2: støtte fra: datoen ligger før fristen"),
        ("25-09-2026;2026-10-09;2026-10-26;2026-10-01", "række 2: støtte til: datoen ligger før støttens start"),
        ("31-09-2026;2026-10-09;2026-10-26;2026-12-22", "række 2: frist: skriv en dato som 2026-12-02"),
    ],
)
def test_a_rounds_days_come_in_order(days: str, fault: str) -> None:
    assert read_rounds(f"navn;frist;svardato;støtte fra;støtte til\n1. runde;{days}\n".encode())[1] == (fault,)


def test_what_is_written_is_read_again_as_it_was() -> None:
    away = (Absence(date(2026, 1, 5), date(2026, 2, 1)),)
    educator = Educator(
        "ab", "Anna; Birk", "anna@kommune.example", "70", 2.5, ("a", "b"), ("d",), ("Ans Skole",), ("X",), away,
        0.8, ("arabisk",), (RoundCapacity("2. runde = ny", 1.5),),
    )  # fmt: skip
    round_ = Round("1. runde", date(2026, 9, 25), date(2026, 10, 9), date(2026, 10, 26), date(2026, 12, 22))
    assert read_schools(write_register([ANS], SCHOOL_COLUMNS).encode()) == ((ANS,), ())
    assert read_educators(write_register([educator], EDUCATOR_COLUMNS).encode()) == ((educator,), ())
    assert read_rounds(write_register([round_], ROUND_COLUMNS).encode()) == ((round_,), ())


def test_educators_name_schools_and_districts_that_exist() -> None:
    schools = (School("Ans Skole", district="Nord"),)
    educator = Educator(
        "ab", "Anna", "a@b.example", districts=("Syd", "Nord"), attached=("Ans",), conflicts=("Ans Skole",)
    )
    assert unknown_words([educator], schools, ()) == (
        'ab: "Ans" er ikke en skole i skoleregistret',
        'ab: "Syd" er ikke et distrikt i skoleregistret',
    )


WHOLE = Registers(
    (School("Ans Skole", district="Nord"),),
    (Educator("ab", "Anna", "a@b.example", districts=("Nord",), attached=("Ans Skole",)),),
    (Round("1. runde", date(2026, 9, 25), date(2026, 10, 9), date(2026, 10, 26), date(2026, 12, 22)),),
)


def test_names_that_no_register_has_are_told_in_the_same_go_as_wrong_cells() -> None:
    """In the rows with wrong cells too, and in one without an id."""
    rows = (
        "id;navn;mail;pladser;distrikter;faste skoler;pladser i runder;fravær",
        "ab;Anna;a@b.example;4;Syd;Ans;9. runde=1;i morgen",
        "ab;Bo;b@b.example;mange;Nord;;;",
        ";Carl;c@b.example;1;Vest;;;",
    )
    _, faults = RegisterSheets().read(Register.EDUCATORS, "\n".join(rows).encode(), WHOLE)
    assert [fault.partition(", eller")[0] for fault in faults] == [
        "række 2: fravær: skriv en dato som 2026-12-02",
        "række 3: pladser: skriv et antal mellem 0 og 1000, fx 4",
        "række 4: id: mangler",
        'række 3: id: "ab" står også i række 2',
        'række 2: ab: "Ans" er ikke en skole i skoleregistret',
        'række 2: ab: "Syd" er ikke et distrikt i skoleregistret',
        'række 2: ab: "9. runde" er ikke en af runderne',
        'række 4: "Vest" er ikke et distrikt i skoleregistret',
    ]


@pytest.mark.parametrize(
    ("register", "content", "told"),
    [
        (Register.SCHOOLS, "navn;distrikt;afsendere\nAns Skole;Nord;ans", 1),
        (Register.SCHOOLS, "navn;distrikt;afsendere\nBalle;Nord;balle", 2),
        (Register.SCHOOLS, "navn;farve\nAns Skole;grøn", 1),
        (
            Register.ROUNDS,
            "navn;frist;svardato;støtte fra;støtte til\n1. runde;i dag;2026-10-09;2026-10-26;2026-12-22",
            1,
        ),
    ],
)
def test_what_others_name_counts_as_there_when_only_another_cell_of_it_is_wrong(register, content, told) -> None:
    assert len(RegisterSheets().read(register, content.encode(), WHOLE)[1]) == told


def test_a_replaced_file_leaves_the_one_before(tmp_path: Path) -> None:
    target = tmp_path / "skoler.csv"
    replace_file(target, "ny\n")
    replace_file(target, "nyere\n")
    assert target.read_text("utf-8-sig") == "nyere\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["skoler.csv", "skoler.csv.bak"]
    assert (tmp_path / "skoler.csv.bak").read_text("utf-8-sig") == "ny\n"


@pytest.mark.parametrize(
    ("text", "share"),
    [("80 %", 0.8), ("80%", 0.8), ("80", 0.8), ("0,8", 0.8), ("1", 1), ("100 %", 1), ("0.5", 0.5), ("", 1)],
)
def test_a_part_of_full_time_is_written_in_many_ways(text: str, share: float) -> None:
    (educator,), faults = read_educators(f"id;navn;mail;pladser;andel\na;A;a@b.example;5;{text}\n".encode())
    assert (educator.share, educator.capacity_in("1. runde"), faults) == (share, 5 * share, ())


@pytest.mark.parametrize(
    ("column", "text", "fault"),
    [
        ("andel", "0", 'skriv en andel af fuld tid, fx "80 %"'),
        ("andel", "120 %", 'skriv en andel af fuld tid, fx "80 %"'),
        ("andel", "halv", 'skriv en andel af fuld tid, fx "80 %"'),
        ("pladser i runder", "2. runde", 'skriv runder og pladser som "2. runde=3|3. runde=0"'),
        ("pladser i runder", "=3", 'skriv runder og pladser som "2. runde=3|3. runde=0"'),
        ("pladser i runder", "2. runde=mange", "skriv et antal mellem 0 og 1000, fx 4"),
        ("pladser i runder", "2. runde=1|2. runde=2", "hver runde må kun stå én gang"),
        ("fravær", "/2026-02-01", "skriv en dato som 2026-12-02, eller en periode som 2026-01-05/2026-02-01"),
        (
            "fravær",
            "2026-12-01 til 2027-01-10",
            "skriv en dato som 2026-12-02, eller en periode som 2026-01-05/2026-02-01",
        ),
    ],
)
def test_a_wrong_cell_says_what_to_write_there(column: str, text: str, fault: str) -> None:
    _, faults = read_educators(f"id;navn;mail;pladser;{column}\na;A;a@b.example;5;{text}\n".encode())
    assert faults == (f"række 2: {column}: {fault}",)


def test_a_school_is_not_both_an_educators_own_and_barred() -> None:
    _, faults = read_educators(b"id;navn;mail;pladser;faste skoler;ikke skoler\na;A;a@b.example;5;Ans|X;Ans\n")
    assert faults == ('række 2: ikke skoler: "Ans" står også under faste skoler',)


def test_what_is_said_of_one_round_touches_no_other() -> None:
    (educator,), _ = read_educators(
        b"id;navn;mail;pladser;andel;pladser i runder\na;A;a@b.example;4;75 %;2. runde=1|4. runde=0\n"
    )
    assert [educator.capacity_in(f"{n}. runde") for n in range(1, 5)] == [3, 1, 3, 0]


def test_who_has_left_is_away_for_good() -> None:
    (educator,), _ = read_educators(b"id;navn;mail;pladser;absences\na;A;a@b.example;4;2026-11-01/\n")
    assert educator.absences == (Absence(date(2026, 11, 1), date.max),)


def test_names_that_no_register_has_are_told_with_the_row() -> None:
    content = b"id;navn;mail;pladser;pladser i runder\na;A;a@b.example;4;\n\nb;B;b@b.example;4;5. runde=1\n"
    educators, _ = read_educators(content)
    rounds = (Round("1. runde", date(2026, 9, 25), date(2026, 10, 9), date(2026, 10, 26), date(2026, 12, 22)),)
    rows = row_numbers(content, EDUCATOR_COLUMNS)
    assert rows == (2, 4)
    assert unknown_words(educators, (), rounds, rows) == ('række 4: b: "5. runde" er ikke en af runderne',)
