"""The demo's settings: the shipped Silkeborg example's registers, servers on loopback, rounds laid around today."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from cases.people import Educator
from service.settings import EXAMPLES, Settings, load
from storage import new_key_file

USER = "laeringsvejledning@silkeborg.example"
PASSWORD = "kun-til-demoen"  # noqa: S105  the embedded servers forget it with the rest
DEADLINES = (-20, 21, 105, 190)
"""Days from today to each of the four deadlines: one is over, the others end on the Friday of that week."""
FRIDAY = 4

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
name = "{number}. runde"
deadline = {deadline}
answer_date = {answer}
support_start = {start}
support_end = {end}
"""


def demo_settings(folder: Path, imap: int, smtp: int, web: int, today: date) -> Settings:
    """Write the settings and a key into `folder`, and load them as the program always does."""
    places = {"folder": folder.as_posix(), "examples": EXAMPLES.as_posix()}
    text = _FILE.format(**places, imap=imap, smtp=smtp, web=web, user=USER)
    file = folder / "tovholder.toml"
    file.write_text(text + "".join(_round(n, days, today) for n, days in enumerate(DEADLINES, 1)), "utf-8")
    new_key_file(folder / "tovholder.key")
    settings = load(file, {"TOVHOLDER_MAILBOX_PASSWORD": PASSWORD})
    return replace(settings, educators=tuple(map(_busy, settings.educators)))


def _busy(educator: Educator) -> Educator:
    """Most of their quarter is taken already, so that the few cases of a demo are more than the places."""
    return replace(educator, capacity=min(educator.capacity, 2) - ("klasseledelse" in educator.competences))


def _round(number: int, days: int, today: date) -> str:
    deadline = today + timedelta(days=days)
    if days > 0:
        deadline += timedelta(days=FRIDAY - deadline.weekday())
    return _ROUND.format(
        number=number,
        deadline=deadline,
        answer=deadline + timedelta(days=14),
        start=deadline + timedelta(days=31),
        end=deadline + timedelta(days=105),
    )
