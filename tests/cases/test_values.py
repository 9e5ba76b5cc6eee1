"""Rounds, supplements and how a CPR number is shown."""

from datetime import UTC, date, datetime

import pytest

from cases.application import Application, Ink, SignatureBox, Source, Value, supplemented
from cases.cpr import WRITTEN, masked
from cases.kinds import Kind
from cases.rounds import Round, missed, round_for

ROUNDS = tuple(
    Round(name, deadline, deadline, deadline, deadline)
    for name, deadline in (("1", date(2022, 9, 23)), ("2", date(2022, 12, 2)), ("3", date(2023, 3, 3)))
)


@pytest.mark.parametrize(
    ("received", "current", "late"),
    [
        (datetime(2022, 9, 23, 21, 59, 59, tzinfo=UTC), "1", None),  # 23:59:59 in Copenhagen, summer time
        (datetime(2022, 9, 23, 22, 0, 0, tzinfo=UTC), "2", "1"),
        (datetime(2022, 12, 2, 22, 59, 59, tzinfo=UTC), "2", None),  # 23:59:59, winter time
        (datetime(2022, 12, 2, 23, 0, 0, tzinfo=UTC), "3", "2"),
        (datetime(2022, 12, 20, tzinfo=UTC), "3", None),  # so late that the next round was meant
        (datetime(2023, 3, 4, tzinfo=UTC), None, "3"),
        (datetime(2024, 1, 1, tzinfo=UTC), None, None),
    ],
)
def test_a_round_ends_at_midnight_in_copenhagen(received, current, late) -> None:
    """The deadline's whole day counts, summer and winter."""
    found, gone = round_for(received, ROUNDS), missed(received, ROUNDS)
    assert (found and found.name, gone and gone.name) == (current, late)


@pytest.mark.parametrize(
    "text", ["150312-9993", "1503129993", "150312 9993", "15.03.12-9993", "150312–9993", "se 240813-9993."]
)
def test_a_cpr_number_is_seen_however_it_is_written(text) -> None:
    """With dash, without, spaced, dotted."""
    assert WRITTEN.search(text)


@pytest.mark.parametrize("text", ["12345678", "20220923101502", "tlf 1234 5678", "2022-09-23"])
def test_other_digits_are_not_taken_for_a_cpr_number(text) -> None:
    """Phone numbers, dates and a scanner's time stamps are not."""
    assert not WRITTEN.search(text)


def test_a_masked_number_keeps_only_the_birth_date() -> None:
    """The last four never show; what is not a number shows nothing."""
    assert masked("150312-9993") == masked("1503129993") == "150312-••••"
    assert masked("kl. 5") == "••••••-••••"


def test_a_supplement_adds_and_never_takes_away_a_signature() -> None:
    """Newer values win, empty ones do not; the better state of each box stays."""

    def box(name: str, ink: Ink, page: int) -> SignatureBox:
        return SignatureBox(name, ink, 0.9, page, (0, 0, 1, 1))

    first = Application(
        Kind.PUPIL, "Sejs Skole", "Noah Dam", "elev-1",
        {"goal": Value("ro", 0.9, Source.OCR), "contact_name": Value("A", 0.9, Source.OCR)},
        (box("signature_1", Ink.SIGNED, 1), box("signature_2", Ink.EMPTY, 1)),
    )  # fmt: skip
    later = Application(
        Kind.UNKNOWN, None, None, None,
        {"goal": Value("", 0.1, Source.OCR), "contact_name": Value("B", 0.9, Source.OCR)},
        (box("signature_1", Ink.EMPTY, 2), box("signature_2", Ink.SIGNED, 2)),
    )  # fmt: skip
    both = supplemented(first, later)
    assert (both.kind, both.school, both.detail, both.form) == (Kind.PUPIL, "Sejs Skole", "Noah Dam", "elev-1")
    assert (both.text("goal"), both.text("contact_name")) == ("ro", "B")
    assert [(b.state, b.page) for b in both.signatures] == [(Ink.SIGNED, 1), (Ink.SIGNED, 2)]


@pytest.mark.parametrize(
    ("first", "then", "stands"),
    [
        (Source.OCR, Source.OCR, "ny"),
        (Source.OCR, Source.FORM_FIELD, "ny"),
        (Source.OCR, Source.FILE_NAME, "gammel"),
        (Source.FILE_NAME, Source.OCR, "ny"),
        (Source.PERSON, Source.FORM_FIELD, "gammel"),
        (None, Source.FILE_NAME, "ny"),
    ],
)
def test_a_later_value_wins_over_its_equals_only(first, then, stands) -> None:
    """What a person wrote stays; a name fills a gap and corrects nothing."""
    earlier = Application(Kind.TOPIC, values={"topic": Value("gammel", 0.9, first)} if first else {})
    later = Application(Kind.TOPIC, values={"topic": Value("ny", 0.9, then)})
    assert supplemented(earlier, later).text("topic") == stands


def test_what_a_person_wrote_about_school_and_pupil_stays() -> None:
    """Not only the field: what the case is about, too."""
    values = {name: Value("x", 1.0, Source.PERSON) for name in ("school", "pupil_name")}
    earlier = Application(Kind.PUPIL, "Sejs Skole", "Emma Holm", values=values)
    both = supplemented(earlier, Application(Kind.PUPIL, "Ans Skole", "Emma Halm"))
    assert (both.school, both.detail) == ("Sejs Skole", "Emma Holm")


def test_a_number_too_many_is_not_forgotten() -> None:
    """That an earlier paper had one stays known."""
    assert supplemented(Application(Kind.CLASS, surplus_cpr=True), Application(Kind.CLASS)).surplus_cpr
