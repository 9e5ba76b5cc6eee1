"""Saved views in the database; their names are sealed, for people write what they like. Fulfils `cases.views.Views`."""

from dataclasses import dataclass

from sqlalchemy import and_, delete, select, update

from cases.views import View
from storage.account_tables import views
from storage.engine import Database, insert_once


@dataclass(frozen=True)
class ViewBook:
    """Each person's saved views."""

    db: Database

    def views(self, user: int) -> tuple[View, ...]:
        """A person's views, oldest first."""
        with self.db.reading() as conn:
            rows = conn.execute(select(views).where(views.c.user_id == user).order_by(views.c.id)).all()
        return tuple(
            View(self.db.vault.text(f"views.name/{view_place(user, row.address)}", row.name), row.address, row.id)
            for row in rows
        )

    def keep_view(self, user: int, view: View) -> None:
        """Keep it; one with this address is there once, under its newest name."""
        sealed = self.db.vault.seal(f"views.name/{view_place(user, view.address)}", view.name)
        with self.db.writing() as conn:
            if insert_once(conn, views, user_id=user, address=view.address, name=sealed) is None:
                mine = and_(views.c.user_id == user, views.c.address == view.address)
                conn.execute(update(views).where(mine).values(name=sealed))

    def drop_view(self, user: int, view_id: int) -> None:
        """Remove one of the person's own; twice is harmless."""
        with self.db.writing() as conn:
            conn.execute(delete(views).where(views.c.id == view_id, views.c.user_id == user))


def view_place(user: int, address: str) -> str:
    """What the name of a view is sealed for."""
    return f"{user}/{address}"
