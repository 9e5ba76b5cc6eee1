"""Copies of a PostgreSQL database by its own tools, pg_dump and pg_restore, where they are installed."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, inspect, text

from cases.errors import RefusedError, SettingsError, StoreError
from storage.engine import open_engines
from storage.libpq import conninfo, libpq_parameters
from storage.tables import metadata

_MISSING = (
    "PostgreSQL kopieres med {tool}, som ikke er på denne maskine: installer postgresql-client, eller lad jeres "
    "it-afdeling tage kopien på databaseserveren."
)
_TABLE = re.compile(r" TABLE DATA public (\w+) ")
_RUNS = (
    "Programmet kører på databasen: stop alle »tovholder run« og »tovholder worker«, og prøv igen om et halvt minut."
)


def dump(url: URL, folder: Path, now: datetime) -> Path:
    """Copy the database into `folder` while we work; gives the file. SettingsError without pg_dump."""
    target = folder / f"{url.database}-{now:%Y%m%d-%H%M%S}.dump"
    half = target.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        half.touch(mode=0o600)
        with _address(url) as address:
            _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={half}", f"--dbname={address}")
        _ours(half)
        half.replace(target)
    except OSError as error:
        reason = type(error).__name__
        raise StoreError(f"Kopien kunne ikke laves ({reason}): må der skrives i mappen, og er der plads?") from None
    finally:
        with suppress(OSError):
            half.unlink()
    return target


def undump(url: URL, copy: Path) -> None:
    """Put a copy in place of what the database holds: all of it or nothing. RefusedError while somebody works on it.

    Tables of ours that the older copy does not know go in the same transaction: they would keep it from being put back.
    """
    try:
        tables = _ours(copy)
    except StoreError:
        raise SettingsError(
            f"Kopien {copy} findes ikke, er ødelagt eller er ikke vores; databasen er ikke rørt."
        ) from None
    _refuse_while_it_runs(url)
    ours = sorted(tables | {table.name for table in metadata.sorted_tables})
    first = f"BEGIN; DROP TABLE IF EXISTS {', '.join(f'public.{name}' for name in ours)} CASCADE;\n"
    with _address(url.update_query_dict({"options": "-c lock_timeout=10s"})) as address:
        _load(address, first, copy)


def _load(address: str, first: str, copy: Path) -> None:
    """Run `first` and then the copy as SQL. Only a copy that was read whole gets its COMMIT; else nothing stays."""
    script = ("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--file=-", str(copy))
    run = ("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={address}", "--file=-")
    _require("psql")
    nowhere = subprocess.DEVNULL  # what the tools say can hold rows
    with subprocess.Popen(run, stdin=subprocess.PIPE, stdout=nowhere, stderr=nowhere) as loading:
        into = loading.stdin
        assert into is not None
        with suppress(BrokenPipeError):  # it ended early; how, is asked below
            into.write(first.encode())
            into.flush()
        read = subprocess.run(script, stdin=nowhere, stdout=into, stderr=nowhere).returncode
        with suppress(BrokenPipeError):
            into.write(b"" if read else b"COMMIT;\n")
            into.close()
    _refuse_failed("psql", loading.returncode)
    _refuse_failed("pg_restore", read)


def _ours(copy: Path) -> frozenset[str]:
    """The tables in the copy; StoreError when it is none of ours."""
    listed = _run("pg_restore", "--list", str(copy))
    tables = frozenset(_TABLE.findall(listed))
    if not {"letters", "alembic_version"} <= tables:
        raise StoreError("Kopien er ikke vores.")
    return tables


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
    _require(tool)
    done = subprocess.run([tool, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    _refuse_failed(tool, done.returncode)
    return done.stdout


def _require(tool: str) -> None:
    if shutil.which(tool) is None:
        raise SettingsError(_MISSING.format(tool=tool))


def _refuse_failed(tool: str, code: int) -> None:
    if code:  # what it says can hold rows; how it ended cannot
        raise StoreError(
            f"{tool} sluttede med fejl ({code}): svarer databasen, er der plads på disken, og er {tool} "
            "mindst lige så ny som serveren?"
        )


@contextmanager
def _address(url: URL) -> Iterator[str]:
    """The address for the tools; a password goes through a file that we alone can read, for all can see a command."""
    plain = libpq_parameters(url)
    password = plain.pop("password", None)
    if password is None:
        yield conninfo(plain)
        return
    with TemporaryDirectory() as folder:  # made for its owner alone
        file = Path(folder) / "pgpass"
        file.touch(mode=0o600)
        file.write_text(f"*:*:*:*:{password.replace(chr(92), chr(92) * 2).replace(':', chr(92) + ':')}\n", "utf-8")
        yield conninfo(plain | {"passfile": str(file)})
