"""What the coordinator is told on top of her pages: for what work stands still, and since when."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from service.alarms import ALARMS, ringing
from service.operation import Operation
from service.pulse import Pulse

FRESH = timedelta(seconds=30)
"""How long what was found is shown; each look counts rows."""


@dataclass
class Troubles:
    """Asked for with each page; `look` says how the program is."""

    look: Callable[[], Pulse]
    limits: Operation
    clock: Callable[[], datetime]
    _found: tuple[str, ...] = ()
    _at: datetime | None = None
    _lock: Lock = field(default_factory=Lock, repr=False)

    def __call__(self) -> tuple[str, ...]:
        """A sentence for each alarm for which work stands still."""
        with self._lock:
            now = self.clock()
            if self._at is None or not timedelta() <= now - self._at < FRESH:
                rung = ringing(self.look(), self.limits, now)
                told = ((alarm.title, rung[alarm.code]) for alarm in ALARMS if alarm.stops and alarm.code in rung)
                self._found, self._at = tuple(f"{title} ({words})." for title, words in told), now
            return self._found
