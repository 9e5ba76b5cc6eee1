"""The demo's settings: the shipped Silkeborg example's registers, servers on loopback, rounds laid around today."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from cases.people import Educator
from cases.rounds import Round
from service.samples.letters import DEADLINE_BEFORE
from service.settings import EXAMPLES, Settings, load
from storage import new_key_file

USER = "laeringsvejledning@silkeborg.example"
PASSWORD = "kun-til-demoen"  # noqa: S105  the embedded servers forget it with the rest
DEADLINES = (21, 105, 190)
"""Days from today to each of the deadlines that are ahead, at least; the one before was `DEADLINE_BEFORE`."""
WEDNESDAY = 2
"""The day of all dates here: no holiday that moves with Easter can fall on it."""
CLOSED = (((1, 1), (1, 3)), ((6, 5), (6, 5)), ((6, 24), (8, 10)), ((12, 20), (12, 31)))
"""From which day to which, as (month, day), nobody at a school can be promised anything: Christmas, Constitution Day,
the summer."""

_FILE = """
state = "{folder}"
key_file = "{folder}/tovholder.key"
schools = "{examples}/silkeborg-skoler.csv"
educators = "{examples}/silkeborg-laeringsvejledere.csv"

[municipality]
name = "Silkeborg Kommune"

[coordinator]
name = "Karen Holm"
email = "koordinator@silkeborg.example"
phone = "70 12 34 56"

[mailbox]
host = "127.0.0.1"
port = {imap}
security = "none"
user = "{user}"

[smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"
auth = "none"
sender = "{user}"
per_minute = 600

[web]
port = {web}
"""

_ROUND = """
[[rounds]]
name = "{0.name}"
deadline = {0.deadline}
answer_date = {0.answer_date}
support_start = {0.support_start}
support_end = {0.support_end}
"""


def demo_settings(folder: Path, imap: int, smtp: int, web: int, today: date) -> Settings:
    """Write the settings and a key into `folder`, and load them as the program always does."""
    places = {"folder": folder.as_posix(), "examples": EXAMPLES.as_posix()}
    text = _FILE.format(**places, imap=imap, smtp=smtp, web=web, user=USER)
    file = folder / "tovholder.toml"
    file.write_text(text + "".join(map(_ROUND.format, rounds_around(today))), "utf-8")
    new_key_file(folder / "tovholder.key")
    settings = load(file, {"TOVHOLDER_MAILBOX_PASSWORD": PASSWORD})
    return replace(settings, educators=tuple(map(_busy, settings.educators)))


def _busy(educator: Educator) -> Educator:
    """Most of their quarter is taken already, so that the few cases of a demo are more than the places."""
    return replace(educator, capacity=min(educator.capacity, 2) - ("klasseledelse" in educator.competences))


def rounds_around(today: date) -> tuple[Round, ...]:
    """Four rounds: one is over, the next is open. Each is answered two weeks after its deadline, its work begins two
    weeks later and takes ten; what falls where schools are closed comes with the first Wednesday after.
    """
    over = _wednesday(today - DEADLINE_BEFORE - timedelta(days=6))
    deadlines = (over, *(_open(today + timedelta(days=days)) for days in DEADLINES))
    return tuple(_round(f"{number}. runde", deadline) for number, deadline in enumerate(deadlines, 1))


def _round(name: str, deadline: date) -> Round:
    answer = _open(deadline + timedelta(weeks=2))
    start = _open(answer + timedelta(weeks=2))
    return Round(name, deadline, answer, start, _open(start + timedelta(weeks=10)))


def _open(day: date) -> date:
    """The first Wednesday from this day on which schools are open."""
    day = _wednesday(day)
    while any(first <= (day.month, day.day) <= last for first, last in CLOSED):
        day += timedelta(weeks=1)
    return day


def _wednesday(day: date) -> date:
    return day + timedelta(days=(WEDNESDAY - day.weekday()) % 7)
