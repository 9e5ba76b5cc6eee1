"""Danish words for dates, times and lists."""

from datetime import UTC, date, datetime

import pytest

from replies import words


@pytest.mark.parametrize(
    ("on", "text"),
    [
        (date(2026, 12, 2), "onsdag 2. december 2026"),
        (date(2022, 9, 23), "fredag 23. september 2022"),
        (date(2023, 3, 3), "fredag 3. marts 2023"),
        (date(2024, 2, 29), "torsdag 29. februar 2024"),
        (date(2027, 5, 30), "søndag 30. maj 2027"),
    ],
)
def test_a_date_is_written_as_danes_write_it(on: date, text: str) -> None:
    assert words.weekday(on) == text
    assert text.endswith(words.day(on))


@pytest.mark.parametrize(("month", "text"), [(1, "08.12"), (7, "09.12")])
def test_a_time_is_the_one_on_the_wall_in_denmark(month: int, text: str) -> None:
    assert words.clock(datetime(2026, month, 5, 7, 12, tzinfo=UTC)) == text


@pytest.mark.parametrize(
    ("given", "text"), [((), ""), (("a",), "a"), (("a", "b"), "a og b"), (("a", "b", "c"), "a, b og c")]
)
def test_words_are_listed(given: tuple[str, ...], text: str) -> None:
    assert words.listed(given) == text


def test_one_is_not_many() -> None:
    assert [words.counted(n, "sag", "sager") for n in (0, 1, 2)] == ["0 sager", "1 sag", "2 sager"]
