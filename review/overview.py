"""The overview as a value: how the program is, and charts that say something to a leader. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cases.danish import in_order
from cases.figures import CONTACT, Figures, Pulse
from cases.kinds import Kind
from cases.people import Educator
from cases.rounds import COPENHAGEN, Round
from replies.words import counted, day, weekday
from review.leftover import Leftover
from review.words import left, moment, short

QUIET = timedelta(minutes=30)
"""How long the mailbox may be silent before that is worth a warning."""

MENDED = "kommet eller rettet siden"
"""What is said of applications that lacked something and are whole now: what it was stands with them no more."""

WARN = 30
"""Days before a secret expires from which that is worth a warning: somebody else must often make the new one."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One line of how things are; `bad` when somebody should do something, `href` where."""

    word: str
    says: str
    bad: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `share` is 0 to 100 of the longest; `mark` says what stands there (a deadline), "" for nothing."""

    word: str
    value: str
    share: float
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its question as title, and what its table's columns are called."""

    id: str
    title: str
    columns: tuple[str, str]
    bars: tuple[Bar, ...]
    says: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """The page."""

    since: str
    signs: tuple[Sign, ...]
    charts: tuple[Chart, ...]
    leftovers: tuple[Leftover, ...] = ()
    troubles: tuple[str, ...] = ()


def overview(
    figures: Figures,
    pulse: Pulse,
    rounds: Sequence[Round],
    educators: Mapping[str, Educator],
    since: date,
    now: datetime,
    expiring: Sequence[tuple[str, date]] = (),
    leftovers: tuple[Leftover, ...] = (),
    troubles: Sequence[str] = (),
) -> Overview:
    """The page as it stands at `now`, with the cases received since that day, the secrets with their last day, and the
    cases that are left over. `troubles` say for what work stands still.
    """
    return Overview(
        since=day(since),
        signs=(*_signs(pulse, rounds, now), *(_expiry(*one, now) for one in expiring)),
        charts=(
            _weeks(figures, rounds),
            _bars("slags", "Hvad søger skolerne om?", ("slags", "ansøgninger"), _kinds(figures)),
            _bars("skoler", "Hvem søger mest?", ("skole", "ansøgninger"), _most(figures.schools)),
            _times(figures),
            _bars("vejledere", "Hvordan er sagerne spredt i år?", ("vejleder", "sager"), _loads(figures, educators)),
            _incomplete(figures),
        ),
        leftovers=leftovers,
        troubles=tuple(troubles),
    )


def _signs(pulse: Pulse, rounds: Sequence[Round], now: datetime) -> Iterable[Sign]:
    contact = pulse.notes.get(CONTACT)
    silent = contact is None or now - contact > QUIET
    yield Sign("Postkassen", f"Sidst hentet {moment(contact)}" if contact else "Aldrig hentet", silent)
    waits = pulse.oldest_letter
    late = waits is not None and now - waits > QUIET
    yield Sign("Ældste mail, der ikke er læst", moment(waits) if waits else "ingen venter", late)
    aside = counted(pulse.set_aside, "mail", "mails")
    yield Sign("Lagt til side", aside, pulse.set_aside > 0, "/indbakke?del=lagt+til+side")
    undelivered = counted(pulse.undelivered, "svar", "svar")
    yield Sign("Svar, der ikke er nået frem", undelivered, pulse.undelivered > 0, "/svar?del=ikke+n%C3%A5et+frem")
    yield Sign("Svar, der er holdt tilbage", counted(pulse.held, "svar", "svar"), False, "/svar?del=holdt+tilbage")
    today = now.astimezone(COPENHAGEN).date()
    for one in sorted(rounds, key=lambda one: one.deadline):
        if one.deadline >= today:
            yield Sign(f"Frist for {one.name}", f"{weekday(one.deadline)}, {left(one.deadline, today)}")


def _expiry(what: str, last: date, now: datetime) -> Sign:
    days = (last - now.astimezone(COPENHAGEN).date()).days
    says = f"udløb {weekday(last)}" if days < 0 else f"{weekday(last)}, {counted(days, 'dag', 'dage')} endnu"
    return Sign(f"{what} udløber", says, days <= WARN)


def _weeks(figures: Figures, rounds: Sequence[Round]) -> Chart:
    """Applications by week; a week in which a deadline lies says so."""
    weeks: dict[date, int] = {}
    for received, _ in figures.received:
        monday = _monday(received.astimezone(COPENHAGEN).date())
        weeks[monday] = weeks.get(monday, 0) + 1
    marks = {_monday(one.deadline): f"frist for {one.name}" for one in rounds}
    if weeks:
        first, last = min(weeks), max(weeks)
        steps = [first + timedelta(weeks=step) for step in range((last - first).days // 7 + 1)]
        weeks = {monday: weeks.get(monday, 0) for monday in steps}
    rows = [(_week(monday), number, marks.get(monday, "")) for monday, number in weeks.items()]
    return _chart("uger", "Hvornår kommer ansøgningerne?", ("uge", "ansøgninger"), rows)


def _week(monday: date) -> str:
    """Its number, on one line however narrow the page is."""
    return f"uge\u00a0{monday.isocalendar().week}"


def _monday(on: date) -> date:
    return on - timedelta(days=on.weekday())


def _kinds(figures: Figures) -> list[tuple[str, int]]:
    return [(kind.value, figures.kinds[kind]) for kind in Kind if kind in figures.kinds]


def _most(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda one: (-one[1], in_order(one[0])))


def _loads(figures: Figures, educators: Mapping[str, Educator]) -> list[tuple[str, int]]:
    everyone = {**dict.fromkeys(educators, 0), **figures.loads}
    return _most({educators[one].name if one in educators else one: number for one, number in everyone.items()})


def _times(figures: Figures) -> Chart:
    """Median and 90th percentile of the two times that schools wait."""
    rows = []
    for word, times in (("første svar", figures.first_answers), ("fordeling", figures.assignments)):
        for share, name in ((0.5, "halvdelen inden"), (0.9, "9 af 10 inden")):
            if times:
                at = times[min(len(times) - 1, int(share * len(times)))]
                rows.append((f"{word}: {name}", at))
    longest = max((at for _, at in rows), default=timedelta(1))
    bars = tuple(Bar(word, _lasting(at), 100 * at / longest) for word, at in rows)
    return Chart("ventetid", "Hvor længe venter skolerne?", ("hvad", "tid"), bars)


def _lasting(time: timedelta) -> str:
    minutes = max(1, round(time.total_seconds() / 60))
    if minutes < 120:
        return counted(minutes, "minut", "minutter")
    hours = round(minutes / 60)
    return counted(hours, "time", "timer") if hours < 48 else counted(round(hours / 24), "dag", "dage")


def _incomplete(figures: Figures) -> Chart:
    total = len(figures.received)
    share = round(100 * figures.incomplete / total) if total else 0
    says = f"{figures.incomplete} af {total} ansøgninger manglede noget, da de kom ({share} %)." if total else ""
    rows = [(short(code), number, "") for code, number in _most(figures.lacked)]
    rows += [(MENDED, figures.mended, "")] if figures.mended else []
    return _chart("mangler", "Hvad mangler, når de kommer?", ("hvad", "ansøgninger"), rows, says)


def _bars(id_: str, title: str, columns: tuple[str, str], rows: Iterable[tuple[str, int]]) -> Chart:
    return _chart(id_, title, columns, [(word, number, "") for word, number in rows])


def _chart(
    id_: str, title: str, columns: tuple[str, str], rows: Sequence[tuple[str, int, str]], says: str = ""
) -> Chart:
    longest = max((number for _, number, _ in rows), default=0) or 1
    bars = tuple(Bar(word, str(number), 100 * number / longest, mark) for word, number, mark in rows)
    return Chart(id_, title, columns, bars, says)
