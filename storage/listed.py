"""A kept mail as the server lists it: its place, its size and its time of receipt, by which it is known again."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Row, and_, or_, select, update

from cases.letters import Arrival, MailPlace
from storage.tables import letters


def place_of(row: Row[tuple[int]]) -> MailPlace:
    """Where a kept mail was found."""
    return MailPlace(row.folder, row.uid_validity, row.uid)


def kept_among(conn: Connection, arrivals: Sequence[Arrival]) -> set[int]:
    """The UIDs among `arrivals` whose mail is kept: same place, size and time."""
    wanted = {(a.place, a.size, a.received) for a in arrivals}
    folders = {(a.place.folder, a.place.uid_validity) for a in arrivals}
    found = conn.execute(
        select(letters).where(
            or_(*(and_(letters.c.folder == name, letters.c.uid_validity == validity) for name, validity in folders)),
            letters.c.uid.in_([a.place.uid for a in arrivals]),
        )
    )
    return {row.uid for row in found if (place_of(row), row.size, row.received) in wanted}


def listed_anew(conn: Connection, same: Mapping[str, object], arrival: Arrival) -> None:
    """The mail of this place and content, which is kept, is known by the size and the time that the server tells now.

    Where these have changed it lies there still, whatever was noted: it is to be filed again.
    """
    differs = or_(letters.c.size != arrival.size, letters.c.received != arrival.received)
    told = {"size": arrival.size, "received": arrival.received, "filed": None}
    conn.execute(update(letters).filter_by(**same).where(differs).values(**told))
