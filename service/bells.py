"""What wakes the threads of the daemon. A bell that nobody hears is no loss: what is to be done stands in the store."""

import threading
from collections.abc import Callable, Mapping

from storage import Told


class Bells:
    """One event a thread, and what rings which."""

    def __init__(self, readers: int) -> None:
        self.readers = [threading.Event() for _ in range(readers)]
        """Each reading thread's own, so that none takes another's call."""
        self.mailbox = threading.Event()
        """The mailbox thread: to look (`looking`), and to file what is done."""
        self.looking = threading.Event()
        self.owed = threading.Event()

    def letters(self) -> None:
        """Letters are ready to be read."""
        for bell in self.readers:
            bell.set()

    def news(self) -> None:
        """Mail may have come."""
        self.looking.set()
        self.mailbox.set()

    def done(self) -> None:
        """A letter is done: it can be filed, and perhaps an answer is owed."""
        self.mailbox.set()
        self.owed.set()

    def worked(self) -> None:
        """Letters were worked on; what was let go of meanwhile may be another thread's."""
        self.done()
        if len(self.readers) > 1:
            self.letters()

    def owing(self) -> None:
        """A mail may go out."""
        self.owed.set()

    def now_and_then(self) -> None:
        """Pauses may be over and leases may have run out, in all but the mailbox itself."""
        self.letters()
        self.done()

    def everything(self) -> None:
        """All of it."""
        self.news()
        self.now_and_then()

    def told(self, what: Told) -> None:
        """Another process tells."""
        ring: Mapping[Told, Callable[[], None]] = {
            Told.LETTERS: self.letters,
            Told.DONE: self.done,
            Told.MAILS: self.owing,
        }
        ring[what]()
