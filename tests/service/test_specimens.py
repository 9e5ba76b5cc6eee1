"""The mails that are shown about an invented case are those a school would get today."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.settings import Settings
from service.specimens import specimens

AUTUMN, WINTER, OVER = (datetime(*day, 10, tzinfo=UTC) for day in ((2022, 9, 1), (2022, 10, 3), (2026, 11, 22)))


def test_they_are_signed_as_every_mail_is(settings: Settings) -> None:
    other = replace(settings, municipality=settings.municipality.model_copy(update={"educator_word": "støttelærer"}))
    shown = specimens(other, AUTUMN)
    assert all(one.mail.text.rstrip().endswith("\nSilkeborg Kommune, læringsvejledning") for one in shown)
    assert "Støttelærer: Anna Birk" in "".join(one.mail.text for one in shown)


@pytest.mark.parametrize(
    ("now", "name"), [(AUTUMN, "1. runde 2022/23"), (WINTER, "2. runde 2022/23"), (OVER, "4. runde 2022/23")]
)
def test_they_are_all_about_the_open_round_or_the_last_there_was(settings: Settings, now: datetime, name: str) -> None:
    """Its name and its deadline: no mail mixes two rounds."""
    told = "".join(one.mail.text for one in specimens(settings, now))
    (deadline,) = (str(one.deadline.day) for one in settings.rounds if one.name == name)
    assert set(re.findall(r"\d\. runde \d{4}/\d\d", told)) == {name}
    asked = set(re.findall(r"(?:senest|fristen|Fristen for .* var|Frist) \w+ (\d+)\. \w+ \d{4}", told))
    answers = {str(one.answer_date.day) for one in settings.rounds if one.name == name}
    assert asked <= {deadline} | answers
    assert deadline in asked
