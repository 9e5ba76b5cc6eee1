"""A real IMAP and LMTP server for tests: Dovecot, run from a temporary folder as whoever runs the tests, root or not.

with dovecot() as server:
    server.add_user("ansoegning@kommune.test", "hemmelig")
    server.append("ansoegning@kommune.test", raw)
"""

import grp
import imaplib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tests.servers.certificates import make_certificates

_SETTINGS = """
base_dir = {dir}/run
state_dir = {dir}/state
protocols = imap lmtp
listen = 127.0.0.1
log_path = {dir}/dovecot.log
auth_verbose = yes
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = {uid}
first_valid_gid = {gid}
shutdown_clients = yes
default_vsz_limit = 1G
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
ssl = {ssl}
ssl_cert = <{dir}/cert.pem
ssl_key = <{dir}/key.pem
mail_location = maildir:{dir}/mail/%u
mail_uid = {uid}
mail_gid = {gid}
mail_max_userip_connections = 50
mailbox_list_index = yes
lmtp_save_to_detail_mailbox = no
recipient_delimiter = +
namespace inbox {{
  inbox = yes
  separator = /
}}
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=%u {dir}/users/%u
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {dir}/oauth2.conf.ext
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={dir}/home/%u allow_all_users=yes
}}
# a refused login must not make a test wait
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service imap {{
  vsz_limit = 1G
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""

_OAUTH = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={dir}/oauthkeys/
username_attribute = upn
username_format = %u
"""


@dataclass
class Dovecot:
    """A running server. `imap_port` offers STARTTLS, `imaps_port` is TLS from the start; `ca_file` is to be trusted."""

    directory: Path
    imap_port: int
    imaps_port: int
    lmtp_port: int
    host: str = "localhost"
    _passwords: dict[str, str] = field(default_factory=dict)
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def ca_file(self) -> str:
        """The authority that signed the server's certificate."""
        return str(self.directory / "ca.pem")

    def add_user(self, name: str, password: str) -> None:
        """Let a user log in; the mailbox comes into being by itself."""
        self._passwords[name] = password
        # a file each, for Dovecot looks at a file that it knows only once a second
        (self.directory / "users" / name).write_text(f"{name}:{password}\n")

    def trust_tokens(self, key_id: str, public_key: str) -> None:
        """Accept access tokens (RS256, header `kid`, claim `upn` naming the user) signed with the key of this PEM."""
        key_file = self.directory / "oauthkeys" / "default" / "RS256" / key_id
        key_file.parent.mkdir(parents=True, exist_ok=True)
        key_file.write_text(public_key)

    def append(self, user: str, raw: bytes, folder: str = "INBOX", received: datetime | None = None) -> None:
        """Put a mail into a folder; `received` (aware) becomes its INTERNALDATE."""
        when = imaplib.Time2Internaldate(received) if received else None
        with self._session(user) as session:
            status, said = session.append(_folder(folder), "", when, raw)
            assert status == "OK", said

    def mails(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """The raw mails in a folder, oldest first; none when there is no such folder."""
        with self._session(user) as session:
            if session.select(_folder(folder), readonly=True)[0] != "OK":
                return []
            _, answer = session.uid("FETCH", "1:*", "(BODY.PEEK[])")
            return [item[1] for item in answer if isinstance(item, tuple)]

    def doveadm(self, *arguments: str) -> str:
        """Run doveadm on this server and give what it says."""
        command = [_program("doveadm"), "-c", str(self.directory / "dovecot.conf"), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def delete_all(self, user: str, folder: str = "INBOX") -> None:
        """Delete every mail in a folder, as another mail program would."""
        self.doveadm("expunge", "-u", user, "mailbox", folder, "all")

    def set_uid_validity(self, user: str, value: int, folder: str = "INBOX") -> None:
        """Change a folder's UIDVALIDITY, as a restored server does."""
        self.doveadm("mailbox", "update", "-u", user, "--uid-validity", str(value), folder)

    def hang_up(self, user: str) -> None:
        """Close every connection of a user."""
        self.doveadm("kick", user)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        # a session of its own: ending the master alone would leave the clients' connections alive
        self._process = subprocess.Popen(
            [_program("dovecot"), "-F", "-c", str(self.directory / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        _wait_until_up(self, self._process)

    def end(self) -> None:
        """End it, and every connection with it; it can be started again."""
        process, self._process = self._process, None
        if process is not None:
            _end(process)

    @contextmanager
    def _session(self, user: str) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.imap_port, timeout=20) as session:
            session.authenticate("PLAIN", lambda _: f"\0{user}\0{self._passwords[user]}".encode())
            yield session


def _program(name: str) -> str:
    """Where it is: Debian keeps servers in a folder that ordinary users do not search."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    assert found, f"{name} is missing: apt install dovecot-imapd dovecot-lmtpd"
    return found


def _folder(name: str) -> str:
    """The name in quotes, its Danish letters in IMAP's own UTF-7 (RFC 3501, 5.1.3)."""
    plain = name.replace("&", "&-")
    coded = re.sub(r"[^ -~]+", lambda run: "&" + run[0].encode("utf-7").decode()[1:].replace("/", ","), plain)
    return f'"{coded}"'


@contextmanager
def dovecot(*, tls: bool = True) -> Iterator[Dovecot]:
    """A server in a short temporary folder (unix sockets have short names); everything is gone afterwards.

    Without `tls` it offers neither STARTTLS nor TLS.
    """
    directory = Path(tempfile.mkdtemp(prefix="dv"))
    try:
        server = _prepared(directory, tls=tls)
        try:
            server.start()
            yield server
        finally:
            server.end()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _prepared(directory: Path, *, tls: bool) -> Dovecot:
    owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    directory.chmod(0o755)
    make_certificates(directory)
    for name in ("mail", "home", "oauthkeys", "users"):
        (directory / name).mkdir()
        if os.getuid() == 0:
            os.chown(directory / name, owner.pw_uid, owner.pw_gid)
    imap, imaps, lmtp = _free_ports(3)
    settings = _SETTINGS.format(
        dir=directory,
        user=owner.pw_name,
        group=grp.getgrgid(owner.pw_gid).gr_name,
        uid=owner.pw_uid,
        gid=owner.pw_gid,
        ssl="yes" if tls else "no",
        imap=imap,
        imaps=imaps if tls else 0,
        lmtp=lmtp,
    )
    (directory / "dovecot.conf").write_text(settings)
    (directory / "oauth2.conf.ext").write_text(_OAUTH.format(dir=directory))
    return Dovecot(directory, imap, imaps, lmtp)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in sockets]
    for listener in sockets:
        listener.close()
    return ports


def _wait_until_up(server: Dovecot, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        assert process.poll() is None, "Dovecot ended at once: " + _log(server)
        try:
            with socket.create_connection(("127.0.0.1", server.imap_port), timeout=5) as talk:
                if talk.recv(4) == b"* OK":
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError("Dovecot does not answer: " + _log(server))


def _log(server: Dovecot) -> str:
    log = server.directory / "dovecot.log"
    return log.read_text() if log.exists() else ""


def _end(process: "subprocess.Popen[bytes]") -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            break
    process.wait(timeout=5)
