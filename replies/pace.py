"""How fast we may send: Exchange Online takes 30 messages a minute from one mailbox. Nothing here waits."""

from collections import deque
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)


class Pace:
    """Remembers when mails went out; whoever asks waits for the next pass by itself."""

    def __init__(self, per_minute: int) -> None:
        self._when: deque[datetime] = deque(maxlen=per_minute)

    def allows(self, now: datetime) -> bool:
        """Whether one more may go out now (aware)."""
        return len(self._when) < (self._when.maxlen or 0) or now - self._when[0] >= MINUTE

    def note(self, now: datetime) -> None:
        """One was handed to the server now (aware)."""
        self._when.append(now)
