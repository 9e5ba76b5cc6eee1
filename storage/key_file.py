"""The key file: made once, and changed a line at a time. `sealing` says what its lines are for.

A key that lies ready is the first line of all, under a mark: it opens and does not seal before it is taken into use.
"""

import base64
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cases.errors import RefusedError, SettingsError
from storage.sealing import KEY, read_keys

_HEADER = """\
# Tovholders nøgle: uden den kan ingen læse databasen, heller ikke I. Gem en kopi et andet sted end databasens kopi.
# Én nøgle pr. linje; den nederste bruges til nyt, de øvrige kun til at læse gammelt.
"""
_READY = "# Klar: linjen herunder bruges til nyt efter »tovholder db rotate-key --prepared«."


def new_key_file(path: Path) -> None:
    """Write a key file with one fresh key, readable by its owner alone; an existing file is never overwritten."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise SettingsError(f"Nøglefilen {path} findes allerede og bliver ikke overskrevet.") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(_HEADER + _line(os.urandom(KEY)))
        file.flush()
        os.fsync(file.fileno())


def add_key(path: Path) -> None:
    """Add a fresh key to the file, the first step of a rotation; the keys before it stay, to open what is older."""
    secrets = read_keys(path).secrets
    _write(path, [*secrets, os.urandom(KEY)], ready=lies_ready(path))


def lies_ready(path: Path) -> bool:
    """Whether the file has a key that was prepared and is not in use yet."""
    return _READY in path.read_text("utf-8").splitlines()


def prepare_key(path: Path) -> None:
    """Add a fresh key that opens and does not seal yet: other machines must know it before it does. RefusedError when
    one lies ready already.
    """
    secrets = read_keys(path).secrets
    if lies_ready(path):
        raise RefusedError(f'Der ligger allerede en ny nøgle klar i {path.name}: brug den med "--prepared".')
    _write(path, [os.urandom(KEY), *secrets], ready=True)


def use_prepared_key(path: Path) -> None:
    """Let the key that was prepared seal from now on; RefusedError when none was, or it does already."""
    first, *rest = read_keys(path).secrets
    if not lies_ready(path):
        raise RefusedError(f'Der ligger ingen ny nøgle klar i {path.name}: lav en med "--prepare", hvis I mangler den.')
    _write(path, [*rest, first])


def retire_keys(path: Path) -> int:
    """Leave only the newest key in the file; gives how many are gone. Nothing may need them any more."""
    *older, newest = read_keys(path).secrets
    _write(path, [newest])
    return len(older)


def _write(path: Path, secrets: Sequence[bytes], *, ready: bool = False) -> None:
    """Replace the file whole, so that nobody ever reads half of it; its owner and rights stay."""
    half = path.with_name(f"{path.name}.new")
    old = path.stat()
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        with suppress(PermissionError):  # only root may give it to another; who may not is the owner already
            os.fchown(handle, old.st_uid, old.st_gid)
        os.fchmod(handle, old.st_mode & 0o777)
        file.write(_HEADER + (f"{_READY}\n" if ready else "") + "".join(map(_line, secrets)))
        file.flush()
        os.fsync(handle)
    half.replace(path)


def _line(secret: bytes) -> str:
    return base64.b64encode(secret).decode() + "\n"
