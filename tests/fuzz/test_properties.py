"""What holds for every input that hypothesis makes up: letters, file names, dates, CPR numbers, settings."""

import sys
import tempfile
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume
from hypothesis import strategies as st

from cases.cpr import WRITTEN, masked
from cases.errors import SettingsError
from cases.kinds import Kind
from cases.people import School
from intake.authentication import verified
from intake.checks.cpr import birth_date
from intake.filenames import as_json, read_file_name
from intake.forms import FieldType
from intake.headers import addresses, decoded, file_name, parameters, safe_name
from intake.letter import Letter, parse_letter
from intake.looks import right, starts_with_date, tidy
from intake.schools import register
from intake.senders import WHY_NOT, why_not_answer
from intake.wire import from_json, to_json
from service.settings import EXAMPLES, load
from tests.fuzz.holds import holds
from tests.fuzz.mails import WAYS, by_the_library, disposition, names, raw_mails, with_name
from tests.letters.sound import sound

SCHOOLS = register([School("Gødvadskolen", "folkeskole", ("Gødvad",)), School("Sejs Skole", "folkeskole", ("Sejs",))])
CPRS = ("150312-9993", "240813-9993", "070909-9993", "311210-9994", "190514-9994")
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
plain = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30)


# --- letters


@holds(raw=raw_mails)
def test_any_bytes_are_a_letter_with_an_end(raw: bytes) -> None:
    sound(parse_letter(raw))


@holds(raw=raw_mails)
def test_a_letter_travels_from_the_child_and_arrives_as_it_was(raw: bytes) -> None:
    letter, beside = parse_letter(raw), []
    assert from_json(Letter, to_json(letter, beside), beside) == letter


@holds(raw=raw_mails, own=st.sampled_from(["a@b.test", ""]))
def test_whether_any_letter_is_answered_is_decided_with_a_known_reason(raw: bytes, own: str) -> None:
    letter = parse_letter(raw)
    trust = verified(letter, "mx.kommune.test", "")
    assert trust in ("verified", "weak", "failed", "unknown")
    why = why_not_answer(letter, own_addresses=[own], registered=True, verified=trust)
    assert why is None or why in dict(WHY_NOT)


@holds(value=st.text(max_size=300))
def test_no_header_is_too_odd_to_be_read(value: str) -> None:
    assert "\n" not in decoded(value)
    main, found = parameters(value)
    assert main == main.strip()
    assert isinstance(file_name(found, found), str)
    assert all("@" in address and " " not in address for address in addresses(value))


@holds(subject=plain, body=plain, content=st.binary(min_size=1, max_size=500), name=plain)
def test_what_the_standard_library_writes_comes_back(subject: str, body: str, content: bytes, name: str) -> None:
    letter = parse_letter(by_the_library(subject, body, [(f"{name}.pdf", b"%PDF-" + content)]))
    assert letter.subject == unicodedata.normalize("NFC", subject)
    assert letter.body == body.strip()
    (paper,) = letter.papers
    assert (paper.content, paper.name) == (b"%PDF-" + content, safe_name(f"{name}.pdf"))


# --- file names


@holds(name=names, way=st.sampled_from(WAYS))
def test_a_name_written_in_any_dialect_is_read_and_made_safe(name: str, way: str) -> None:
    assume(name.isprintable() or way != "raw")
    assume(not any(0xD800 <= ord(char) < 0xE000 for char in name))
    assume(way != "raw" or ("=?" not in name and "%" not in name and "'" not in name and name.strip()))
    (paper,) = parse_letter(with_name(disposition(name, way))).papers
    assert paper.name == (safe_name(name) or "bilag-1.pdf")


@holds(name=st.text(max_size=300))
def test_a_safe_name_is_safe_and_stays_as_it_is(name: str) -> None:
    safe = safe_name(name)
    assert len(safe) <= 150
    assert safe == safe_name(safe)
    assert not set(safe) & set("/\\\0\r\n")
    assert not [char for char in safe if unicodedata.category(char)[0] == "C"]
    assert safe not in (".", "..")


@holds(name=st.text(max_size=120), subject=st.text(max_size=120))
def test_any_name_and_subject_are_read_with_a_confidence(name: str, subject: str) -> None:
    read = read_file_name(name, subject, SCHOOLS)
    assert 0 <= read.confidence <= 1
    assert isinstance(as_json(read)["flags"], list)


@holds(number=st.sampled_from(CPRS), before=plain, after=plain)
def test_no_cpr_number_of_a_name_gets_into_what_is_shown(number: str, before: str, after: str) -> None:
    read = read_file_name(f"Sejs Skole - {before} {number} {after}.pdf", "", SCHOOLS)
    digits = "".join(char for char in read.detail or "" if char.isdecimal())
    assert number.replace("-", "") not in digits


@holds(
    pupil=st.sampled_from(["Emma Holm", "Storm Kjær", "Åse Ø. Sørensen"]),
    joint=st.sampled_from([" - ", " – ", "_-_", " / "]),
    form=st.sampled_from(["NFC", "NFD"]),
    ending=st.sampled_from([".pdf", ".PDF", ".jpg", ""]),
)
def test_the_convention_is_read_whatever_the_joint_the_form_and_the_ending(
    pupil: str, joint: str, form: str, ending: str
) -> None:
    read = read_file_name(unicodedata.normalize(form, f"Gødvadskolen{joint}{pupil}{ending}"), "", SCHOOLS)
    assert (read.school, read.kind, read.detail) == ("Gødvadskolen", Kind.PUPIL, pupil)


# --- dates


@holds(day=days, form=st.sampled_from(["{d.day}-{d.month}-{d.year}", "{d:%d.%m.%y}", "{d:%d/%m %Y}", "{d:%d %m %Y}"]))
def test_every_day_is_a_date_however_it_is_written(day: date, form: str) -> None:
    assert right(tidy(form.format(d=day), FieldType.DATE), FieldType.DATE)


@holds(text=st.text(max_size=40), kind=st.sampled_from(FieldType))
def test_no_text_is_too_odd_for_a_box_and_what_is_tidy_stays_so(text: str, kind: FieldType) -> None:
    assert isinstance(right(text, kind), bool)
    assert tidy(tidy(text, kind), kind) == tidy(text, kind)


# --- CPR numbers


@holds(text=st.text("0123456789-. –x", max_size=16))
def test_whatever_ten_digits_say_is_a_day_or_nothing_and_is_never_shown_whole(text: str) -> None:
    digits = "".join(filter(str.isdigit, text))
    born, replaced = birth_date(digits)
    assert born is None or 1857 < born.year < 2058
    assert not replaced or digits[0] in "6789"
    assert starts_with_date(digits) == (born is not None)
    assert digits[6:10] not in masked(text) if len(digits) == 10 and digits[6:] not in digits[:6] else True


@holds(day=days, last=st.integers(5000, 9999), form=st.sampled_from(["{0}-{1}", "{0} {1}", "{0}{1}", "{0} – {1}"]))
def test_a_number_is_found_however_it_is_written(day: date, last: int, form: str) -> None:
    written = form.format(f"{day:%d%m%y}", last)
    assert WRITTEN.search(f"Elev {written}.")


@holds(day=st.dates(date(2008, 1, 2), date(2036, 12, 31)), last=st.integers(4000, 9999))
def test_a_childs_number_tells_its_birthday_also_when_it_is_a_replacement(day: date, last: int) -> None:
    number = f"{day:%d%m%y}{last}"
    replacement = f"{int(number[0]) + 6}{number[1:]}"
    assert birth_date(number) == (day, False)
    assert birth_date(replacement) == (day, True)


# --- settings


@holds(
    content=st.one_of(st.binary(max_size=400), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
)
def test_any_file_is_settings_or_a_sentence(content: bytes) -> None:
    _loads(content)


@holds(at=st.integers(0, 10**6), cut=st.integers(0, 60), instead=st.one_of(st.just(""), st.text(max_size=12)))
def test_an_example_that_was_bent_loads_or_names_its_faults(at: int, cut: int, instead: str) -> None:
    text = (EXAMPLES / "silkeborg.toml").read_text("utf-8")
    at %= len(text)
    _loads((text[:at] + instead + text[at + cut :]).encode("utf-8", "replace"), example=True)


def _loads(content: bytes, *, example: bool = False) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for file in EXAMPLES.glob("silkeborg*") if example else ():
            Path(folder, file.name).write_bytes(file.read_bytes())
        path = Path(folder, "tovholder.toml")
        path.write_bytes(content)
        try:
            load(path, {}, secrets=False)
        except SettingsError as error:
            assert str(error)


PROPERTIES = [value for name, value in vars(sys.modules[__name__]).items() if name.startswith("test_")]


@pytest.mark.long
@pytest.mark.parametrize("prop", PROPERTIES, ids=lambda prop: prop.__name__)
def test_each_holds_for_thousands_of_examples(prop) -> None:
    prop.many()
