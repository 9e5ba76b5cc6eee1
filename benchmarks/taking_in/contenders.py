"""Who takes mails in, each in a process of its own on a mailbox of its own: what it took, in mails, seconds and CPU."""

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from types import SimpleNamespace
from typing import Any

from benchmarks.taking_in.disk import slowed
from tests.servers.dovecot import Dovecot
from tests.story.world import PASSWORD, settings_file

ROOT = Path(__file__).parents[2]
INSTALL = "python3 -m venv {there} && {there}/bin/pip install getmail6 django-helpdesk"


@dataclass(frozen=True, slots=True)
class Taken:
    """What one contender took for so many mails: seconds by the clock, and of CPU."""

    mails: int
    wall: float
    cpu: float

    @property
    def per_second(self) -> float:
        """Mails a second."""
        return self.mails / self.wall

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of CPU a mail."""
        return 1000 * self.cpu / self.mails


@dataclass(frozen=True, slots=True)
class Place:
    """A full mailbox, and a folder for what is made of it. `rivals` is the folder of their environment, `workers`
    our setting of that name, `sync_ms` what each sync costs beyond what this machine's disk takes.
    """

    server: Dovecot
    user: str
    folder: Path
    rivals: Path
    workers: int = 1
    sync_ms: float = 0.0


def lacking(rivals: Path) -> str | None:
    """How to install the rivals; None when they are there."""
    there = rivals / "bin" / "getmail"
    return None if there.exists() else INSTALL.format(there=rivals)


def settings_of(place: Place) -> Path:
    """Our settings for that mailbox."""
    post: Any = SimpleNamespace(imap=place.server, smtp=SimpleNamespace(port=1), smtp_ca=place.server.ca_file)
    return settings_file(post, place.folder, place.user, imap=place.server.imap_port, imap_security="none")


def ours(place: Place) -> Taken:
    """This program, without reading what stands in the papers."""
    program = [sys.executable, "-m", "benchmarks.taking_in.ours", str(settings_of(place)), str(place.workers)]
    said = _said(program, place)
    assert said["mails"] == said["cases"] == said["asked"], said
    return Taken(said["mails"], said["wall"], said["cpu"])


def plain(place: Place) -> Taken:
    """imapclient, an fsynced file and a commit for each mail."""
    where = [str(place.folder), str(place.server.imap_port), place.user, PASSWORD]
    said = _said([sys.executable, "-m", "benchmarks.taking_in.plain", *where], place)
    return Taken(said["mails"], said["wall"], said["cpu"])


def helpdesk(place: Place) -> Taken:
    """django-helpdesk's get_email: a ticket with its attachment for each mail; its start is not counted."""
    script = str(Path(__file__).with_name("helpdesk_desk.py"))
    where = [str(place.folder), "localhost", str(place.server.imap_port), place.user, PASSWORD]
    said = _said([str(place.rivals / "bin" / "python"), script, *where], place)
    assert said["mails"] == said["files"], said
    return Taken(said["mails"], said["wall"], said["cpu"])


def getmail(place: Place) -> Taken:
    """getmail6 into a Maildir, which parses and unpacks nothing; its start (on an empty mailbox) is taken off."""
    empty = f"tom-{place.user}"
    place.server.add_user(empty, PASSWORD)
    idle, full = (_got(place, user) for user in (empty, place.user))
    return Taken(full.mails, full.wall - idle.wall, full.cpu - idle.cpu)


def _got(place: Place, user: str) -> Taken:
    home = place.folder / user
    for name in ("new", "cur", "tmp"):
        (home / "box" / name).mkdir(parents=True)
    delivers = ""
    if os.getuid() == 0:  # it refuses to deliver as root
        delivers = "user = nobody"
        for folder in (home, *home.rglob("*")):
            shutil.chown(folder, "nobody")
        for folder in (place.folder, place.folder.parent):
            folder.chmod(0o755)
    (home / "rc").write_text(
        "[retriever]\ntype = SimpleIMAPRetriever\nserver = localhost\n"
        f"port = {place.server.imap_port}\nusername = {user}\npassword = {PASSWORD}\n"
        f'mailboxes = ("INBOX",)\n[destination]\ntype = Maildir\npath = {home}/box/\n{delivers}\n'
        "[options]\nread_all = true\ndelete = false\nverbose = 0\n"
    )
    program = slowed([str(place.rivals / "bin" / "python"), str(place.rivals / "bin" / "getmail")], place.sync_ms)
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    subprocess.run([*program, "--getmaildir", str(home), "--rcfile", "rc"], check=True, capture_output=True)
    wall, after = perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(sum(1 for _ in (home / "box" / "new").iterdir()), wall, cpu)


def _said(command: Sequence[str], place: Place) -> Mapping[str, Any]:
    done = subprocess.run(slowed(command, place.sync_ms), capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    answer: Mapping[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def memory(place: Place) -> Mapping[str, Any]:
    """MiB that this program grew by while it took in what lies there, the papers handed to the reader, too."""
    return _said([sys.executable, "-m", "benchmarks.taking_in.ours", str(settings_of(place)), "1", "reading"], place)


CONTENDERS: Mapping[str, Callable[[Place], Taken]] = {
    "tovholder": ours,
    "tovholder, 2 workers": lambda place: ours(replace(place, workers=2)),
    "plain imapclient": plain,
    "getmail6": getmail,
    "django-helpdesk": helpdesk,
}
