"""Hearing at once what other processes tell (see `claims.tell`): PostgreSQL's LISTEN, on a connection of its own.

Only to be early: what is told stands in the tables too, so whoever hears nothing finds it at the next look.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

from cases.errors import StoreError
from storage.claims import CHANNEL, Told
from storage.engine import GONE_AFTER, Database
from storage.libpq import libpq_parameters

_WORDS: Mapping[str, Told] = {told.value: told for told in Told}


@dataclass
class Ear:
    """One listening connection, for one thread; opened when it is first used and again after trouble."""

    parameters: Mapping[str, Any] = field(repr=False)
    _connection: "psycopg.Connection[Any] | None" = field(default=None, init=False, repr=False)

    def hear(self, seconds: float) -> frozenset[Told]:
        """What was told, waiting at most so long; everything, after a connection was opened, for it may have missed
        anything. StoreError when the database cannot be reached.
        """
        try:
            if self._connection is None:
                self._connection = psycopg.connect(autocommit=True, **{**self.parameters, **GONE_AFTER})
                self._connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
                return frozenset(Told)
            heard = self._connection.notifies(timeout=seconds, stop_after=1)
            return frozenset(_WORDS[one.payload] for one in heard if one.payload in _WORDS)
        except psycopg.Error:
            self.close()
            raise StoreError("Databasen kan ikke høres; der prøves igen.") from None

    def close(self) -> None:
        """Hang up; never raises."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()


@dataclass(frozen=True)
class Ears:
    """The store's part in it."""

    db: Database

    def ear(self) -> Ear | None:
        """An ear for what other processes tell; None on SQLite, where there are none."""
        url = self.db.write.url
        if url.get_backend_name() != "postgresql":
            return None
        return Ear(libpq_parameters(url))
