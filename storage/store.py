"""The whole store behind one name: `open_store` checks schema and key, then gives what the stages ask for."""

import os
from dataclasses import dataclass

from sqlalchemy import inspect, select, text

from cases.errors import SettingsError
from storage.accounts import People
from storage.cases import Cases
from storage.clear import seal_what_was_clear
from storage.dossier import Dossiers
from storage.engine import Database, Engines, database_url, insert_once, open_engines, sqlite_file
from storage.feeds import FeedBook
from storage.figures import FigureBook
from storage.inbox import Inboxes
from storage.keeping import Keepings
from storage.leases import Leases
from storage.ledger import Books
from storage.letters import Letters
from storage.outbox import Outgoing
from storage.pulse import Pulses
from storage.queue import Queues
from storage.registers import RegisterBook
from storage.rotation import sealed_with
from storage.sealing import KeyRing, Vault
from storage.sessions import Doors
from storage.tables import REVISION, sealing_keys, secrets
from storage.together import Togethers
from storage.views import ViewBook
from storage.wakes import Ears

_CHECK = b"tovholder"


@dataclass(frozen=True)
class Store(
    Letters,
    Cases,
    Queues,
    Dossiers,
    Inboxes,
    Togethers,
    FigureBook,
    FeedBook,
    Outgoing,
    Books,
    Keepings,
    Leases,
    Ears,
    Pulses,
    RegisterBook,
    ViewBook,
    People,
    Doors,
):
    """Everything `cases.store`, `cases.queue`, `cases.registers` and `cases.accounts` describe, on one database."""

    def close(self) -> None:
        """Let go of the database."""
        self.db.close()


def open_store(url: str, keys: KeyRing, *, set_aside_folder: str = "Til gennemsyn") -> Store:
    """The store at `url` (sqlite:///file or postgresql://…); `set_aside_folder` is where given-up letters are moved.

    Raises SettingsError when the schema is not current or a key is missing or wrong, StoreError when the database
    cannot be reached. Threads may share the store.
    """
    file = sqlite_file(database_url(url))
    if file is not None and not file.is_file():  # connecting would make an empty one
        raise SettingsError(f"Der er ingen database i {file}: kør 'tovholder db upgrade', eller ret adressen.")
    engines = open_engines(url)
    try:
        _refuse_other_schema(engines)
        vault = Vault(keys, _lookup_secret(engines, keys))
    except BaseException:
        engines.close()
        raise
    db = Database(engines.write, engines.read, vault, turn=engines.turn)
    seal_what_was_clear(db)
    return Store(db, set_aside_folder)


def _refuse_other_schema(engines: Engines) -> None:
    with engines.reading() as conn:
        known = inspect(conn).has_table("alembic_version")
        found = conn.execute(text("SELECT version_num FROM alembic_version")).scalar() if known else None
    if found != REVISION:
        raise SettingsError("Databasen passer ikke til denne udgave af programmet: kør 'tovholder db upgrade' først.")


def _lookup_secret(engines: Engines, keys: KeyRing) -> bytes:
    """The database's own secret for look-up hashes, made at the first opening; proves on the way that the keys fit."""
    newest = keys.ids[-1]
    with engines.writing() as conn:
        for row in conn.execute(select(sealing_keys)).all():
            if row.id not in keys.ids and not sealed_with(conn, keys, row.id):
                continue  # its line was taken out after a rotation
            keys.open(f"sealing_keys.check_value/{row.id}", row.check_value)
        check = keys.seal(f"sealing_keys.check_value/{newest}", _CHECK)
        insert_once(conn, sealing_keys, id=newest, check_value=check)
        insert_once(conn, secrets, name="lookup", content=keys.seal("secrets.content/lookup", os.urandom(32)))
        sealed = conn.execute(select(secrets.c.content).where(secrets.c.name == "lookup")).scalar_one()
    return keys.open("secrets.content/lookup", sealed)
