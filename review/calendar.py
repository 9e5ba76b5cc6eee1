"""The rounds' dates as an iCalendar file (RFC 5545), to be put into a calendar program."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from cases.rounds import Round


def calendar(rounds: Sequence[Round], now: datetime) -> bytes:
    """Deadlines and answer days of every round, each a whole day."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tovholder//Frister//DA", "CALSCALE:GREGORIAN"]
    for one in rounds:
        lines += _event(one.deadline, f"Frist for ansøgninger: {one.name}", now)
        lines += _event(one.answer_date, f"Svar til skolerne: {one.name}", now)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _event(on: date, what: str, now: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{sha256(f'{what}{on}'.encode()).hexdigest()[:24]}@tovholder",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(what)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    """Text as RFC 5545, 3.3.11 wants it."""
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 bytes, the rest continued with a space (RFC 5545, 3.1)."""
    rest = line
    while len(rest.encode()) > 75:
        cut = 60
        while len(rest[:cut].encode()) > 74:
            cut -= 1
        yield rest[:cut]
        rest = f" {rest[cut:]}"
    yield rest
