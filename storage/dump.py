"""Copies of a PostgreSQL database by its own tools, pg_dump and pg_restore, where they are installed."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, inspect, text

from cases.errors import RefusedError, SettingsError, StoreError
from storage.engine import open_engines

_MISSING = (
    "PostgreSQL kopieres med {tool}, som ikke er på denne maskine: installer postgresql-client, eller lad jeres "
    "it-afdeling tage kopien på databaseserveren."
)
_RUNS = (
    "Programmet kører på databasen: stop alle »tovholder run« og »tovholder worker«, og prøv igen om et halvt minut."
)


def dump(url: URL, folder: Path, now: datetime) -> Path:
    """Copy the database into `folder` while we work; gives the file. SettingsError without pg_dump."""
    target = folder / f"{url.database}-{now:%Y%m%d-%H%M%S}.dump"
    half = target.with_suffix(".part")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    half.touch(mode=0o600)
    try:
        with _address(url) as address:
            _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={half}", f"--dbname={address}")
        _ours(half)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
    return target


def undump(url: URL, copy: Path) -> None:
    """Put a copy in place of what the database holds: all of it or nothing. RefusedError while somebody works on it."""
    try:
        _ours(copy)
    except StoreError:
        raise SettingsError(
            f"Kopien {copy} findes ikke, er ødelagt eller er ikke vores; databasen er ikke rørt."
        ) from None
    _refuse_while_it_runs(url)
    how = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    with _address(url.update_query_dict({"options": "-c lock_timeout=10s"})) as address:
        _run("pg_restore", *how, f"--dbname={address}", str(copy))


def _ours(copy: Path) -> None:
    listed = _run("pg_restore", "--list", str(copy))
    if not all(f"TABLE DATA public {table} " in listed for table in ("letters", "alembic_version")):
        raise StoreError("Kopien er ikke vores.")


def _refuse_while_it_runs(url: URL) -> None:
    engines = open_engines(url.render_as_string(hide_password=False))
    try:
        with engines.reading() as conn:
            if not inspect(conn).has_table("leases"):
                return
            held = conn.execute(text("SELECT 1 FROM leases WHERE until > statement_timestamp()")).first()
    finally:
        engines.close()
    if held:
        raise RefusedError(_RUNS)


def _run(tool: str, *arguments: str) -> str:
    if shutil.which(tool) is None:
        raise SettingsError(_MISSING.format(tool=tool))
    done = subprocess.run([tool, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        # What it says can hold rows; how it ended cannot.
        raise StoreError(
            f"{tool} sluttede med fejl ({done.returncode}): svarer databasen, er der plads på disken, og er {tool} "
            "mindst lige så ny som serveren?"
        )
    return done.stdout


@contextmanager
def _address(url: URL) -> Iterator[str]:
    """The address for the tools; a password goes through a file that we alone can read, for all can see a command."""
    plain = url.set(drivername="postgresql", password=None)
    if url.password is None:
        yield _for_tools(plain)
        return
    with TemporaryDirectory() as folder:  # made for its owner alone
        file = Path(folder) / "pgpass"
        file.touch(mode=0o600)
        file.write_text(f"*:*:*:*:{url.password.replace(chr(92), chr(92) * 2).replace(':', chr(92) + ':')}\n", "utf-8")
        yield _for_tools(plain.update_query_dict({"passfile": str(file)}))


def _for_tools(url: URL) -> str:
    """The address as libpq reads it: for it a plus is a plus, and a space is written %20 (RFC 3986)."""
    return url.render_as_string().replace("+", "%20")
