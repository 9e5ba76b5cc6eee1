"""The store: what came in, the cases, the mails we owe, on SQLite or PostgreSQL from the same code.

In: the values of `cases` and the key. Out: `Store`, which fulfils every Protocol of `cases.store`.
Read first: `tables` (what is kept, and what of it is sealed), then `letters` (the way of a letter), `finish` (its end,
in one transaction) and `claims` (the guard that lets several workers share the tables).

    open_store(url, keys)   the store; refuses a wrong key and a schema that is not current
    upgrade(url)            brings the schema up to date, a fresh database included
    read_keys / new_key_file / add_key     the key file; `rotate` seals everything anew under its newest key
    backup / restore        a copy of the database, taken while we work
"""

from storage.alone import alone
from storage.backup import BACKED_UP, RESTORED, backup, restore
from storage.claims import Told
from storage.key_file import add_key, lies_ready, new_key_file, prepare_key, retire_keys, use_prepared_key
from storage.leases import BEAT, TRY_AGAIN, Lease
from storage.migrations import current, upgrade
from storage.pulse import Waiting
from storage.registers import registers_here
from storage.rotation import let_go, rotate
from storage.sealing import Keys, LiveKeys, read_keys
from storage.store import Store, open_store
from storage.wakes import Ear

__all__ = [
    "BACKED_UP",
    "BEAT",
    "RESTORED",
    "TRY_AGAIN",
    "Ear",
    "Keys",
    "Lease",
    "LiveKeys",
    "Store",
    "Told",
    "Waiting",
    "add_key",
    "alone",
    "backup",
    "current",
    "let_go",
    "lies_ready",
    "new_key_file",
    "open_store",
    "prepare_key",
    "read_keys",
    "registers_here",
    "restore",
    "retire_keys",
    "rotate",
    "upgrade",
    "use_prepared_key",
]
