"""An IMAP server that says what it is told to: for what other people's servers do, and Dovecot never would.

    with scripted_imap({"SELECT": "{tag} BAD User is authenticated but not connected."}) as port: ...

An answer is a template of lines; `{tag}` is the command's. After "HANG UP" the connection is closed.
"""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

ANSWERS = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS\r\n{tag} OK done",
    "LOGIN": "{tag} OK done",
    "SELECT": "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n{tag} OK [READ-WRITE] done",
    "EXAMINE": "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n{tag} OK [READ-ONLY] done",
    "UID SEARCH": "* SEARCH 5\r\n{tag} OK done",
    "LIST": '* LIST () "/" "Behandlet"\r\n{tag} OK done',
    "IDLE": "+ idling",
    "DONE": "{tag} OK done",
    "LOGOUT": "* BYE\r\n{tag} OK done\r\nHANG UP",
}


@contextmanager
def scripted_imap(answers: Mapping[str, str], heard: list[str] | None = None) -> Iterator[int]:
    """Serve on loopback, without TLS; gives the port. Every command heard goes into `heard`."""
    listener = socket.create_server(("127.0.0.1", 0))
    script = {**ANSWERS, **answers}
    said: list[str] = [] if heard is None else heard

    def serve() -> None:
        with suppress(OSError):
            while True:
                talk, _ = listener.accept()
                with talk, suppress(OSError):
                    _converse(talk, script, said)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def _converse(talk: socket.socket, script: Mapping[str, str], heard: list[str]) -> None:
    talk.settimeout(20)
    talk.sendall(b"* OK ready\r\n")
    tag = "*"
    with talk.makefile("rb") as lines:
        for line in lines:
            words = line.decode().split()
            if words[0] != "DONE":
                tag, *words = words
            command = " ".join(words[: 2 if words[0] == "UID" else 1]).upper()
            heard.append(" ".join(words))
            answer, hang_up, _ = script.get(command, "{tag} OK done").partition("HANG UP")
            if answer:
                talk.sendall(answer.replace("{tag}", tag).rstrip("\r\n").encode() + b"\r\n")
            if hang_up:
                return
