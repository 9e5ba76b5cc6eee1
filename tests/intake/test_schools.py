"""Finding a school's name in a text."""

import csv
from pathlib import Path

import pytest

from cases.people import School
from intake.schools import register

DATA = Path(__file__).parent.parent / "data"


def schools() -> list[School]:
    with (DATA / "schools.tsv").open(encoding="utf-8", newline="") as file:
        return [
            School(r["name"], r["type"], tuple(filter(None, r["aliases"].split("|"))))
            for r in csv.DictReader(file, delimiter="\t")
        ]


REGISTER = register(schools())


@pytest.mark.parametrize("school", schools(), ids=lambda school: school.name)
def test_every_school_is_found_by_its_name_and_by_each_alias(school):
    for text in (school.name, *school.aliases):
        match = REGISTER.find(f"{text} - 5.b")
        assert match is not None
        assert match.name == school.name


@pytest.mark.parametrize("school", schools(), ids=lambda school: school.name)
def test_every_school_is_found_in_capitals_in_small_letters_and_without_danish_letters(school):
    plain = school.name.replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    for text in (school.name.upper(), school.name.lower(), plain, school.name.replace("ø", "o").replace("å", "a")):
        match = REGISTER.find(text)
        assert match is not None
        assert match.name == school.name


@pytest.mark.parametrize(
    ("text", "name", "flag"),
    [
        ("Gødvedskolen", "Gødvadskolen", "skole_stavefejl"),
        ("Hvinnigndalskolen", "Hvinningdalskolen", "skole_stavefejl"),
        ("Langsøskloen", "Langsøskolen", "skole_stavefejl"),
        ("G?dvadskolen", "Gødvadskolen", "tegn_tabt"),
        ("G\ufffddvadskolen", "Gødvadskolen", "tegn_tabt"),
        ("Fårvang sk.", "Fårvang Skole", "skole_forkortet"),
        ("Sejs-Svejbæk Skole", "Sejs Skole", "skole_alias"),
        ("Kjellerup Skole afd. Sjørslev", "Kjellerup Skole", "skole_afdeling"),
        ("Kjellerup Skole (Vinderslev)", "Kjellerup Skole", "skole_afdeling"),
        ("Friskolen i Silkeborg", "Silkeborg Friskole", None),
        ("Realskolen", "Kornmod Realskole", "skole_flertydig"),
        ("Voelskolen", "Voel Skole", None),
        ("Gødvad Skole", "Gødvadskolen", None),
        ("Balle Skole", "Balleskolen", "skole_alias"),
        ("Kornmod", "Kornmod Realskole", "skole_alias"),
        ("Faarvang Skole", "Fårvang Skole", "skole_translit"),
        ("Steinerskolen i Silkeborg", "Rudolf Steiner-Skolen i Silkeborg", "skole_alias"),
        ("Gødvadskolens", "Gødvadskolen", None),
    ],
)
def test_a_school_is_found_as_people_write_it_and_how_is_noted(text, name, flag):
    match = REGISTER.find(text)
    assert match is not None
    assert match.name == name
    assert match.flags == () if flag is None else flag in match.flags


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Them Skole",
        "Herskind Skole",
        "vores skole",
        "skolen",
        "ansøgning",
        "dansk",
        "Østre Skole",
        "5.b",
        "?",
        "sk",
    ],
)
def test_nothing_is_found_where_no_school_of_the_register_is_named(text):
    assert REGISTER.find(text) is None


def test_a_bare_place_after_a_first_name_is_weak_for_it_may_be_a_surname():
    match = REGISTER.find("Mads Balle")
    assert match is not None
    assert match.strength < 0.5


def test_of_two_schools_the_one_that_stands_alone_is_meant():
    match = REGISTER.find("overgang fra Vestre Skole - Balleskolen")
    assert match is not None
    assert match.name == "Balleskolen"
    assert len(REGISTER.find_all("overgang fra Vestre Skole - Balleskolen")) == 2


def test_what_is_as_near_to_two_schools_is_neither():
    assert register([School("Bakkeskolen"), School("Dakkeskolen")]).find("Takkeskolen") is None


def test_a_match_knows_where_it_stands():
    match = REGISTER.find("2.c på Voel Skole i dag")
    assert match is not None
    assert (match.start, match.end) == (7, 17)
