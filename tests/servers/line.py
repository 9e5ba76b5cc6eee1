"""A line between us and a server that can be cut, or swallow everything: it accepts, and says nothing any more.

with Line(server.imaps_port) as line:
    line.port; line.swallow(); line.carry(); line.cut()
"""

import selectors
import socket
import threading
from typing import Self


class Line:
    """Carries bytes to a port on loopback and back, until it is told otherwise."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._carries, self._over = threading.Event(), threading.Event()
        self._carries.set()
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(10)
        self._listener.close()
        self.cut()

    def swallow(self) -> None:
        """From now on nothing comes through, and nobody is told."""
        self._carries.clear()

    def carry(self) -> None:
        """New connections come through again; those that were swallowed stay dead."""
        self.cut()
        self._carries.set()

    def cut(self) -> None:
        """Every connection goes dead, with no goodbye."""
        pairs, self._pairs = self._pairs, []
        for ends in pairs:
            for end in ends:
                end.close()

    def _accept(self) -> None:
        self._listener.settimeout(0.1)
        while not self._over.is_set():
            try:
                ours, _ = self._listener.accept()
            except TimeoutError:
                continue
            theirs = socket.create_connection(("127.0.0.1", self._to))
            self._pairs.append((ours, theirs))
            threading.Thread(target=self._carry, args=(ours, theirs), daemon=True).start()

    def _carry(self, ours: socket.socket, theirs: socket.socket) -> None:
        with selectors.DefaultSelector() as both:
            both.register(ours, selectors.EVENT_READ, theirs)
            both.register(theirs, selectors.EVENT_READ, ours)
            try:
                while not self._over.is_set():
                    for key, _ in both.select(0.1):
                        if not self._carries.is_set():
                            return  # what was said is lost; the ends stay open, and hear nothing
                        said = key.fileobj.recv(1 << 16)  # type: ignore[union-attr]
                        if not said:
                            key.data.close()
                            return
                        key.data.sendall(said)
            except (OSError, ValueError):  # one end is closed: so is the other
                for end in (ours, theirs):
                    end.close()
